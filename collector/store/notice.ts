/** Time moves people too: what cron does every minute, in bounded portions. */
import { type Compiled, VISIT_GAP_MS } from '../engine/index.ts';
import { catchUp } from './catch-up.ts';
import {
  allRows,
  type Database,
  runBatch,
  StaleWrite,
  type Statement,
  StorageUnavailable,
} from './database.ts';
import { compiledModel } from './models.ts';
import { readPeople } from './read-person.ts';
import type { StoredPerson } from './record.ts';
import { type Settled, settle } from './settle.ts';
import { guardedVisitStatements, personStatements } from './write-person.ts';

/** People looked at in one tick, and in one transaction. */
const TICK = 100;
const BATCH = 20;

type Key = readonly [site: string, person: string];
type Row = { site: string; person: string };

const DUE = 'SELECT site, person FROM people WHERE due <= ?1 ORDER BY due LIMIT ?2';

/** People with an open visit that began in (?1, ?2] and whose last event is older than ?3. */
const SILENT = `
  SELECT DISTINCT v.site, v.person
    FROM sites AS s
   CROSS JOIN visits AS v ON v.site = s.site AND v.start > ?1 AND v.start <= ?2
   CROSS JOIN people AS p ON p.site = v.site AND p.person = v.person
   WHERE v.ended = 0 AND p.doc ->> '$.tail[#-1].ts' < ?3
   LIMIT ?4`;

const MINUTE = 60_000;

/**
 * When to look for visits that have ended, by the age of their beginning, in minutes. Open visits
 * have no index: most end within the hour, and a row read costs a thousandth of a row written.
 * The last line finds what a cron that was away for days has missed.
 */
const SWEEPS = [
  { every: 1, from: 30, to: 60 },
  { every: 30, from: 60, to: 270 },
  { every: 240, from: 240, to: 1740 },
  { every: 1440, from: 1440, to: 20 * 1440 },
] as const;

/**
 * Writes what time alone has changed: moves, segments, ended visits, and when to look next. Oldest
 * first, at most {@link TICK} people a call; the rest is found again by the next one.
 *
 * @param now milliseconds since 1970
 * @returns how many people were looked at
 * @throws StorageUnavailable
 */
export async function noticeDue(db: Database, now: number): Promise<number> {
  const due = await allRows<Row>(db.prepare(DUE).bind(now, TICK));
  const silent = due.length < TICK ? await silentVisitors(db, now, TICK - due.length) : [];
  const keys = [...due, ...silent].map(({ site, person }): Key => [site, person]);
  const distinct = [...new Map(keys.map((key) => [key.join('\n'), key])).values()];
  for (let at = 0; at < distinct.length; at += BATCH) {
    await noticeGroup(db, distinct.slice(at, at + BATCH), now);
  }
  return distinct.length;
}

async function silentVisitors(db: Database, now: number, limit: number): Promise<Row[]> {
  const minute = Math.floor(now / MINUTE);
  const found: Row[] = [];
  for (const { every, from, to } of SWEEPS) {
    if (minute % every !== 0 || found.length >= limit) continue;
    const range = [now - to * MINUTE, now - from * MINUTE, now - VISIT_GAP_MS];
    const statement = db.prepare(SILENT).bind(...range, limit - found.length);
    found.push(...(await allRows<Row>(statement)));
  }
  return found;
}

/** One transaction for the group; where one of it was just written, each by itself. */
async function noticeGroup(db: Database, keys: readonly Key[], now: number): Promise<void> {
  const units: Statement[][] = [];
  for (const { site, ...stored } of await readPeople(db, keys)) {
    if (stored.doc.catching_up) await goOn(db, site, stored, now);
    else units.push(await soundUnit(db, site, stored, now));
  }
  const whole = units.flat();
  if (whole.length === 0) return;
  if (await ran(db, whole)) return;
  // Who is stale again was written by a request, which noticed the same.
  for (const unit of units) if (unit.length > 0) await ran(db, unit);
}

/** Late events deep in a log: the next portion, in a transaction of its own. */
async function goOn(db: Database, site: string, stored: StoredPerson, now: number): Promise<void> {
  try {
    await catchUp(db, site, stored, [], now);
  } catch (error) {
    if (error instanceof StorageUnavailable) throw error;
    if (!(error instanceof StaleWrite)) console.error(`Not caught up: ${stored.person}`, error);
  }
}

async function ran(db: Database, statements: Statement[]): Promise<boolean> {
  try {
    await runBatch(db, statements);
    return true;
  } catch (error) {
    if (error instanceof StaleWrite) return false;
    throw error;
  }
}

/** Nothing for a person who cannot be folded: one damaged row must not stop the clock for all. */
async function soundUnit(
  db: Database,
  site: string,
  stored: StoredPerson,
  now: number,
): Promise<Statement[]> {
  try {
    return unitOf(db, site, stored, await compiledModel(db, site, stored.doc.model), now);
  } catch (error) {
    if (error instanceof StorageUnavailable) throw error;
    console.error(`Not noticed: ${site} ${stored.person}`, error);
    return [];
  }
}

/** The end of a visit alone is written beside the person: the document stays as it is. */
function unitOf(
  db: Database,
  site: string,
  stored: StoredPerson,
  model: Compiled,
  now: number,
): Statement[] {
  const { person, version, columns, doc } = stored;
  const settled = settle({ model, stored, doc, events: [], chunks: [], now });
  if (isVisitOnly(settled, columns.due, now)) {
    return guardedVisitStatements(db, { site, person, version }, settled.changes.visits);
  }
  const write = { site, person, version, stored: columns, settled, users: [], addresses: [], now };
  return personStatements(db, { ...write, renewed: true });
}

function isVisitOnly({ changes }: Settled, due: number | null, now: number): boolean {
  const { moves, segments } = changes;
  const moved = [moves.put, moves.remove, segments.enter, segments.leave];
  return (due === null || due > now) && moved.every((list) => list.length === 0);
}
