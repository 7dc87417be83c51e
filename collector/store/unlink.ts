/**
 * The undoing of a union: a device leaves its person, the log is parted by device, and both are
 * replayed, so that each is as if they had never been one.
 */
import { type Separated, separate } from '../engine/identity.ts';
import type { CanonicalEvent, State } from '../engine/index.ts';
import { addressesOf } from './addresses.ts';
import { type Database, runBatch, StaleWrite, type Statement } from './database.ts';
import { personOf } from './hash.ts';
import { firstChunk, MOST_CHUNKS, readChunks } from './history.ts';
import { compiledModel, publishedModel } from './models.ts';
import { readPeople } from './read-person.ts';
import { newDocument, type StoredPerson } from './record.ts';
import { NO_ROWS } from './rows.ts';
import { resettle, rowsUpTo } from './settle.ts';
import { personStatements } from './write-person.ts';
import type { Owner } from './write-rows.ts';
import { timeZoneOf } from './zones.ts';

export interface Unlinking extends Owner {
  /** `d:VISITOR` */
  device: string;
}

/**
 * `done`: `person` is who the device now is. `home`: the person began with this device; take
 * the other devices off instead. `unknown`: the person has no such device, or is not there.
 * `too_long`: the log is longer than one call may replay. `busy`: others wrote all the time.
 */
export type Unlinked =
  | { done: true; person: string }
  | { done: false; because: 'unknown' | 'home' | 'too_long' | 'busy' };

/** Tries against requests that write the person meanwhile. */
const TRIES = 8;

/**
 * Takes a device off its person. What it brought (events, orders, user ids that only it named)
 * goes with it; a user id that stays behind is noted as `unlinked`, and no signature links the two
 * again.
 *
 * @param now milliseconds since 1970
 * @throws StorageUnavailable
 * @example await unlinkDevice(db, { site, person, device: 'd:5f1d2c3b' }, Date.now())
 */
export async function unlinkDevice(
  db: Database,
  unlinking: Unlinking,
  now: number,
): Promise<Unlinked> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      return await unlinkOnce(db, unlinking, now);
    } catch (error) {
      if (!(error instanceof StaleWrite)) throw error;
    }
  }
  return { done: false, because: 'busy' };
}

async function unlinkOnce(db: Database, unlinking: Unlinking, now: number): Promise<Unlinked> {
  const { site, person, device } = unlinking;
  const [stored] = await readPeople(db, [[site, person]]);
  const record = stored?.doc.devices[device];
  if (!stored || !record) return { done: false, because: 'unknown' };
  const parted = await personOf(site, device);
  if (stored.doc.catching_up) return { done: false, because: 'busy' };
  if (parted === person) return { done: false, because: 'home' };
  const log = await readLog(db, unlinking, stored, record.first_at);
  if (!log) return { done: false, because: 'too_long' };
  // Only for people who did not begin with a device is this possible.
  if (!log.events.some(isNotOf(device))) return { done: false, because: 'home' };
  const parting = { unlinking, stored, parted, log, now };
  await runBatch(db, await partingStatements(db, parting, separate(stored.doc, device)));
  return { done: true, person: parted };
}

/** The part of a log that changes when a device leaves. */
interface Log {
  /** the checkpoint before it */
  from: State;
  /** chunks before it, which stay as they are */
  untouched: number;
  events: CanonicalEvent[];
}

/** From the device's first event on, or from the very first when nobody else acted since. */
async function readLog(
  db: Database,
  { site, person, device }: Unlinking,
  { doc }: StoredPerson,
  firstAt: number,
): Promise<Log | null> {
  for (const from of [firstAt, 0]) {
    const untouched = await firstChunk(db, { site, person }, doc.chunks, from);
    if (doc.chunks - untouched > MOST_CHUNKS) return null;
    const chunks = untouched < doc.chunks ? await readChunks(db, { site, person }, untouched) : [];
    const events = [...chunks.flatMap((chunk) => chunk.events), ...doc.tail];
    if (untouched === 0 || events.some(isNotOf(device))) {
      return { from: chunks[0]?.base ?? doc.base, untouched, events };
    }
  }
  return null;
}

interface Parting {
  unlinking: Unlinking;
  stored: StoredPerson;
  /** who the device becomes */
  parted: string;
  log: Log;
  now: number;
}

const DELETE_LATER_CHUNKS = 'DELETE FROM log_chunks WHERE site = ? AND person = ? AND seq >= ?';
const DELETE_ALIASES =
  'DELETE FROM aliases WHERE site = ?1 AND person = ?2 AND alias IN (SELECT value FROM json_each(?3))';

async function partingStatements(
  db: Database,
  parting: Parting,
  { rest, own, moved }: Separated,
): Promise<Statement[]> {
  const { unlinking, stored, parted, log, now } = parting;
  const { site, person, device } = unlinking;
  const model = await compiledModel(db, site, stored.doc.model);
  const [theirs, others] = [log.events.filter(isOf(device)), log.events.filter(isNotOf(device))];
  const before = rowsUpTo(stored.doc.noticed, model, stored.doc, log);
  const remaining = resettle(model, before, restOf(parting, rest, others), now);
  const today = await publishedModel(db, site);
  const document = { ...newDocument(today.version), ...own, tail: theirs };
  const leaving = resettle(today, NO_ROWS, document, now);
  const addresses = await addressesOf(theirs);
  const lost = await addressesLost(addresses, others, log);
  const gone = [device, `p:${parted}`, ...moved.map((id) => `u:${id}`), ...lost];
  const nextVersion = stored.version + 1;
  const timeZone = await timeZoneOf(db, site);
  const write = { site, timeZone, nextVersion, addresses: [], users: [], now };
  const { version, columns } = stored;
  return [
    ...personStatements(db, {
      ...write,
      person,
      version,
      stored: columns,
      settled: remaining,
      renewed: true,
    }),
    db.prepare(DELETE_LATER_CHUNKS).bind(site, person, remaining.doc.chunks),
    db.prepare(DELETE_ALIASES).bind(site, person, JSON.stringify(gone)),
    ...personStatements(db, {
      ...write,
      person: parted,
      alias: device,
      version: 0,
      stored: null,
      settled: leaving,
      users: moved,
      addresses,
    }),
  ];
}

const isOf = (device: string) => (event: CanonicalEvent) => event.device === device;
const isNotOf = (device: string) => (event: CanonicalEvent) => event.device !== device;

/** With nothing archived before it, the log begins anew and knows no greatest archived id. */
function restOf(
  { stored, log }: Parting,
  rest: Separated['rest'],
  events: readonly CanonicalEvent[],
) {
  const { consent: _, contacted: __, max_archived_id, ...doc } = stored.doc;
  const known = log.untouched > 0 && max_archived_id !== undefined ? { max_archived_id } : {};
  return { ...doc, ...rest, ...known, base: log.from, chunks: log.untouched, tail: [...events] };
}

/** Addresses that only the device gave. What an archive that is not read may hold stays. */
async function addressesLost(
  addresses: readonly string[],
  others: readonly CanonicalEvent[],
  { untouched }: Log,
): Promise<string[]> {
  if (untouched > 0) return [];
  const kept = new Set(await addressesOf(others));
  return addresses.filter((address) => !kept.has(address));
}
