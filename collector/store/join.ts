/**
 * A person is joined to another: their log goes over whole and is replayed there, and everything
 * that was theirs is taken away by the same guarded batch.
 */
import type { PersonDocument } from '../engine/document.ts';
import { type CanonicalEvent, type Move, type State, start } from '../engine/index.ts';
import { addressesOf } from './addresses.ts';
import {
  allRows,
  type Database,
  GUARD_CHANGED,
  GUARD_VERSION,
  type Statement,
} from './database.ts';
import { difference } from './difference.ts';
import { personOf } from './hash.ts';
import { firstChunk, MOST_CHUNKS, readChunks } from './history.ts';
import { compiledModel } from './models.ts';
import { moveNotes } from './notes.ts';
import { readPeople } from './read-person.ts';
import type { StoredPerson } from './record.ts';
import { NO_ROWS } from './rows.ts';
import { rowsUpTo } from './settle.ts';
import { changesOfMany, type Owner } from './write-rows.ts';

/** Who is to be joined to another; `stored` is null for somebody who just appeared. */
export interface Joining extends Owner {
  /** of the site */
  timeZone: string;
  stored: StoredPerson | null;
}

export interface Union {
  survivor: StoredPerson;
  /** the log of the person who is joined, sorted */
  log: CanonicalEvent[];
  /** the checkpoint that it begins at: an empty one, or what retention has left */
  from: State;
  /** with what the survivor may no longer keep */
  whole: CanonicalEvent[];
}

/** Devices of one person: more are a machine's work. */
const MOST_DEVICES = 100;

/**
 * Reads both sides of a union.
 *
 * @returns null when it cannot be: nobody is there, or it is more work than a request may do
 * @throws StorageUnavailable
 */
export async function readUnion(
  db: Database,
  { site, person, stored }: Joining,
  survivorId: string,
): Promise<Union | null> {
  const [survivor] = await readPeople(db, [[site, survivorId]]);
  if (!survivor || devicesOf(survivor) + devicesOf(stored) > MOST_DEVICES) return null;
  const own = stored?.doc.chunks ?? 0;
  if (own > MOST_CHUNKS || stored?.doc.catching_up || survivor.doc.catching_up) return null;
  const chunks = own > 0 ? await readChunks(db, { site, person }, 0) : [];
  const log = [...chunks.flatMap(({ events }) => events), ...(stored?.doc.tail ?? [])];
  const from = log[0]?.ts ?? Number.MAX_SAFE_INTEGER;
  const { chunks: count } = survivor.doc;
  const rewritten = count - (await firstChunk(db, { site, person: survivorId }, count, from));
  if (own + rewritten > MOST_CHUNKS) return null;
  const base = chunks[0]?.base ?? stored?.doc.base ?? start();
  // What the survivor may no longer keep stays behind, as does the other's own checkpoint.
  const kept = log.filter(({ ts }) => ts >= (survivor.doc.kept_from ?? 0));
  return { survivor, log: kept, from: base, whole: log };
}

const devicesOf = (stored: StoredPerson | null): number =>
  Object.keys(stored?.doc.devices ?? {}).length;

export interface Departure {
  /** the version that the survivor must get, greater than any that either had */
  nextVersion: number;
  statements: Statement[];
}

const DELETE_PERSON = 'DELETE FROM people WHERE site = ? AND person = ? AND version = ?';
const DELETE_CHUNKS = 'DELETE FROM log_chunks WHERE site = ? AND person = ?';
const READ_PAST = 'SELECT body FROM past_moves WHERE site = ? AND person = ?';
const DELETE_PAST = 'DELETE FROM past_moves WHERE site = ? AND person = ?';
const DELETE_ALIASES =
  'DELETE FROM aliases WHERE site = ?1 AND person = ?2 AND alias IN (SELECT value FROM json_each(?3))';
const PUT_ALIASES =
  'INSERT INTO aliases (site, alias, person, since) SELECT ?1, value, ?2, ?3 FROM json_each(?4) WHERE true ON CONFLICT DO NOTHING';

/**
 * What takes the joined person away: row, chunks, all rows beside, and every name leads on to the
 * survivor. Their own guard is the first statement.
 *
 * @param doc the person as they are after this request's events
 * @throws StorageUnavailable
 */
export async function departureOf(
  db: Database,
  joining: Joining,
  union: Union,
  doc: PersonDocument,
  now: number,
): Promise<Departure> {
  const { site, person, stored } = joining;
  const { survivor, whole } = union;
  const version = stored?.version ?? 0;
  const names = await namesOf(site, person, doc, survivor.person);
  const addresses = await addressesOf(whole);
  const aliases = JSON.stringify([...names, ...addresses]);
  return {
    nextVersion: Math.max(version, survivor.version) + 1,
    statements: [
      ...(stored ? await removal(db, { ...joining, stored }, union) : [absent(db, site, person)]),
      ...(stored ? moveNotes(db, { site, person }, survivor.person) : []),
      db.prepare(DELETE_ALIASES).bind(site, person, aliases),
      db.prepare(PUT_ALIASES).bind(site, survivor.person, now, aliases),
    ],
  };
}

const absent = (db: Database, site: string, person: string): Statement =>
  db.prepare(GUARD_VERSION).bind(site, person, 0);

async function removal(
  db: Database,
  { site, timeZone, person, stored }: Joining & { stored: StoredPerson },
  { from, whole }: Union,
): Promise<Statement[]> {
  const { doc, version } = stored;
  const model = await compiledModel(db, site, doc.model);
  const owner = { site, person };
  const rows = rowsUpTo(doc.noticed, model, doc, { from, events: whole });
  if (doc.rules_since) rows.moves.push(...(await pastMoves(db, owner)));
  const changes = difference(rows, NO_ROWS, { until: doc.noticed });
  return [
    db.prepare(DELETE_PERSON).bind(site, person, version),
    db.prepare(GUARD_CHANGED),
    ...(doc.chunks > 0 ? [db.prepare(DELETE_CHUNKS).bind(site, person)] : []),
    ...(doc.rules_since ? [db.prepare(DELETE_PAST).bind(site, person)] : []),
    ...changesOfMany(db, [{ ...owner, timeZone, changes }]),
  ];
}

/** Moves that were recorded under earlier rules. */
async function pastMoves(db: Database, { site, person }: Owner): Promise<Move[]> {
  const found = await allRows<{ body: string }>(db.prepare(READ_PAST).bind(site, person));
  return found.flatMap(({ body }) => JSON.parse(body) as Move[]);
}

/** Devices of the person, and the person ids that they may have been known by. */
async function namesOf(
  site: string,
  person: string,
  { devices }: PersonDocument,
  survivor: string,
): Promise<string[]> {
  const own = Object.keys(devices).filter((device) => device.startsWith('d:'));
  const people = await Promise.all(own.map((device) => personOf(site, device)));
  const former = [...new Set([person, ...people])].filter((id) => id !== survivor);
  return [...own, ...former.map((id) => `p:${id}`)];
}
