/** Long work as its rows tell it. */
import { type CompiledQuery, sql } from 'kysely';
import type {
  Compared,
  Comparison,
  Purchases,
  Slice,
  Sum,
  Trials,
} from '../../collector/engine/index.ts';
import { sqlite } from './run.ts';

export interface JobRow {
  job: string;
  kind: string;
  state: 'waiting' | 'running' | 'done' | 'failed';
  done: number;
  total: number;
  body: string;
}

/** What the store keeps of a job beside its progress. */
export interface JobBody {
  version: number;
  at: number;
}
export interface PreviewBody extends JobBody {
  sum?: Comparison;
}
export interface BacktestBody extends JobBody {
  slice: Slice;
  sum?: Trials;
}
export interface PublishBody extends JobBody {
  /** versions that people may still be folded with */
  from: number[];
  alert: boolean;
  brought?: number;
  moved?: number;
  superseded_by?: string;
}

export interface IdealBody extends JobBody, Compared {
  purchases: Purchases;
  sum?: Sum;
}

export interface ImportBody {
  at: number;
  plan: { kind: 'orders' | 'contacts' };
  sum: {
    rows: number;
    told: number;
    left_out: number;
    stored: number;
    duplicates: number;
    refused: Record<string, number>;
    new_people: number;
    bad_rows: number;
    reasons: Record<string, number>;
  };
}

export const jobById = (site: string, job: string): CompiledQuery<JobRow> =>
  sqlite
    .selectFrom('jobs')
    .select(['job', 'kind', 'state', 'done', 'total', 'body'])
    .where('site', '=', site)
    .where('job', '=', job)
    .compile();

/** The last finished count that was asked the same. */
export const lastIdeal = (site: string, asked: string): CompiledQuery<JobRow> =>
  sql<JobRow>`
    select job, kind, state, done, total, body from jobs indexed by jobs_ideal
    where site = ${site} and body ->> '$.asked' = ${asked}
      and kind = 'ideal_customer' and state = 'done'
    order by body ->> '$.at' desc limit 1`.compile(sqlite);

export interface NamedRow {
  person: string;
  body: string;
}

/** Who is named in a job's result, {@link NAMED} at most. */
export const namedPeople = (site: string, job: string): CompiledQuery<NamedRow> =>
  sqlite
    .selectFrom('job_people')
    .select(['person', 'body'])
    .where('site', '=', site)
    .where('job', '=', job)
    .orderBy('person')
    .limit(NAMED)
    .compile();

export const NAMED = 1000;

/** The versions that people of the site may be folded with, the published one first. */
export function versionsInUse(published: number, open: JobRow | undefined): number[] {
  const from = open ? (JSON.parse(open.body) as PublishBody).from : [];
  return [...new Set([published, ...from])];
}
