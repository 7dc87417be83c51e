// The other doors, from the collector's own route table: whatever is sent, no 5xx and no harm.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIngest } from '../../collector/ingest/index.ts';
import { addHook, MAIL_PROVIDERS, type MailProvider } from '../../collector/store/hooks.ts';
import { INGEST_PATH, REJECT_REASONS } from '../../sdk/wire.ts';
import { each, expectProblem, PRIVATE, type Reply, Target, withId } from './attack.ts';
import { NASTY_TEXT, pick, plain, seeded, spoil, text } from './nasty.ts';

const SIZE = Math.ceil(Number(process.env.RUNG_CORPUS ?? 1000) / 4);
const SEED = Number(process.env.RUNG_SEED ?? 1) + 7;
const PATIENCE = { timeout: 60_000 + SIZE * 200 };
const HOOK = '/hooks/:provider/:secret';

let target: Target;
/** paths that mail providers post to */
const hooks = new Map<MailProvider, string>();

const POSTS = createIngest()
  .routes.filter(({ method, path }) => method === 'POST' && path !== INGEST_PATH)
  .map(({ path }) => path);
const CALLS = POSTS.filter((path) => path !== HOOK);

beforeAll(async () => {
  target = await Target.start();
  const { site } = target.here;
  for (const provider of Object.keys(MAIL_PROVIDERS) as MailProvider[]) {
    // Those that sign are asked at the door only: their reading is behind the same check.
    const verify = MAIL_PROVIDERS[provider] === 'needed' ? { verify: 'x' } : {};
    const secret = await addHook(target.rung.db, { site, provider, ...verify }, Date.now());
    hooks.set(provider, `/hooks/${provider}/${secret}`);
  }
});
afterAll(() => target?.rung.stop());

type Random = () => number;

const FIELDS = [
  ...['type', 'messageId', 'anonymousId', 'userId', 'timestamp', 'sentAt', 'originalTimestamp'],
  ...['context', 'properties', 'traits', 'event', 'name', 'category', 'groupId', 'previousId'],
  ...['integrations', '__proto__'],
];
const CONTEXT = ['page', 'campaign', 'userAgent', 'location', 'library', 'traits', 'signature'];
const PROPS = [
  'order_id',
  'revenue',
  'currency',
  'products',
  'url',
  'email',
  'rating',
  '__proto__',
];
const NAMES = ['Order Completed', 'Product Viewed', 'Order Refunded', 'Product Reviewed', 'x'];
const TYPES = ['track', 'identify', 'page', 'screen', 'group', 'alias'];

let made = 0;
const sound = () => ({ type: 'page', messageId: `sound-${made++}`, anonymousId: 'corpus-visitor' });

function message(random: Random): string {
  const whole = plain({ ...sound(), type: pick(random, TYPES), event: pick(random, NAMES) });
  const properties = text({
    ...plain({ order_id: 'o', revenue: 1, currency: 'EUR' }),
    ...spoil(random, PROPS),
  });
  const context = text(spoil(random, CONTEXT));
  const inside = random() < 0.6;
  return text({ ...whole, properties, context, ...(!inside && spoil(random, FIELDS)) });
}

const basic = (key: string) => ({ authorization: `Basic ${btoa(`${key}:`)}` });

function post(path: string, body: string, headers: Record<string, string>): Promise<Reply> {
  return target.call(path, { method: 'POST', body, headers: { ...PRIVATE, ...headers } });
}

const RESULT = new RegExp(`^(ok|duplicate|rejected: (${REJECT_REASONS.join('|')})( .+)?)$`, 's');

function expectResults(reply: Reply, said: string): Record<string, string> {
  const { results } = JSON.parse(reply.text) as { results: Record<string, string> };
  for (const result of Object.values(results)) expect(result, said).toMatch(RESULT);
  return results;
}

test('the corpus knows every door', () => {
  expect(CALLS).toEqual(expect.arrayContaining(['/v1/track', '/v1/batch', '/t', '/b']));
  expect(POSTS).toContain(HOOK);
});

