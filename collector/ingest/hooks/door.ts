/**
 * The door for mail providers: `POST /hooks/PROVIDER/SECRET`. The secret names the site and opens
 * this one door for this one provider; providers that sign what they send are checked too.
 */
import { type Context as Call, Hono } from 'hono';
import { knownAddresses } from '../../store/addresses.ts';
import { isMailProvider } from '../../store/hooks.ts';
import { readBody } from '../body.ts';
import { type Deliver, type Environment, orUnavailable } from '../deliver.ts';
import type { Outcome } from '../job.ts';
import { answerProblem, problem } from '../problem.ts';
import { isOverLimit } from '../rate-limit.ts';
import { callerOf } from './caller.ts';
import { mailJobs } from './mail-jobs.ts';
import type { MailNote } from './note.ts';
import type { Provider } from './provider.ts';
import { PROVIDERS } from './providers.ts';
import { markSoftware } from './scanners.ts';

/** SendGrid sends up to 768 KB at once. */
const BODY_BYTES = 1024 * 1024;
/** People whose events are written at the same time. */
const AT_ONCE = 8;
const PATH = '/hooks/:provider/:secret';

export function hooksDoor(deliver: Deliver): Hono<Environment> {
  const door = new Hono<Environment>();
  door.post(PATH, (c) => orUnavailable(c, () => receive(c, deliver)));
  // Mailchimp and Mandrill ask whether the address is there before they use it.
  door.on(['GET', 'HEAD'], PATH, (c) => {
    return isMailProvider(c.req.param('provider'))
      ? c.text('POST events here.')
      : answerProblem(problem('not_found'));
  });
  door.all(PATH, () => answerProblem(problem('method_not_allowed'), { Allow: 'GET, HEAD, POST' }));
  return door;
}

async function receive(c: Call<Environment>, deliver: Deliver): Promise<Response> {
  const { provider: name, secret = '' } = c.req.param();
  if (!isMailProvider(name)) return answerProblem(problem('not_found'));
  const body = await readBody(c.req.raw, BODY_BYTES);
  if (!body) return answerProblem(problem('too_large', `More than ${BODY_BYTES} bytes.`));
  if (await isOverLimit(c.env.INGEST_LIMIT, secret, c.req.raw)) {
    return answerProblem(problem('too_many_requests'));
  }
  const posting = { name, secret };
  const caller = await callerOf(c.env.DB, posting, { request: c.req.raw, body: body.text });
  if (!caller.ok) return answerProblem(caller.problem);
  const notes = readNotes(PROVIDERS[name], body.text);
  if (!notes) return answerProblem(problem('invalid_envelope', `This is not what ${name} sends.`));
  const known = (addresses: string[]) => knownAddresses(c.env.DB, caller.site.site, addresses);
  const groups = await mailJobs(markSoftware(notes), posting, { now: Date.now(), known });
  const outcomes: Outcome[] = [];
  for (let from = 0; from < groups.length; from += AT_ONCE) {
    const some = groups.slice(from, from + AT_ONCE).map((jobs) => deliver(c, jobs));
    outcomes.push(...(await Promise.all(some)).flat());
  }
  return answer(c, outcomes);
}

function readNotes(provider: Provider, body: string): MailNote[] | undefined {
  try {
    return provider.read(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function answer(c: Call, outcomes: Outcome[]): Response {
  const refused = outcomes.find((outcome) => !outcome.ok);
  if (refused) return answerProblem(refused.problem);
  const results = outcomes.flatMap((outcome) =>
    outcome.ok ? Object.values(outcome.answer.results) : [],
  );
  if (results.includes('retry')) return answerProblem(problem('unavailable'));
  const stored = results.filter((result) => result === 'ok').length;
  return c.json({ received: results.length, stored }, 200, { 'Cache-Control': 'no-store' });
}
