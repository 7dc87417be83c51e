/**
 * The door for clients that speak Segment's HTTP API
 * (https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/): a write key has
 * a browser's trust, a secret key makes what it sends verified.
 */
import { type Context as Call, Hono } from 'hono';
import { LIMITS, type Problem } from '../../../sdk/wire.ts';
import { readBody } from '../body.ts';
import { corsHeaders, segmentPreflight } from '../cors.ts';
import { type Deliver, type Environment, originOf, orUnavailable, refuseCall } from '../deliver.ts';
import type { Outcome } from '../job.ts';
import { placeOf } from '../place.ts';
import { answerProblem, problem } from '../problem.ts';
import { isOverLimit } from '../rate-limit.ts';
import { jobsOf, type Sender } from './jobs.ts';
import { readKey } from './key.ts';
import { type Call as Message, readMessages } from './messages.ts';
import { settingsOf } from './settings.ts';

/** Kinds of call by path; the letters are the browser client's. */
const PATHS: Readonly<Record<string, Message | 'batch'>> = {
  track: 'track',
  identify: 'identify',
  page: 'page',
  screen: 'screen',
  group: 'group',
  alias: 'alias',
  batch: 'batch',
  t: 'track',
  i: 'identify',
  p: 'page',
  s: 'screen',
  g: 'group',
  a: 'alias',
  b: 'batch',
};
const SHORT = Object.keys(PATHS).filter((path) => path.length === 1);

/** People that one request may tell of: each is a read and a write of its own. */
const MOST_PEOPLE = 100;

/** `/v1/…`, the short paths with and without it, RudderStack's beacon, and the clients' settings. */
export function segmentDoor(deliver: Deliver): Hono<Environment> {
  const door = new Hono<Environment>();
  const paths = [
    ...Object.keys(PATHS).map((path) => `/v1/${path}`),
    ...SHORT.map((path) => `/${path}`),
    '/beacon/v1/batch',
  ];
  for (const path of paths) {
    const kind = PATHS[path.slice(path.lastIndexOf('/') + 1)] ?? 'batch';
    door.options(path, (c) => c.body(null, 204, preflight(c)));
    door.post(path, (c) => orUnavailable(c, () => receive(c, kind, deliver)));
    // GET /p and the like may be pages of the owner's: only /v1 is ours whole.
    if (path.startsWith('/v1/')) {
      door.all(path, () =>
        answerProblem(problem('method_not_allowed'), { Allow: 'POST, OPTIONS' }),
      );
    }
  }
  door.get('/v1/projects/:key/settings', (c) => {
    const headers = { ...corsHeaders(originOf(c)), 'Cache-Control': 'public, max-age=300' };
    return c.json(settingsOf(c.req.param('key'), new URL(c.req.url)), 200, headers);
  });
  return door;
}

const preflight = (c: Call): Record<string, string> => ({
  ...corsHeaders(originOf(c)),
  ...segmentPreflight(c.req.header('Access-Control-Request-Headers') ?? ''),
});

async function receive(
  c: Call<Environment>,
  kind: Message | 'batch',
  deliver: Deliver,
): Promise<Response> {
  const body = await readBody(c.req.raw, LIMITS.batchBytes);
  if (!body) return refuseCall(c, invalid(`The body has more than ${LIMITS.batchBytes} bytes.`));
  const read = readMessages(body.text, kind);
  if (!read.ok) return refuseCall(c, invalid(read.detail, read.field));
  const key = readKey(c.req.raw, read.writeKey);
  if (!key) return refuseCall(c, problem('unknown_key', 'The request carries no key.'));
  if (await isOverLimit(c.env.INGEST_LIMIT, key.key, c.req.raw)) {
    return refuseCall(c, problem('too_many_requests'));
  }
  const sender: Sender = {
    ...key,
    receivedAt: Date.now(),
    origin: originOf(c),
    userAgent: c.req.header('User-Agent') ?? null,
    place: placeOf(c.req.raw),
    bytes: body.bytes,
    sentAt: read.sentAt,
  };
  const groups = await jobsOf(read.messages, sender);
  if (groups.length > MOST_PEOPLE) {
    return refuseCall(c, invalid(`One request may tell of ${MOST_PEOPLE} people.`, 'batch'));
  }
  return answer(c, (await Promise.all(groups.map((jobs) => deliver(c, jobs)))).flat());
}

const invalid = (detail: string, field?: string): Problem =>
  problem('invalid_envelope', detail, field);

/**
 * All of a request succeeds or all of it is sent again, so an event that others overtook makes the
 * client repeat the rest too: what is stored counts once. Refused events are success; they count as
 * rejects.
 */
function answer(c: Call, outcomes: Outcome[]): Response {
  const refused = outcomes.find((outcome) => !outcome.ok);
  if (refused) return refuseCall(c, refused.problem);
  const results = Object.assign(
    {},
    ...outcomes.map((outcome) => (outcome.ok ? outcome.answer.results : {})),
  ) as Record<string, string>;
  if (Object.values(results).includes('retry')) return refuseCall(c, problem('unavailable'));
  const headers = { ...corsHeaders(originOf(c)), 'Cache-Control': 'no-store' };
  return c.json({ success: true, results }, 200, headers);
}
