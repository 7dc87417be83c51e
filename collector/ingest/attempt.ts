/** One try at a unit of work: look up what is known, decide, write. The decisions are pure. */
import type { Answer } from '../../sdk/wire.ts';
import type { DeviceRecord, PersonDocument } from '../engine/document.ts';
import { consentOf, unite } from '../engine/identity.ts';
import {
  type CanonicalEvent,
  type Compiled,
  compareEvents,
  judgeEvent,
  localDay,
  mergeTails,
  type Position,
  position,
  replay,
} from '../engine/index.ts';
import type { Chunk } from '../store/archive.ts';
import type { NewRules } from '../store/change-rules.ts';
import { type Database, runBatch, type Statement } from '../store/database.ts';
import { archivedIds, firstChunk, readChunks } from '../store/history.ts';
import { type Departure, departureOf, readUnion } from '../store/join.ts';
import { compiledModel } from '../store/models.ts';
import type { Reading } from '../store/read-person.ts';
import { countDevice, newDocument, type StoredPerson } from '../store/record.ts';
import { rejectStatements } from '../store/rejects.ts';
import { settle } from '../store/settle.ts';
import type { Site } from '../store/site.ts';
import { offsetMinutes } from '../store/time-zone.ts';
import { personStatements } from '../store/write-person.ts';
import { type Admitted, admit, type Candidate, knownIds, marksToLookUp, note } from './admit.ts';
import { answerArrival } from './answer.ts';
import { insertDeep, takeDeep } from './deep.ts';
import type { Arrival } from './job.ts';
import { linkUsers } from './link-users.ts';
import { countRejects } from './reject-counts.ts';

const DAY_MS = 86_400_000;

/** What is known when the decision is made. */
interface Known {
  reading: Reading;
  doc: PersonDocument;
  alias: string;
  device: string;
  /** ids of events that are not folded in yet: what else they tell is noted already */
  deep: ReadonlySet<string>;
  now: number;
  today: number;
}

/**
 * @throws StaleWrite when another request wrote the person since the reading
 * @throws StorageUnavailable
 */
export async function attempt(
  db: Database,
  reading: Reading,
  arrivals: readonly Arrival[],
  now: number,
): Promise<Answer[]> {
  const { site, person, stored, erased, erasedUsers } = reading;
  const { device = '', alias = '' } = arrivals[0]?.job.facts ?? {};
  const doc = stored?.doc ?? newDocument(site.model);
  const today = localDay(now, offsetMinutes(site.timeZone, now));
  const asked = marksToLookUp(doc, namedMarks(arrivals));
  const archived = await archivedIds(db, site.site, person, device, asked);
  const unmatched = !stored && alias.startsWith('e:') && !beginsPerson(arrivals);
  const keptSince = now - (site.settings.retention_days ?? Infinity) * DAY_MS;
  const judged = {
    ...{ doc, device, archived, erased, erasedUsers },
    ...{ unmatched, keptSince, today, now },
  };
  const admitted = admit(
    judged,
    arrivals.map((arrival) => arrival.candidates),
  );
  const deep = await takeDeep(db, reading, arrivals, admitted, archived);
  const rejects = rejectStatements(db, site.site, today, countRejects(arrivals, admitted, now));
  const known = { reading, doc, alias, device, deep, now, today };
  const result = await store(db, known, arrivals, admitted, rejects);
  if (deep.size > 0) await insertDeep(db, reading, admitted.accepted, deep, now);
  const ids = knownIds(doc.catching_up ? { ...judged, archived: new Set() } : judged);
  for (const { event } of admitted.accepted) if (!deep.has(event.id)) note(ids, event.id);
  return arrivals.map((arrival, i) =>
    answerArrival({
      arrival,
      results: admitted.results[i],
      again: deep.size > 0,
      ids,
      device,
      erased,
      ...result,
    }),
  );
}

function namedMarks(arrivals: readonly Arrival[]): string[] {
  return arrivals.flatMap(({ candidates, confirm }) =>
    [...candidates, ...confirm].map(({ mark }) => mark),
  );
}

/** Of an address that nobody has, only the owner's lists make a person: one, or a sign-up to one. */
function beginsPerson(arrivals: readonly Arrival[]): boolean {
  return arrivals.some(
    ({ job, candidates }) =>
      job.beginsPerson || candidates.some(({ event }) => event.type === 'newsletter_signup'),
  );
}

interface Stored {
  doc: PersonDocument;
  standing: Position | undefined;
}

async function store(
  db: Database,
  known: Known,
  arrivals: readonly Arrival[],
  admitted: Admitted,
  rejects: Statement[],
): Promise<Stored> {
  if (admitted.accepted.length > 0) return write(db, known, arrivals, admitted, rejects);
  if (rejects.length > 0) await runBatch(db, rejects);
  return { doc: known.doc, standing: await standingNow(db, known) };
}

