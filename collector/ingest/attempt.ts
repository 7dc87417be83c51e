/** One try at a unit of work: look up what is known, decide, write. The decisions are pure. */
import type { Answer } from '../../sdk/wire.ts';
import type { PersonDocument } from '../engine/document.ts';
import { type Compiled, compareEvents, type Position, position, replay } from '../engine/index.ts';
import type { Chunk } from '../store/archive.ts';
import type { NewRules } from '../store/change-rules.ts';
import { type Database, runBatch, type Statement } from '../store/database.ts';
import { archivedIds, readChunks } from '../store/history.ts';
import { compiledModel } from '../store/models.ts';
import type { Reading } from '../store/read-person.ts';
import { countDevice, newDocument } from '../store/record.ts';
import { rejectStatements } from '../store/rejects.ts';
import { settle } from '../store/settle.ts';
import { localDay, offsetMinutes } from '../store/time-zone.ts';
import { personStatements } from '../store/write-person.ts';
import { type Admitted, admit, type Candidate, idsToLookUp, knownIds, linkUsers } from './admit.ts';
import { answerArrival } from './answer.ts';
import type { Arrival } from './job.ts';
import { countRejects } from './reject-counts.ts';

/** What is known when the decision is made. */
interface Known {
  reading: Reading;
  doc: PersonDocument;
  device: string;
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
  const device = arrivals[0]?.job.facts.device ?? '';
  const doc = stored?.doc ?? newDocument(site.model);
  const today = localDay(now, offsetMinutes(site.timeZone, now));
  const asked = idsToLookUp(doc, namedIds(arrivals));
  const archived = await archivedIds(db, site.site, person, device, asked);
  const judged = { doc, device, archived, erased, erasedUsers, today, now };
  const admitted = admit(
    judged,
    arrivals.map((arrival) => arrival.candidates),
  );
  const rejects = rejectStatements(db, site.site, today, countRejects(arrivals, admitted, now));
  const known = { reading, doc, device, now, today };
  const result = await store(db, known, arrivals, admitted, rejects);
  const ids = knownIds(judged);
  for (const { event } of admitted.accepted) ids.add(event.id);
  return arrivals.map((arrival, i) =>
    answerArrival({ arrival, results: admitted.results[i], ids, device, erased, ...result }),
  );
}

function namedIds(arrivals: readonly Arrival[]): string[] {
  return arrivals.flatMap(({ job, candidates }) => [
    ...candidates.map(({ event }) => event.id),
    ...job.confirm.map((id) => id.toLowerCase()),
  ]);
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
  const { reading, now } = known;
  const { site, person, stored } = reading;
  const events = accepted.map(({ event }) => event).sort(compareEvents);
  const models = await modelsFor(db, known);
  const from = models.rules ? 0 : (events[0]?.ts ?? now);
  const links = linkUsers(known.doc, person, accepted, reading.owners);
  const doc = {
    ...known.doc,
    ...devicesAfter(known, accepted),
    ...consentIn(arrivals),
    users: links.users,
  };
  const chunks = await chunksFrom(db, known, from);
  const settled = settle({ ...models, stored, doc, events, chunks, now });
  const statements = personStatements(db, {
    site: site.site,
    person,
    version: stored?.version ?? 0,
    stored: stored?.columns ?? null,
    settled,
    users: links.fresh,
    addresses: [...new Set(accepted.flatMap(({ address }) => address ?? []))],
    now,
  });
  await runBatch(db, [...statements, ...rejects]);
  return { doc: settled.doc, standing: settled.standing };
}

/** Chunks that a change of model may rewrite in one request; longer logs wait for their job. */
const REFOLDED_CHUNKS = 64;

/** The site's published model; beside it the one that a person not yet brought over was folded with. */
async function modelsFor(
  db: Database,
  { reading, doc }: Known,
): Promise<{ model: Compiled; rules?: NewRules }> {
  const { site } = reading;
  if (doc.model === site.model) return { model: await compiledModel(db, site.site, site.model) };
  const oldModel = await compiledModel(db, site.site, doc.model);
  if (doc.chunks > REFOLDED_CHUNKS) return { model: oldModel };
  const { modelSince: since, modelAlert: alert } = site;
  const model = await compiledModel(db, site.site, site.model);
  return { model, rules: { oldModel, since, alert } };
}

/** Events at or before the checkpoint belong into the archive. */
async function chunksFrom(db: Database, { reading, doc }: Known, from: number): Promise<Chunk[]> {
  if (doc.chunks === 0 || from > doc.base.at) return [];
  return readChunks(db, reading.site.site, reading.person, from);
}

function devicesAfter({ doc, device, today }: Known, accepted: readonly Candidate[]) {
  const events = accepted.map(({ event }) => event);
  const record = countDevice(doc.devices[device], events, today);
  return { devices: { ...doc.devices, [device]: record } };
}

function consentIn(arrivals: readonly Arrival[]): Pick<PersonDocument, 'consent'> {
  const last = arrivals.findLast(({ job }) => job.facts.ctx.consent);
  const consent = last?.job.facts.ctx.consent;
  return consent ? { consent } : {};
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
