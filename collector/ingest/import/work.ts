/** The import's job: the next rows of its file, through the path that every door ends in. */
import { type Database, StorageUnavailable } from '../../store/database.ts';
import type { ImportBody, ImportSum } from '../../store/import-job.ts';
import { type JobId, readPart } from '../../store/import-parts.ts';
import type { Work } from '../../store/job.ts';
import { surroundings } from '../deliver.ts';
import type { Job, Outcome } from '../job.ts';
import { performJobs } from '../unit-of-work.ts';
import type { BadRow } from './row-fields.ts';
import { isBlank, type Row, readRow } from './rows.ts';
import { continues, groupRows, readGroups } from './told.ts';
import { ADDRESS_EVENT, jobsOf } from './told-jobs.ts';

/** Rows a chunk; the lines of an order stay together, up to the second figure. */
const ROWS = 100;
const MOST_ROWS = 600;
/** People whose events are written at the same time. */
const AT_ONCE = 6;
/** Bad rows that are told one by one. */
const TOLD_BAD = 1000;

export const runImport: Work<'import'> = async (db, job) => {
  const { site, body } = job;
  const { at, plan } = body;
  const { rows, cursor, last } = await nextRows(db, job, job.cursor, body);
  const { told, bad, leftOut } = readGroups(plan, groupRows(plan, rows), at);
  const sum = structuredClone(body.sum);
  const named = bad.slice(0, Math.max(0, TOLD_BAD - sum.bad_rows)).map(namedRow);
  sum.rows += rows.length;
  sum.told += told.length;
  sum.left_out += leftOut;
  sum.bad_rows += bad.length;
  for (const { reason } of bad) count(sum.reasons, reason);
  const people = await jobsOf(site, told, at);
  for (let from = 0; from < people.length; from += AT_ONCE) {
    const some = people.slice(from, from + AT_ONCE);
    const outcomes = await Promise.all(some.map((jobs) => perform(db, jobs)));
    for (const outcome of outcomes) addOutcomes(sum, outcome);
  }
  return { people: rows.length, cursor, last, body: { ...body, sum }, named };
};

/** Sorted by name they are sorted by line. */
const namedRow = (bad: BadRow) => ({
  person: `line ${String(bad.line).padStart(9, '0')}`,
  body: bad,
});

const count = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

const perform = (db: Database, jobs: Job[]): Promise<Outcome[]> =>
  performJobs(surroundings(db), jobs);

function addOutcomes(sum: ImportSum, outcomes: Outcome[]): void {
  let isNew = false;
  for (const outcome of outcomes) {
    if (!outcome.ok) throw new Error(`The site takes nothing: ${outcome.problem.detail}`);
    const results = Object.entries(outcome.answer.results);
    isNew ||= outcome.isNew && results.some(([, result]) => result === 'ok');
    for (const [name, result] of results) {
      if (result === 'retry') throw new StorageUnavailable('Others wrote the person all the time');
      if (!name.startsWith(ADDRESS_EVENT)) addResult(sum, result);
    }
  }
  if (isNew) sum.new_people += 1;
}

function addResult(sum: ImportSum, result: string): void {
  if (result === 'ok') sum.stored += 1;
  else if (result === 'duplicate') sum.duplicates += 1;
  else count(sum.refused, result.replace(/^rejected: (\w+).*$/s, '$1'));
}

interface NextRows {
  rows: Row[];
  cursor: string;
  last: boolean;
}

async function nextRows(
  db: Database,
  id: JobId,
  cursor: string,
  { plan }: ImportBody,
): Promise<NextRows> {
  const next: NextRows = { rows: [], cursor, last: true };
  for await (const { row, after } of rowsFrom(db, id, cursor, plan.delimiter)) {
    const goesOn = next.rows.length < MOST_ROWS && continues(plan, next.rows.at(-1), row);
    if (next.rows.length >= ROWS && !goesOn) return { ...next, last: false };
    next.rows.push(row);
    next.cursor = after;
  }
  return next;
}

/** @param cursor `PART:PLACE:LINE` of the next row; empty at the begin */
async function* rowsFrom(
  db: Database,
  id: JobId,
  cursor: string,
  delimiter: string,
): AsyncGenerator<{ row: Row; after: string }> {
  const [number = 0, at = 0, line] = cursor === '' ? [] : cursor.split(':').map(Number);
  let from = line === undefined ? undefined : { at, line };
  for (let part = number; ; part += 1) {
    const stored = await readPart(db, id, part);
    if (!stored) return;
    let place = from ?? { at: 0, line: stored.line };
    for (;;) {
      const row = readRow(stored.text, place, delimiter, true);
      if (!row) break;
      place = { at: row.next, line: row.nextLine };
      if (!isBlank(row)) yield { row, after: `${part}:${place.at}:${place.line}` };
    }
    from = undefined;
  }
}
