/** What the API may have done by the rest of the collector: `worker.ts` hands it over. */
import { importFile } from './ingest/import/receive.ts';
import { importSpend } from './ingest/import/receive-spend.ts';
import { runImport } from './ingest/import/work.ts';
import { commands as ofTheStore } from './store/commands.ts';
import type { Database } from './store/database.ts';
import { stepJob, type WorkElsewhere } from './store/jobs.ts';

/** Jobs that go through the doors' own path. */
export const WORK: WorkElsewhere = { import: runImport };

export const commands = {
  ...ofTheStore,
  importFile,
  importSpend,
  stepJob: (db: Database, job: { site: string; job: string }, now: number) =>
    stepJob(db, job, now, WORK),
};
