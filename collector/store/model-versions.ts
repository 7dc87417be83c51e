/** Drafts and what becomes of them: saved, then published. */
import type { Model } from '../engine/index.ts';
import { allRows, type Database, firstRow, GUARD_CHANGED, runBatch } from './database.ts';
import type { PublishBody } from './job.ts';
import { insertJob, newJobId, openJob } from './jobs.ts';

const INSERT_DRAFT = `
  INSERT INTO models (site, version, state, body, created_at)
  SELECT ?1, coalesce(max(version), 0) + 1, 'draft', ?2, ?3 FROM models WHERE site = ?1
  RETURNING version`;
const PUBLISH = `
  UPDATE models SET state = 'published', published_at = coalesce(published_at, ?1)
   WHERE site = ?2 AND version = ?3`;
const TAKE_OVER = 'UPDATE sites SET model = ?1, model_since = ?2, model_alert = ?3 WHERE site = ?4';
const OPEN = `
  SELECT body ->> '$.from' AS versions FROM jobs INDEXED BY jobs_open
   WHERE site = ? AND kind = 'publish' AND state IN ('waiting', 'running')`;
const SUPERSEDE = `
  UPDATE jobs SET state = 'done', body = json_set(body, '$.superseded_by', ?1)
   WHERE site = ?2 AND kind = 'publish' AND state IN ('waiting', 'running')`;
const PUBLISHING = 'UPDATE sites SET publishing = ?1 WHERE site = ?2';
const PUBLISHED = 'SELECT model FROM sites WHERE site = ?';

/**
 * Keeps a valid model as the site's next version. A version never changes afterwards.
 *
 * @param at milliseconds since 1970
 * @returns the version
 * @throws StorageUnavailable
 */
export async function saveDraft(
  db: Database,
  site: string,
  model: Model,
  at: number,
): Promise<number> {
  const statement = db.prepare(INSERT_DRAFT).bind(site, JSON.stringify(model), at);
  const [result] = await runBatch(db, [statement]);
  const [row] = (result?.results ?? []) as { version: number }[];
  if (!row) throw new Error('The draft got no version');
  return row.version;
}

export interface Publishing {
  site: string;
  /** must be one of the site's; an earlier one goes back to it */
  version: number;
  /** whether the moves that the change makes may alert */
  alert: boolean;
  at: number;
}

/**
 * From now on everybody new, and everybody touched, is folded with the version; the job brings the
 * others over. Publishing what is published already only makes sure of the latter.
 *
 * @returns the job
 * @throws StorageUnavailable
 */
export async function publishModel(db: Database, publishing: Publishing): Promise<string> {
  const { site, version, alert, at } = publishing;
  const row = await firstRow<{ model: number }>(db.prepare(PUBLISHED).bind(site));
  if (!row) throw new Error(`No site ${site}`);
  const from = await versionsInUse(db, site, row.model);
  const body: PublishBody = { version, at, from, alert };
  const asked = { site, kind: 'publish' as const, body };
  const same = row.model === version;
  const open = same ? await openJob(db, asked) : undefined;
  if (open !== undefined) return open;
  const job = newJobId();
  const takeOver = [
    db.prepare(PUBLISH).bind(at, site, version),
    db.prepare(GUARD_CHANGED),
    db.prepare(SUPERSEDE).bind(job, site),
    db.prepare(TAKE_OVER).bind(version, at, alert ? 1 : 0, site),
  ];
  await runBatch(db, [
    ...(same ? [] : takeOver),
    insertJob(db, job, asked),
    db.prepare(PUBLISHING).bind(job, site),
  ]);
  return job;
}

/** With which people may be folded: what was published, and what an unfinished publish replaced. */
async function versionsInUse(db: Database, site: string, published: number): Promise<number[]> {
  const open = await allRows<{ versions: string }>(db.prepare(OPEN).bind(site));
  const older = open.flatMap(({ versions }) => JSON.parse(versions) as number[]);
  return [...new Set([published, ...older])];
}
