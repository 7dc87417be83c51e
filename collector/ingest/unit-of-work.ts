/**
 * One unit of work: what a device sent, in one request or in several, becomes one read and one
 * guarded write. Here are the tries; what one try does is in `attempt.ts`.
 */
import type { Answer, Problem } from '../../sdk/wire.ts';
import { type Database, StaleWrite } from '../store/database.ts';
import { type Asking, type Reading, readPerson } from '../store/read-person.ts';
import { retryAnswer } from './answer.ts';
import { attempt } from './attempt.ts';
import { mayOrigin } from './cors.ts';
import { enrich, userOf } from './enrich.ts';
import { markOf } from './event-id.ts';
import type { Arrival, Job, Outcome } from './job.ts';
import { problem } from './problem.ts';
import { noteRefused } from './refused-origins.ts';

/** What the outside world gives to a unit of work. */
export interface Surroundings {
  db: Database;
  /** milliseconds since 1970 */
  now: () => number;
  /** 0 ≤ x < 1 */
  random: () => number;
  sleep: (ms: number) => Promise<void>;
}

/** Milliseconds for which a write that others overtake is tried again. */
const PATIENCE_MS = 5000;
/** The bound of the n-th pause doubles from the first to the last. */
const FIRST_PAUSE_MS = 20;
const LAST_PAUSE_MS = 1000;

/**
 * Does the work of requests that name one person of one site by one name, in order; gives their outcomes in order.
 *
 * @throws StorageUnavailable; nothing is then known to be stored, and sending again is safe
 */
export async function performJobs(around: Surroundings, jobs: Job[]): Promise<Outcome[]> {
  const asking = askingOf(jobs);
  const reading = asking && (await readPerson(around.db, asking));
  if (!reading) return jobs.map(() => ({ ok: false, problem: problem('unknown_key') }));
  const { site } = reading;
  const refusals = new Map(
    jobs.flatMap((job) => {
      const refusal = refusalOf(job, reading);
      return refusal ? [[job, refusal] as const] : [];
    }),
  );
  const welcome = jobs.filter((job) => !refusals.has(job));
  const strange = jobs.filter((job) => refusals.get(job)?.type === problem('wrong_origin').type);
  if (strange.length > 0) await noteRefused(around.db, site, strange, around.now());
  const arrivals = await Promise.all(welcome.map((job) => arrivalOf(job, reading)));
  const answers = welcome.length > 0 ? await tryUntilDone(around, asking, reading, arrivals) : [];
  const keepsCookie = site.settings.visitor_cookie === true;
  const done = new Map(welcome.map((job, i) => [job, answers[i]]));
  return jobs.map((job) => {
    const answer = done.get(job);
    return answer
      ? { ok: true, answer, keepsCookie, isNew: !reading.stored }
      : { ok: false, problem: refusals.get(job) ?? problem('unknown_key') };
  });
}

/** Who may send: a page of the site with a write key, anybody but a page with a secret one. */
function refusalOf({ takes, origin }: Job, { use, site }: Reading): Problem | undefined {
  if (use === 'none' && takes.includes('server')) return problem('forbidden');
  if (!takes.includes(use)) return problem('unknown_key');
  if (use === 'browser') {
    return mayOrigin(origin, site.origins) ? undefined : problem('wrong_origin');
  }
  return origin === null ? undefined : problem('secret_in_page');
}

function askingOf(jobs: readonly Job[]): Asking | undefined {
  const [first] = jobs;
  if (!first) return undefined;
  const users = jobs.flatMap(({ batch, facts }) =>
    batch.sound.flatMap(({ wire }) => userOf(wire, facts) ?? []),
  );
  return { key: first.key, alias: first.facts.alias, users: [...new Set(users)] };
}

async function arrivalOf(job: Job, { site, use }: Reading): Promise<Arrival> {
  const { signingKey, timeZone, hosts: ownHosts } = site;
  const facts = { site: site.site, signingKey, timeZone, ownHosts, trusted: use !== 'browser' };
  const candidates = job.batch.sound.map(async ({ name, wire }) => ({
    name,
    ...(await enrich(wire, job.facts, facts)),
  }));
  const confirm = job.confirm.map(async (name) => ({ name, mark: await markOf(name) }));
  return { job, candidates: await Promise.all(candidates), confirm: await Promise.all(confirm) };
}

/** Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
async function tryUntilDone(
  around: Surroundings,
  asking: Asking,
  first: Reading,
  arrivals: Arrival[],
): Promise<Answer[]> {
  const end = around.now() + PATIENCE_MS;
  let reading: Reading | null = first;
  for (let tries = 0; reading; tries += 1) {
    try {
      return await attempt(around.db, reading, arrivals, around.now());
    } catch (error) {
      if (!(error instanceof StaleWrite)) throw error;
    }
    if (around.now() >= end) break;
    await around.sleep(around.random() * Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries));
    reading = await readPerson(around.db, asking);
  }
  return arrivals.map(retryAnswer);
}
