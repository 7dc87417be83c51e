/** A file on its way into a job: parts as they arrive, then the job that reads them. */
import { type Database, firstRow, runBatch, type Statement } from './database.ts';
import type { ImportBody } from './import-job.ts';

const PUT = 'INSERT INTO import_parts (site, job, part, at, line, text) VALUES (?, ?, ?, ?, ?, ?)';
const READ = 'SELECT line, text FROM import_parts WHERE site = ? AND job = ? AND part = ?';
const START = `
  INSERT INTO jobs (site, job, kind, state, total, body, updated_at)
  VALUES (?, ?, 'import', 'waiting', ?, ?, ?)`;
const DROP = 'DELETE FROM import_parts WHERE site = ? AND job = ?';
/** Of uploads that broke off, and of jobs that failed. */
const CLEAN = `
  DELETE FROM import_parts WHERE site = ?1 AND at < ?2 AND NOT EXISTS (
    SELECT 1 FROM jobs AS j WHERE j.site = import_parts.site AND j.job = import_parts.job
       AND j.state IN ('waiting', 'running'))`;
const DEFAULTS = 'SELECT time_zone, currency FROM sites WHERE site = ?';

/** Milliseconds that an upload may take. */
const UPLOAD_MS = 3_600_000;

export interface JobId {
  site: string;
  job: string;
}

export interface StoredPart {
  /** of its first row */
  line: number;
  text: string;
}

/** @throws StorageUnavailable */
export async function putPart(
  db: Database,
  { site, job }: JobId,
  { part, at, line, text }: StoredPart & { part: number; at: number },
): Promise<void> {
  await runBatch(db, [db.prepare(PUT).bind(site, job, part, at, line, text)]);
}

/** @throws StorageUnavailable */
export const readPart = (
  db: Database,
  { site, job }: JobId,
  part: number,
): Promise<StoredPart | null> => firstRow(db.prepare(READ).bind(site, job, part));

/** @throws StorageUnavailable */
export async function startImport(
  db: Database,
  { site, job }: JobId,
  { rows, body }: { rows: number; body: ImportBody },
): Promise<void> {
  await runBatch(db, [db.prepare(START).bind(site, job, rows, JSON.stringify(body), body.at)]);
}

export const dropParts = (db: Database, { site, job }: JobId): Statement =>
  db.prepare(DROP).bind(site, job);

/** @param now milliseconds since 1970 @throws StorageUnavailable */
export async function cleanParts(db: Database, site: string, now: number): Promise<void> {
  await runBatch(db, [db.prepare(CLEAN).bind(site, now - UPLOAD_MS)]);
}

/** What a file does not say, its site does. @throws StorageUnavailable */
export const siteDefaults = (
  db: Database,
  site: string,
): Promise<{ time_zone: string; currency: string } | null> =>
  firstRow(db.prepare(DEFAULTS).bind(site));
