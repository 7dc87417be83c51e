/** Hands jobs of any door to the unit of work; those for one person in one isolate share a write. */
import type { Context as Call } from 'hono';
import type { Problem } from '../../sdk/wire.ts';
import { type Database, StorageUnavailable } from '../store/database.ts';
import { corsHeaders } from './cors.ts';
import type { Job, Outcome } from './job.ts';
import { Lanes } from './lanes.ts';
import { answerProblem, problem } from './problem.ts';
import type { Limit } from './rate-limit.ts';
import { performJobs } from './unit-of-work.ts';

export interface Environment {
  Bindings: { DB: Database; INGEST_LIMIT?: Limit };
}

/** Jobs with one key that name one person by one name; gives their outcomes in order. */
export type Deliver = (c: Call<Environment>, jobs: Job[]) => Promise<Outcome[]>;

/** Bytes of bodies that one write may take: the document must stay far below D1's 2 MB. */
const WRITE_BYTES = 600 * 1024;

/** All doors share one: a person may come through several. */
export function createDelivery(): Deliver {
  const lanes = new Lanes<Job[], Outcome[]>({ capacity: WRITE_BYTES, weigh: bytesOf });
  return async (c, jobs) => {
    const [first] = jobs;
    if (!first) return [];
    const work = lanes.run(`${first.key}\n${first.facts.alias}`, jobs, (waiting) =>
      performTogether(c.env.DB, waiting),
    );
    // A page that is left cancels its request; its work, and that of those that wait for it, goes on.
    c.executionCtx.waitUntil(work.catch(() => {}));
    return work;
  };
}

const bytesOf = (jobs: Job[]): number => jobs.reduce((sum, job) => sum + job.bytes, 0);

async function performTogether(db: Database, waiting: Job[][]): Promise<Outcome[][]> {
  const outcomes = await performJobs(surroundings(db), waiting.flat());
  let from = 0;
  return waiting.map(({ length }) => {
    from += length;
    return outcomes.slice(from - length, from);
  });
}

export const surroundings = (db: Database) => ({
  db,
  now: Date.now,
  random: Math.random,
  sleep: (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms)),
});

export const originOf = (c: Call): string | null => c.req.header('Origin') ?? null;

/** A refusal that pages may read. */
export const refuseCall = (c: Call, body: Problem): Response =>
  answerProblem(body, corsHeaders(originOf(c)));

/** Whatever goes wrong in a door, nothing was acknowledged: the client keeps it and tries again. */
export async function orUnavailable(c: Call, receive: () => Promise<Response>): Promise<Response> {
  try {
    return await receive();
  } catch (error) {
    console.error(error instanceof StorageUnavailable ? error.cause : error);
    return refuseCall(c, problem('unavailable'));
  }
}