async function write(
  db: Database,
  known: Known,
  arrivals: readonly Arrival[],
  { accepted }: Admitted,
  rejects: Statement[],
): Promise<Stored> {
  const { reading, alias, now } = known;
  const { site } = reading;
  const { subject, fresh, departure } = await subjectOf(db, known, arrivals, accepted);
  const { person, stored, doc, events } = subject;
  const models = await modelsFor(db, site, doc);
  const from = models.rules ? 0 : (events[0]?.ts ?? now);
  const chunks = await chunksFrom(db, site.site, subject, from);
  const settled = settle({ ...models, stored, doc, events, chunks, now });
  const statements = personStatements(db, {
    site: site.site,
    timeZone: site.timeZone,
    person,
    alias,
    version: stored?.version ?? 0,
    ...(departure && { nextVersion: departure.nextVersion }),
    stored: stored?.columns ?? null,
    settled,
    tell: site.hooks ? models.model : undefined,
    users: fresh,
    addresses: [...new Set(accepted.flatMap(({ address }) => address ?? []))],
    now,
  });
  await runBatch(db, [...statements, ...(departure?.statements ?? []), ...rejects]);
  return { doc: settled.doc, standing: settled.standing };
}

/** Whom the events change, and what comes to them. */
interface Subject {
  person: string;
  stored: StoredPerson | null;
  /** devices, users and consent brought up to date; base and tail as stored */
  doc: PersonDocument;
  /** sorted */
  events: CanonicalEvent[];
}

interface Decided {
  subject: Subject;
  /** user ids that are nobody's yet */
  fresh: string[];
  /** what removes the person who was joined to the subject */
  departure?: Departure;
}

/** The asking person, or the one whom a proven user id joins them to. */
async function subjectOf(
  db: Database,
  known: Known,
  arrivals: readonly Arrival[],
  accepted: readonly Candidate[],
): Promise<Decided> {
  const { reading, doc, deep, now } = known;
  const { site, person, stored, owners } = reading;
  const trusting = site.settings.trust_unsigned === true;
  const linking = { doc, person, owners, trusting, mayJoin: deep.size === 0 };
  const wanted = linkUsers(linking, accepted);
  const asking = { site: site.site, timeZone: site.timeZone, person, stored };
  const union = wanted.join === undefined ? null : await readUnion(db, asking, wanted.join);
  const links =
    wanted.join && !union ? linkUsers({ ...linking, mayJoin: false }, accepted) : wanted;
  const own = { ...doc, ...withDevice(known, arrivals, accepted), users: links.users };
  const word = doc.devices[known.device]?.judged;
  const all = accepted.map(({ event }) => judgeEvent(event, word)).sort(compareEvents);
  const events = all.filter(({ id }) => !deep.has(id));
  const { fresh } = links;
  if (!union) return { subject: { person, stored, doc: own, events }, fresh };
  const { survivor, log } = union;
  return {
    subject: {
      person: survivor.person,
      stored: survivor,
      doc: { ...survivor.doc, ...unite(survivor.doc, own) },
      events: mergeTails(log, events),
    },
    fresh,
    departure: await departureOf(db, asking, union, own, now),
  };
}

/** Chunks that a change of model may rewrite in one request; longer logs wait for their job. */
const REFOLDED_CHUNKS = 64;

/** The site's published model; beside it the one that a person not yet brought over was folded with. */
async function modelsFor(
  db: Database,
  site: Site,
  doc: PersonDocument,
): Promise<{ model: Compiled; rules?: NewRules }> {
  if (doc.model === site.model) return { model: await compiledModel(db, site.site, site.model) };
  const oldModel = await compiledModel(db, site.site, doc.model);
  if (doc.chunks > REFOLDED_CHUNKS || doc.catching_up) return { model: oldModel };
  const { modelSince: since, modelAlert: alert } = site;
  const model = await compiledModel(db, site.site, site.model);
  return { model, rules: { oldModel, since, alert } };
}

/** Events at or before the checkpoint belong into the archive. */
async function chunksFrom(
  db: Database,
  site: string,
  { person, doc }: Subject,
  from: number,
): Promise<Chunk[]> {
  if (doc.chunks === 0 || from > doc.base.at) return [];
  const owner = { site, person };
  return readChunks(db, owner, await firstChunk(db, owner, doc.chunks, from));
}

/** Devices and consent after the events. */
function withDevice(
  { doc, device, today, now }: Known,
  arrivals: readonly Arrival[],
  accepted: readonly Candidate[],
): Pick<PersonDocument, 'devices' | 'consent'> {
  const events = accepted.map(({ event }) => event);
  const last = arrivals.findLast(({ job }) => job.facts.ctx.consent);
  const given = last?.job.facts.ctx.consent;
  const record: DeviceRecord = {
    ...countDevice(doc.devices[device], events, today),
    ...scriptOf(arrivals),
    ...(given && { consent: { given, at: now } }),
  };
  const devices = { ...doc.devices, [device]: record };
  return { devices, ...consentOf(devices) };
}

/** The own script names its version; what else sends may call itself anything. */
function scriptOf(arrivals: readonly Arrival[]): Pick<DeviceRecord, 'sdk'> {
  const [, sdk] = /^rung\.js\/([\d.]{1,20})$/.exec(arrivals.at(-1)?.job.sdk ?? '') ?? [];
  return sdk === undefined ? {} : { sdk };
}

async function standingNow(
  db: Database,
  { reading, doc, now }: Known,
): Promise<Position | undefined> {
  if (!reading.stored) return undefined;
  const model = await compiledModel(db, reading.site.site, doc.model);
  const until = Math.max(now, doc.noticed);
  return position(model, replay(model, doc.base, doc.tail, until).state, until);
}
