/**
 * Many people in a store, fast: the demo shop's history is folded and written by the product's own
 * code for some of them, and all others are copies of those under other names.
 */

import { type Told, tellHistory } from '../../collector/dev/demo-data/history.ts';
import type { PersonDocument } from '../../collector/engine/document.ts';
import {
  type CanonicalEvent,
  compareEvents,
  compile,
  defaultModel,
} from '../../collector/engine/index.ts';
import { enrich, type SiteFacts } from '../../collector/ingest/enrich.ts';
import { jobsOf, type Sender } from '../../collector/ingest/segment/jobs.ts';
import { readMessages } from '../../collector/ingest/segment/messages.ts';
import { type Database, runBatch, type Statement } from '../../collector/store/database.ts';
import { personOf } from '../../collector/store/hash.ts';
import { countDevice, newDocument } from '../../collector/store/record.ts';
import { settle } from '../../collector/store/settle.ts';
import { personStatements } from '../../collector/store/write-person.ts';

const DAY = 86_400_000;
const MODEL = compile(defaultModel, 1);
/** People whose statements are one batch. */
const TOGETHER = 20;

export interface Folding {
  site: string;
  /** how many to write */
  people: number;
  /** where in the history to begin */
  from: number;
  /** how far the history goes back */
  days: number;
  /** milliseconds since 1970 */
  now: number;
}

/** Of those who do more than look and leave, every so many are taken: large sites have more passers-by. */
const CLIMBERS = 4;
const PASSING: ReadonlySet<string> = new Set(['bouncer', 'software']);

/**
 * Writes people as their own requests would have.
 *
 * @returns where in the history to go on
 */
export async function foldPeople(db: Database, folding: Folding): Promise<number> {
  const { site, people, days, now } = folding;
  const until = Math.floor(now / DAY) * DAY;
  const facts = { site, signingKey: '', timeZone: 'UTC', ownHosts: [], trusted: true };
  let batch: Statement[] = [];
  let [written, next] = [0, folding.from];
  const history = { people: Number.MAX_SAFE_INTEGER, days, seed: 1, until, skip: next };
  for (const told of tellHistory(history)) {
    next += 1;
    if (!PASSING.has(told.person.temper) && next % CLIMBERS !== 1) continue;
    batch.push(...(await statementsOf(db, facts, told, now)));
    written += 1;
    if (written < people && written % TOGETHER !== 0) continue;
    await runBatch(db, batch);
    batch = [];
    if (written === people) break;
  }
  return next;
}

async function statementsOf(db: Database, facts: SiteFacts, told: Told, now: number) {
  const { site } = facts;
  const [home] = told.person.devices;
  const enriched = await enrichAll(told, facts, now);
  const events = enriched.map(({ event }) => event).sort(compareEvents);
  const users = enriched.some(({ user }) => user !== undefined) ? [told.person.user] : [];
  const doc = documentOf(events, users, now);
  const settled = settle({ model: MODEL, stored: null, doc, events, chunks: [], now });
  const addresses = [...new Set(enriched.flatMap(({ address }) => address ?? []))];
  const person = await personOf(site, `d:${home.visitor}`);
  const write = { ...facts, person, version: 0, stored: null, settled, users, addresses, now };
  return personStatements(db, write);
}

async function enrichAll({ tellings }: Told, facts: SiteFacts, now: number) {
  const sender: Sender = {
    ...{ key: 'sk_bench', takes: ['server'], receivedAt: now, origin: null },
    ...{ userAgent: null, place: {}, bytes: 0, sentAt: undefined },
  };
  const read = readMessages(
    JSON.stringify({ batch: tellings.map(({ message }) => message).slice(0, 500) }),
    'batch',
  );
  if (!read.ok) throw new Error(read.detail);
  const jobs = (await jobsOf(read.messages, sender)).flat();
  return Promise.all(
    jobs.flatMap((job) => job.batch.sound.map(({ wire }) => enrich(wire, job.facts, facts))),
  );
}

function documentOf(
  events: readonly CanonicalEvent[],
  users: readonly string[],
  now: number,
): PersonDocument {
  const doc = newDocument(MODEL.version);
  const devices = Map.groupBy(events, ({ device }) => device);
  for (const [device, own] of devices) {
    doc.devices[device] = countDevice(undefined, own, Math.floor(now / DAY));
    doc.users.push(...users.map((id) => ({ id, at: now, device, by: 'secret_key' as const })));
  }
  return doc;
}
