/**
 * Long work in small chunks: each cron tick or poll does one. What was counted and the cursor are
 * written together, so a job that was cut short goes on as if nothing had happened.
 */
import {
  allRows,
  type Database,
  firstRow,
  GUARD_CHANGED,
  runBatch,
  StaleWrite,
  type Statement,
  StorageUnavailable,
} from './database.ts';
import { dropParts } from './import-parts.ts';
import type { Bodies, Job, JobKind, Portion, Work } from './job.ts';
import { runBacktest } from './run-backtest.ts';
import { runIdealCustomer } from './run-ideal-customer.ts';
import { runPreview } from './run-preview.ts';
import { runPublish } from './run-publish.ts';

type Works = { [Kind in JobKind]: Work<Kind> };
/** An import goes through the doors' own path, which the store does not know: it is handed in. */
export type WorkElsewhere = Pick<Works, 'import'>;
type StudyKind = Exclude<JobKind, 'import'>;

const WORK: Omit<Works, 'import'> = {
  preview: runPreview,
  backtest: runBacktest,
  publish: runPublish,
  ideal_customer: runIdealCustomer,
};

const OPEN = "state IN ('waiting', 'running')";
/** People who are counted before a job begins; of larger sites the last census tells, if there is one. */
const MOST_COUNTED = 5000;
const INSERT = `
  INSERT INTO jobs (site, job, kind, state, total, body, updated_at)
  SELECT ?1, ?2, ?3, 'waiting', max(
    (SELECT count(*) FROM (SELECT 1 FROM people WHERE site = ?1 LIMIT ${MOST_COUNTED})),
    coalesce((SELECT (body ->> '$.people') + (body ->> '$.software') FROM totals
               WHERE site = ?1 AND report = 'census' ORDER BY day DESC LIMIT 1), 0)), ?4, ?5`;
const SAME = `
  SELECT job FROM jobs INDEXED BY jobs_open
   WHERE ${OPEN} AND site = ?1 AND kind = ?2
     AND body ->> '$.version' = ?3 AND body ->> '$.slice' IS ?4 AND body ->> '$.asked' IS ?5 LIMIT 1`;
const READ = `SELECT * FROM jobs WHERE site = ? AND job = ? AND ${OPEN}`;
const OLDEST = `SELECT site, job FROM jobs INDEXED BY jobs_open WHERE ${OPEN} ORDER BY updated_at LIMIT 1`;
const SAVE = `
  UPDATE jobs SET state = ?1, done = ?2, total = max(total, ?2), cursor = ?3, body = coalesce(?4, body), updated_at = ?5
   WHERE site = ?6 AND job = ?7 AND cursor = ?8 AND ${OPEN}`;
const FINISH = 'UPDATE jobs SET total = done WHERE site = ? AND job = ?';
const PUBLISHED = 'UPDATE sites SET publishing = NULL WHERE site = ? AND publishing = ?';
/** A publish may not stay half done: it goes to the end of the queue and is tried again. */
const FAIL = `
  UPDATE jobs SET state = CASE kind WHEN 'publish' THEN state ELSE 'failed' END, updated_at = ?1
   WHERE site = ?2 AND job = ?3 AND ${OPEN}`;
/** Not who was erased while the chunk was worked on; an import names lines, nobody. */
const NAME = `
  INSERT INTO job_people (site, job, person, body)
  SELECT ?1, ?2, value ->> 'person', value -> 'body' FROM json_each(?3)
   WHERE ?4 = 'import' OR EXISTS (SELECT 1 FROM people AS p WHERE p.site = ?1 AND p.person = value ->> 'person')
  ON CONFLICT DO NOTHING`;

export interface NewJob<Kind extends StudyKind = StudyKind> {
  site: string;
  kind: Kind;
  body: Bodies[Kind];
}

export const newJobId = (): string => `job_${crypto.randomUUID().replaceAll('-', '')}`;

/** Its total is a bound on what is still to do, set right as the work goes on and when it is done. */
export function insertJob(db: Database, job: string, { site, kind, body }: NewJob): Statement {
  return db.prepare(INSERT).bind(site, job, kind, JSON.stringify(body), body.at);
}

/** The open job that does the same, if there is one. @throws StorageUnavailable */
export async function openJob(
  db: Database,
  { site, kind, body }: NewJob,
): Promise<string | undefined> {
  const slice = 'slice' in body ? JSON.stringify(body.slice) : null;
  const asked = 'asked' in body ? body.asked : null;
  const same = db.prepare(SAME).bind(site, kind, body.version, slice, asked);
  return (await firstRow<{ job: string }>(same))?.job;
}

/** Starts work that changes nobody, or finds the one that is under way. @throws StorageUnavailable */
export async function startJob(
  db: Database,
  asked: NewJob<'preview'> | NewJob<'backtest'> | NewJob<'ideal_customer'>,
): Promise<string> {
  const open = await openJob(db, asked);
  if (open !== undefined) return open;
  const job = newJobId();
  await runBatch(db, [insertJob(db, job, asked)]);
  return job;
}

/**
 * Does the next chunk of a job; nothing when it has come to its end. When two do the same chunk at
 * once, the second one's figures are dropped.
 *
 * @param now milliseconds since 1970
 * @throws StorageUnavailable; the chunk is done again by the next step
 */
export async function stepJob(
  db: Database,
  { site, job: id }: { site: string; job: string },
  now: number,
  elsewhere: Partial<WorkElsewhere> = {},
): Promise<void> {
  const row = await firstRow<Omit<Job, 'body'> & { body: string }>(db.prepare(READ).bind(site, id));
  if (!row) return;
  const job: Job = { ...row, body: JSON.parse(row.body) };
  const work = { ...WORK, ...elsewhere }[job.kind] as Work<JobKind> | undefined;
  if (!work) return;
  try {
    await save(db, job, await work(db, job, now), now);
  } catch (error) {
    if (error instanceof StorageUnavailable) throw error;
    if (error instanceof StaleWrite) return;
    console.error(`Job ${id} failed`, error);
    await runBatch(db, [db.prepare(FAIL).bind(now, site, id)]);
  }
}

async function save(db: Database, job: Job, portion: Portion, now: number): Promise<void> {
  const { site, job: id } = job;
  const { people, cursor, last, body, named = [] } = portion;
  const state = last ? 'done' : 'running';
  const counted = body === undefined ? null : JSON.stringify(body);
  const written = [state, job.done + people, cursor, counted, now];
  await runBatch(db, [
    db.prepare(SAVE).bind(...written, site, id, job.cursor),
    db.prepare(GUARD_CHANGED),
    ...(named.length > 0 ? [db.prepare(NAME).bind(site, id, JSON.stringify(named), job.kind)] : []),
    ...(last ? [FINISH, PUBLISHED].map((sql) => db.prepare(sql).bind(site, id)) : []),
    ...(last && job.kind === 'import' ? [dropParts(db, job)] : []),
  ]);
}

/**
 * Does the next chunk of the job that has waited longest.
 *
 * @returns false when there is none
 * @throws StorageUnavailable
 */
export async function stepOldestJob(
  db: Database,
  now: number,
  elsewhere: Partial<WorkElsewhere> = {},
): Promise<boolean> {
  const [oldest] = await allRows<{ site: string; job: string }>(db.prepare(OLDEST));
  if (!oldest) return false;
  await stepJob(db, oldest, now, elsewhere);
  return true;
}
