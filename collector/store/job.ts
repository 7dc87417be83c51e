/** A job as it stands in its row: what is asked, how far it is, and what it has counted so far. */
import type { Compared, Comparison, Purchases, Slice, Sum, Trials } from '../engine/index.ts';
import type { Database } from './database.ts';
import type { ImportBody } from './import-job.ts';

export type JobKind = 'preview' | 'backtest' | 'publish' | 'ideal_customer' | 'import';
export type JobState = 'waiting' | 'running' | 'done' | 'failed';

interface Asked {
  /** of the model */
  version: number;
  /** when it was asked, milliseconds: everybody is looked at as of then */
  at: number;
}
export interface PreviewBody extends Asked {
  sum?: Comparison;
  /** how many of those who would move are in `job_people` */
  named?: number;
}
export interface BacktestBody extends Asked {
  slice: Slice;
  sum?: Trials;
}
export interface IdealBody extends Asked, Compared {
  /** the same for the same question */
  asked: string;
  purchases: Purchases;
  sum?: Sum;
}
export interface PublishBody extends Asked {
  /** versions that people may still be folded with */
  from: number[];
  alert: boolean;
  /** people whom the job brought over, and those of them whom that moved; counted with each write */
  brought?: number;
  moved?: number;
  /** a later publish took over */
  superseded_by?: string;
}
export interface Bodies {
  preview: PreviewBody;
  backtest: BacktestBody;
  publish: PublishBody;
  ideal_customer: IdealBody;
  import: ImportBody;
}

export interface Job<Kind extends JobKind = JobKind> {
  site: string;
  job: string;
  kind: Kind;
  state: JobState;
  done: number;
  total: number;
  /** the last person who is done */
  cursor: string;
  body: Bodies[Kind];
}

/** What one chunk of a job came to. */
export interface Portion<Kind extends JobKind = JobKind> {
  people: number;
  cursor: string;
  /** nobody is left */
  last: boolean;
  /** none when it was written with the people themselves */
  body?: Bodies[Kind];
  /** for `job_people` */
  named?: { person: string; body: unknown }[];
}

/** Does the next chunk. Doing it again must come to the same: the row is written afterwards. */
export type Work<Kind extends JobKind> = (
  db: Database,
  job: Job<Kind>,
  now: number,
) => Promise<Portion<Kind>>;

/** People a chunk, and reads of archived logs that it may spend before it ends early. */
export const PEOPLE_A_CHUNK = 100;
export const READS_A_CHUNK = 20;