describe('Segment’s calls', () => {
  test('a nasty value costs its own message and no other', PATIENCE, async () => {
    const random = seeded(SEED);
    await each(SIZE, async () => {
      const path = pick(random, CALLS);
      const isBatch = /batch$|\/b$/.test(path);
      const well = sound();
      const batch = [...Array.from({ length: 8 }, () => message(random)), JSON.stringify(well)];
      const body = isBatch ? text({ batch: `[${batch}]` }) : message(random);
      const { write_key, secret_key } = target.here;
      const reply = await post(path, body, basic(pick(random, [write_key, secret_key])));
      const said = `${path} ${body.slice(0, 500)} → ${reply.status} ${reply.text.slice(0, 300)}`;
      if (reply.status !== 200) return expectProblem(reply, said);
      const results = expectResults(reply, said);
      if (isBatch) expect(results[well.messageId], said).toBe('ok');
    });
  });

  test('a spoilt envelope, key or method is refused', PATIENCE, async () => {
    const random = seeded(SEED + 1);
    const { write_key } = target.here;
    await each(Math.ceil(SIZE / 5), async () => {
      const path = pick(random, CALLS);
      const body = text({
        ...plain({ batch: [] }),
        ...spoil(random, ['batch', 'sentAt', 'writeKey']),
      });
      const reply = await post(path, body, basic(write_key));
      const said = `${path} ${body.slice(0, 300)} → ${reply.status} ${reply.text.slice(0, 300)}`;
      if (reply.status !== 200) expectProblem(reply, said);
    });
    for (const path of CALLS.filter((one) => one.startsWith('/v1/'))) {
      const reply = await target.call(path, { method: 'PUT' });
      expect(reply.status).toBe(405);
      expectProblem(await post(path, '{}', basic('wk_nobody')), path);
      expectProblem(await post(path, '{}', { authorization: 'Basic ====' }), path);
    }
  });
});

describe('Mail providers’ posts', () => {
  const BREVO = ['event', 'email', 'ts_event', 'ts_epoch', 'camp_id', 'link', 'list_id', 'tags'];
  const MAILCHIMP = [
    'type',
    'fired_at',
    'data[email]',
    'data[list_id]',
    'data[id]',
    'data[reason]',
  ];

  test('a nasty value makes no error, signed or not', PATIENCE, async () => {
    const random = seeded(SEED + 2);
    await each(SIZE, async () => {
      const [provider, path] = pick(random, [...hooks]);
      const email = `corpus-${Math.floor(random() * 20)}@mail.example`;
      const event = plain({ event: 'list_addition', email, ts_event: Date.now() / 1000 });
      const form = new URLSearchParams({ type: 'subscribe', 'data[email]': email });
      form.set(pick(random, MAILCHIMP), decodeURIComponentOr(pick(random, NASTY_TEXT)));
      const body =
        provider === 'mailchimp' ? form.toString() : text({ ...event, ...spoil(random, BREVO) });
      const reply = await post(path, body, {});
      const said = `${path} ${body.slice(0, 300)} → ${reply.status} ${reply.text.slice(0, 300)}`;
      if (reply.status !== 200) expectProblem(reply, said);
    });
  });

  test('no secret, no door', async () => {
    for (const provider of hooks.keys()) {
      for (const secret of [target.here.secret_key, target.here.write_key, ...NASTY_TEXT]) {
        const reply = await post(`/hooks/${provider}/${secret}`, '[]', {});
        expect(reply.status, `${provider} ${secret}`).toBeGreaterThan(399);
        if (reply.type === 'application/problem+json') expectProblem(reply, secret);
        expect(reply.status, `${provider} ${secret}`).toBeLessThan(500);
      }
    }
  });
});

test('afterwards all is well, and nobody’s address, header or key is kept', PATIENCE, async () => {
  for (const { person } of (await target.answer<{ data: { person: string }[] }>('/leads?limit=50'))
    .data) {
    await target.answer(withId('/visitors/{id}/explain', person));
  }
  await target.answer('/health');
  expect((await target.call('/healthz')).status).toBe(200);
  const secrets = [...Object.values(PRIVATE), target.here.secret_key, '@mail.example'];
  secrets.push(...[...hooks.values()].map((path) => path.split('/').at(-1) ?? ''));
  expect((await target.search(secrets)).hits).toEqual([]);
});

function decodeURIComponentOr(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
