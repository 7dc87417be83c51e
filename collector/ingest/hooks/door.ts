/**
 * The door for mail providers: `POST /hooks/PROVIDER/SECRET`. The secret names the site and opens
 * this one door for this one provider; providers that sign what they send are checked too.
 */
import { type Context as Call, Hono } from 'hono';
import type { Problem } from '../../../sdk/wire.ts';
import { addressAlias } from '../../store/hash.ts';
import { isMailProvider, MAIL_PROVIDERS, type MailProvider } from '../../store/hooks.ts';
import type { KeyUse } from '../../store/key-use.ts';
import { readPerson } from '../../store/read-person.ts';
import { readBody } from '../body.ts';
import { checkBatch } from '../check-batch.ts';
import { type Deliver, type Environment, orUnavailable } from '../deliver.ts';
import type { Job, Outcome } from '../job.ts';
import { answerProblem, problem } from '../problem.ts';
import { refuse } from '../refusal.ts';
import { SERVER_DEVICE } from '../server-device.ts';
import { brevo } from './brevo.ts';
import { mailchimp } from './mailchimp.ts';
import { mandrill } from './mandrill.ts';
import type { MailNote } from './note.ts';
import type { Provider } from './provider.ts';
import { markSoftware } from './scanners.ts';
import { sendgrid } from './sendgrid.ts';

const PROVIDERS: Readonly<Record<MailProvider, Provider>> = {
  sendgrid,
  mailchimp,
  mandrill,
  brevo,
};

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

/** From whom, with which secret. */
interface Posting {
  name: MailProvider;
  secret: string;
}

async function receive(c: Call<Environment>, deliver: Deliver): Promise<Response> {
  const { provider: name, secret = '' } = c.req.param();
  if (!isMailProvider(name)) return answerProblem(problem('not_found'));
  const body = await readBody(c.req.raw, BODY_BYTES);
  if (!body) return answerProblem(problem('too_large', `More than ${BODY_BYTES} bytes.`));
  const posting = { name, secret };
  const refusal = await refusalOf(c, posting, body.text);
  if (refusal) return answerProblem(refusal);
  const notes = readNotes(PROVIDERS[name], body.text);
  if (!notes) return answerProblem(problem('invalid_envelope', `This is not what ${name} sends.`));
  const groups = await jobsOf(markSoftware(notes), posting, Date.now());
  const outcomes: Outcome[] = [];
  for (let from = 0; from < groups.length; from += AT_ONCE) {
    const some = groups.slice(from, from + AT_ONCE).map((jobs) => deliver(c, jobs));
    outcomes.push(...(await Promise.all(some)).flat());
  }
  return answer(c, outcomes);
}

async function refusalOf(
  c: Call<Environment>,
  { name, secret }: Posting,
  body: string,
): Promise<Problem | undefined> {
  const nobody = { key: secret, alias: '', users: [] };
  const reading = secret.length <= 100 ? await readPerson(c.env.DB, nobody) : null;
  if (!reading || reading.use !== hookOf(name)) return problem('unknown_key');
  const key = reading.site.settings.hooks?.[name]?.verify;
  if (key === undefined && MAIL_PROVIDERS[name] === 'needed') return problem('bad_signature');
  const sound = key === undefined || (await PROVIDERS[name].check(c.req.raw, body, key));
  return sound ? undefined : problem('bad_signature');
}

const hookOf = (name: string): KeyUse => `hook:${name}`;

function readNotes(provider: Provider, body: string): MailNote[] | undefined {
  try {
    return provider.read(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function jobsOf(notes: MailNote[], posting: Posting, receivedAt: number): Promise<Job[][]> {
  const events = notes.filter(({ type }) => type !== undefined);
  const jobs = await Promise.all(events.map((note, i) => jobOf(note, i, posting, receivedAt)));
  return [...Map.groupBy(jobs, ({ facts }) => facts.alias).values()];
}

async function jobOf(note: MailNote, index: number, posting: Posting, now: number): Promise<Job> {
  const { name, secret } = posting;
  const alias = isAddress(note.email) ? await addressAlias(note.email) : '';
  const gives = note.type?.startsWith('newsletter_') && { email_sha256: alias.slice(2) };
  const event = { id: note.id, type: note.type, ts: note.ts, props: { ...note.props, ...gives } };
  const bytes = JSON.stringify(event).length;
  const refused = { name: `#${index}`, type: 'custom', refusal: refuse('nobody', 'email') };
  return {
    key: secret,
    takes: [hookOf(name)],
    origin: null,
    facts: {
      receivedAt: now,
      skew: 0,
      alias,
      device: alias && SERVER_DEVICE,
      ctx: {},
      userAgent: null,
      place: {},
      ...(note.software && { software: true as const }),
    },
    batch: alias ? checkBatch([event], bytes, 'program') : { sound: [], refused: [refused] },
    confirm: [],
    sdk: name,
    bytes,
  };
}

const isAddress = (email: unknown): email is string =>
  typeof email === 'string' && email.length <= 320 && email.includes('@');

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
