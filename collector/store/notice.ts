/**
 * Time moves people too: what cron does every minute, in bounded portions. However many people a
 * tick looks at, they are read by one statement and written by one batch of few.
 */
import { catchUp } from './catch-up.ts';
import { allRows, type Database, runBatch, StaleWrite, StorageUnavailable } from './database.ts';
import { compiledModel } from './models.ts';
import { silentVisitors } from './open-visits.ts';
import { readPeople } from './read-person.ts';
import type { StoredPerson } from './record.ts';
import { type Settled, settle } from './settle.ts';
import { type Renewal, renewalStatements } from './write-many.ts';

/** People looked at in one tick, and in one transaction. */
const TICK = 100;

type Key = readonly [site: string, person: string];
type Row = { site: string; person: string };

const DUE = 'SELECT site, person FROM people WHERE due <= ?1 ORDER BY due LIMIT ?2';

const SITES = `
  SELECT s.site, s.time_zone, s.hooks FROM json_each(?1) AS j CROSS JOIN sites AS s ON s.site = j.value`;
type SiteFacts = { site: string; time_zone: string; hooks: number };

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
  const renewals = await renewalsOf(db, distinct, now);
  if (!(await ran(db, renewals, now))) await ran(db, await stillTheSame(db, renewals), now);
  return distinct.length;
}

/** Who was written meanwhile is left out: that request noticed the same, or the next tick does. */
async function stillTheSame(db: Database, renewals: readonly Renewal[]): Promise<Renewal[]> {
  const keys = renewals.map(({ site, person }): Key => [site, person]);
  const now = await readPeople(db, keys);
  const versions = new Map(now.map(({ site, person, version }) => [`${site}\n${person}`, version]));
  return renewals.filter(
    ({ site, person, version }) => versions.get(`${site}\n${person}`) === version,
  );
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

async function ran(db: Database, renewals: readonly Renewal[], now: number): Promise<boolean> {
  if (renewals.length === 0) return true;
  try {
    await runBatch(db, renewalStatements(db, renewals, now));
    return true;
  } catch (error) {
    if (error instanceof StaleWrite) return false;
    throw error;
  }
}

async function renewalsOf(db: Database, keys: readonly Key[], now: number): Promise<Renewal[]> {
  if (keys.length === 0) return [];
  const renewals: Renewal[] = [];
  const named = JSON.stringify([...new Set(keys.map(([site]) => site))]);
  const rows = await allRows<SiteFacts>(db.prepare(SITES).bind(named));
  const sites = new Map(rows.map((row) => [row.site, row]));
  for (const { site, ...stored } of await readPeople(db, keys)) {
    if (stored.doc.catching_up) {
      await goOn(db, site, stored, now);
      continue;
    }
    const facts = sites.get(site);
    const renewal = facts && (await soundRenewal(db, facts, stored, now));
    if (renewal) renewals.push(renewal);
  }
  return renewals;
}

/** Nothing for a person who cannot be folded: one damaged row must not stop the clock for all. */
async function soundRenewal(
  db: Database,
  { site, time_zone: timeZone, hooks }: SiteFacts,
  stored: StoredPerson,
  now: number,
): Promise<Renewal | undefined> {
  const { person, version, columns, doc } = stored;
  try {
    const model = await compiledModel(db, site, doc.model);
    const settled = settle({ model, stored, doc, events: [], chunks: [], now });
    const besideOnly = isVisitOnly(settled, columns.due, now);
    if (besideOnly && hasNoVisit(settled)) return undefined;
    const tell = hooks > 0 ? model : undefined;
    return { site, timeZone, person, version, stored: columns, settled, besideOnly, tell };
  } catch (error) {
    if (error instanceof StorageUnavailable) throw error;
    console.error(`Not noticed: ${site} ${person}`, error);
    return undefined;
  }
}

/** The end of a visit alone is written beside the person: the document stays as it is. */
function isVisitOnly({ changes }: Settled, due: number | null, now: number): boolean {
  const { moves, segments } = changes;
  const moved = [moves.put, moves.remove, segments.enter, segments.leave];
  return (due === null || due > now) && moved.every((list) => list.length === 0);
}

const hasNoVisit = ({ changes: { visits } }: Settled): boolean =>
  [visits.put, visits.reopen, visits.remove].every((list) => list.length === 0);
