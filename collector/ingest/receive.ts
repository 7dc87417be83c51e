/** `POST /e`: the own format's door. Reads a request, has its work done, answers. */
import { type Context as Call, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { type Answer, INGEST_PATH, LIMITS } from '../../sdk/wire.ts';
import { readBody } from './body.ts';
import { checkBatch } from './check-batch.ts';
import { clockSkew } from './clock.ts';
import { corsHeaders, PREFLIGHT_HEADERS } from './cors.ts';
import { type Deliver, type Environment, originOf, orUnavailable, refuseCall } from './deliver.ts';
import { isSoftware } from './enrich.ts';
import { isVisitor, type OpenEnvelope, readEnvelope } from './envelope.ts';
import type { Job } from './job.ts';
import { placeOf } from './place.ts';
import { answerProblem, problem } from './problem.ts';
import { isOverLimit } from './rate-limit.ts';

/** The visitor id where scripts cannot lose it; only sites that want it get it. */
const COOKIE = 'rung_visitor';
/** Browsers keep no cookie longer. */
const COOKIE_AGE_S = 400 * 86_400;
const JSON_TYPES = /^(text\/plain|application\/json)\s*(;|$)/i;

/** The door at `INGEST_PATH`. */
export function ownDoor(deliver: Deliver): Hono<Environment> {
  const door = new Hono<Environment>().basePath(INGEST_PATH);
  door.options('/', (c) => {
    return c.body(null, 204, { ...corsHeaders(originOf(c)), ...PREFLIGHT_HEADERS });
  });
  door.post('/', (c) => orUnavailable(c, () => receive(c, deliver)));
  door.all('/', () => answerProblem(problem('method_not_allowed'), { Allow: 'POST, OPTIONS' }));
  return door;
}

async function receive(c: Call<Environment>, deliver: Deliver): Promise<Response> {
  const type = c.req.header('Content-Type');
  if (type !== undefined && !JSON_TYPES.test(type)) return refuseCall(c, problem('unsupported'));
  const body = await readBody(c.req.raw, LIMITS.batchBytes);
  if (!body) {
    return refuseCall(
      c,
      problem('too_large', `The body has more than ${LIMITS.batchBytes} bytes.`),
    );
  }
  const read = readEnvelope(body.text);
  if (!read.ok) return refuseCall(c, read.problem);
  const { envelope } = read;
  if (await isOverLimit(c.env.INGEST_LIMIT, envelope.key, c.req.raw)) {
    return refuseCall(c, problem('too_many_requests'));
  }
  const cookie = getCookie(c, COOKIE);
  const visitor = envelope.isNew && isVisitor(cookie) ? cookie : envelope.visitor;
  const [outcome] = await deliver(c, [jobOf(c, envelope, visitor, body.bytes)]);
  if (!outcome) return refuseCall(c, problem('unavailable'));
  if (!outcome.ok) return refuseCall(c, outcome.problem);
  if (outcome.keepsCookie) keepVisitor(c, visitor);
  return answer(c, visitor === envelope.visitor ? outcome.answer : { ...outcome.answer, visitor });
}

function jobOf(c: Call<Environment>, envelope: OpenEnvelope, visitor: string, bytes: number): Job {
  const receivedAt = Date.now();
  const device = `d:${visitor}`;
  return {
    key: envelope.key,
    takes: ['browser'],
    origin: originOf(c),
    facts: {
      receivedAt,
      skew: clockSkew(envelope.sent_at, receivedAt),
      alias: device,
      device,
      ctx: envelope.ctx,
      userAgent: c.req.header('User-Agent') ?? null,
      place: placeOf(c.req.raw),
      ...(isSoftware(c.req.raw) && { software: true }),
    },
    batch: checkBatch(envelope.events, bytes),
    confirm: envelope.confirm,
    sdk: envelope.sdk,
    bytes,
  };
}

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
