/** `POST /e`: the own format's door. Reads a request, has its work done, answers. */
import { type Context as Call, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { type Answer, LIMITS, type Problem } from '../../sdk/wire.ts';
import { type Database, StorageUnavailable } from '../store/database.ts';
import { readBody } from './body.ts';
import { checkBatch } from './check-batch.ts';
import { clockSkew } from './clock.ts';
import { corsHeaders, PREFLIGHT_HEADERS } from './cors.ts';
import { countryOf, isSoftware } from './enrich.ts';
import { isVisitor, type OpenEnvelope, readEnvelope } from './envelope.ts';
import type { Job, Outcome } from './job.ts';
import { Lanes } from './lanes.ts';
import { answerProblem, problem } from './problem.ts';
import { isOverLimit, type Limit } from './rate-limit.ts';
import { performJobs } from './unit-of-work.ts';

interface Environment {
  Bindings: { DB: Database; INGEST_LIMIT?: Limit };
}

/** Bytes of bodies that one write may take: the document must stay far below D1's 2 MB. */
const WRITE_BYTES = 600 * 1024;
/** The visitor id where scripts cannot lose it; only sites that want it get it. */
const COOKIE = 'rung_visitor';
/** Browsers keep no cookie longer. */
const COOKIE_AGE_S = 400 * 86_400;
const JSON_TYPES = /^(text\/plain|application\/json)\s*(;|$)/i;

/** A Hono app that answers at its root; mount it at `INGEST_PATH`. */
export function createIngest(): Hono<Environment> {
  const lanes = new Lanes<Job, Outcome>({ capacity: WRITE_BYTES, weigh: (job) => job.bytes });
  const door = new Hono<Environment>();
  door.options('/', (c) => {
    return c.body(null, 204, { ...corsHeaders(originOf(c)), ...PREFLIGHT_HEADERS });
  });
  door.post('/', async (c) => {
    try {
      return await receive(c, lanes);
    } catch (error) {
      // Whatever went wrong here, nothing was acknowledged: the script keeps it and tries again.
      console.error(error instanceof StorageUnavailable ? error.cause : error);
      return refuse(c, problem('unavailable'));
    }
  });
  door.all('/', () => answerProblem(problem('method_not_allowed'), { Allow: 'POST, OPTIONS' }));
  return door;
}

async function receive(c: Call<Environment>, lanes: Lanes<Job, Outcome>): Promise<Response> {
  const type = c.req.header('Content-Type');
  if (type !== undefined && !JSON_TYPES.test(type)) return refuse(c, problem('unsupported'));
  const body = await readBody(c.req.raw, LIMITS.batchBytes);
  if (!body) {
    return refuse(c, problem('too_large', `The body has more than ${LIMITS.batchBytes} bytes.`));
  }
  const read = readEnvelope(body.text);
  if (!read.ok) return refuse(c, read.problem);
  const { envelope } = read;
  if (await isOverLimit(c.env.INGEST_LIMIT, envelope.key, c.req.raw)) {
    return refuse(c, problem('too_many_requests'));
  }
  const cookie = getCookie(c, COOKIE);
  const visitor = envelope.isNew && isVisitor(cookie) ? cookie : envelope.visitor;
  const work = lanes.run(
    `${envelope.key}\n${visitor}`,
    jobOf(c, envelope, visitor, body.bytes),
    (jobs) => performJobs(surroundings(c.env.DB), jobs),
  );
  // A page that is left cancels its request; its work, and that of those that wait for it, goes on.
  c.executionCtx.waitUntil(work.catch(() => {}));
  const outcome = await work;
  if (!outcome.ok) return refuse(c, outcome.problem);
  if (outcome.keepsCookie) keepVisitor(c, visitor);
  return answer(c, visitor === envelope.visitor ? outcome.answer : { ...outcome.answer, visitor });
}

function jobOf(c: Call<Environment>, envelope: OpenEnvelope, visitor: string, bytes: number): Job {
  const receivedAt = Date.now();
  return {
    key: envelope.key,
    origin: originOf(c),
    facts: {
      receivedAt,
      skew: clockSkew(envelope.sent_at, receivedAt),
      device: `d:${visitor}`,
      ctx: envelope.ctx,
      userAgent: c.req.header('User-Agent') ?? null,
      country: countryOf(c.req.raw.cf?.country),
      ...(isSoftware(c.req.raw.cf?.botManagement) && { software: true }),
    },
    batch: checkBatch(envelope.events, bytes),
    confirm: envelope.confirm,
    sdk: envelope.sdk,
    bytes,
  };
}

const surroundings = (db: Database) => ({
  db,
  now: Date.now,
  random: Math.random,
  sleep: (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms)),
});

const originOf = (c: Call): string | null => c.req.header('Origin') ?? null;

function keepVisitor(c: Call, visitor: string): void {
  setCookie(c, COOKIE, visitor, {
    path: c.req.path,
    maxAge: COOKIE_AGE_S,
    httpOnly: true,
    secure: true,
    sameSite: 'Lax',
  });
}

function answer(c: Call, body: Answer): Response {
  return c.json(body, 200, { ...corsHeaders(originOf(c)), 'Cache-Control': 'no-store' });
}

const refuse = (c: Call, body: Problem): Response => answerProblem(body, corsHeaders(originOf(c)));
