// Other programs are told what happens: once, signed, and again until they have it.
import { env } from 'cloudflare:workers';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noticeDue } from '../../collector/store/notice.ts';
import { addKey, type CreatedSite } from '../../collector/store/sites.ts';
import { deliver } from '../../collector/webhooks/deliver.ts';
import { writeDigests } from '../../collector/webhooks/digest.ts';
import type { Props } from '../../sdk/wire.ts';
import { ask } from './api-fixture.ts';
import { meter } from './database-wrappers.ts';
import { act, publish } from './proof.ts';
import {
  DAY,
  envelope,
  event,
  MINUTE,
  newSite,
  newVisitor,
  onlyPerson,
  post,
  rowsOf,
  send,
} from './visitor.ts';

const START = Date.UTC(2026, 5, 1, 10);
const HOUR = 60 * MINUTE;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  await env.DB.batch([
    env.DB.prepare('DELETE FROM outbox'),
    env.DB.prepare('DELETE FROM webhooks'),
    env.DB.prepare('DELETE FROM people'),
  ]);
});
afterEach(() => {
  vi.useRealTimers();
});

const api = (site: CreatedSite, path: string, method = 'GET', body?: unknown, key?: string) =>
  ask(`/webhooks${path}`, {
    ...{ key: key ?? site.secret_key, method, now: Date.now() },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

interface Made {
  id: string;
  secret: string;
}

const ALL = ['standing.changed', 'lead.strong', 'purchase'];

async function newWebhook(site: CreatedSite, more: object = {}): Promise<Made> {
  const wish = { url: 'https://crm.example/hook', events: ALL, ...more };
  const response = await api(site, '', 'POST', wish);
  expect(response.status).toBe(201);
  return (await response.json()) as Made;
}

interface Told {
  type: string;
  timestamp: string;
  data: Record<string, unknown>;
}

/** Somebody on the other end, who answers as told and keeps what came. */
class Receiver {
  readonly came: { headers: Record<string, string>; text: string; url: string }[] = [];
  answer: () => Response | Promise<Response> = () => new Response('thanks');

  readonly fetch = async (request: Request): Promise<Response> => {
    expect(request.redirect).toBe('manual');
    const headers = Object.fromEntries(request.headers);
    this.came.push({ headers, text: await request.text(), url: request.url });
    return this.answer();
  };

  run(now = Date.now()): Promise<number> {
    vi.setSystemTime(now);
    return deliver(env.DB, { fetch: this.fetch, now, local: false });
  }

  /** What came, each verified as the official library does it. */
  read(secret: string): Told[] {
    return this.came.map(({ headers, text }) => new Webhook(secret).verify(text, headers) as Told);
  }
}

/** What makes a strong lead of anybody. */
const eager = (at: number) => [
  event(at, 'newsletter_signup', { email_sha256: 'a'.repeat(64) }),
  event(at + 1, 'form_submit', { purpose: 'contact' } satisfies Props),
  event(at + 2, 'begin_checkout', {}),
  event(at + 3, 'add_to_cart', {}),
  event(at + 4, 'file_download', { href: 'https://shop.example/a.pdf' }),
  event(at + 5, 'identify', { user_id: 'u', traits: { job_title: 'CEO' } }),
];

const states = async (site: CreatedSite) =>
  (await rowsOf<{ state: string }>('outbox', site.site)).map(({ state }) => state);

test('A receiver is told who rose, who is strong and who bought, and the official library verifies it', async () => {
  const site = await newSite();
  const { secret } = await newWebhook(site);
  const visitor = newVisitor();
  await send(site, visitor, eager(START));
  await act(site, visitor, 'purchase', { order_id: 'o-1', value: 12.5, currency: 'EUR' });
  const { person } = await onlyPerson(site.site);
  const receiver = new Receiver();
  await receiver.run();
  const told = receiver.read(secret);
  const of = (type: string) => told.filter((one) => one.type === type);
  expect(of('lead.strong')).toMatchObject([
    { data: { person, grade: 'strong', model: 1, why: { en: expect.any(String) } } },
  ]);
  expect(of('purchase')).toMatchObject([
    { data: { person, order_id: 'o-1', value: 12.5, currency: 'EUR', verified: false } },
  ]);
  expect(of('standing.changed').map(({ data }) => [data.kind, data.to])).toEqual(
    expect.arrayContaining([
      ['grade', 'strong'],
      ['rung', 'customer'],
    ]),
  );
  for (const { data } of of('standing.changed')) {
    expect(data).toMatchObject({ person, from: expect.any(String), cause: { by: 'event' } });
    expect(data.score).toEqual(expect.any(Number));
  }
  expect(new Set(await states(site))).toEqual(new Set(['delivered']));
});

test('A webhook hears only what it asked for, and only of its own site', async () => {
  const [site, other] = [await newSite(), await newSite()];
  await newWebhook(site, { events: ['purchase'] });
  await newWebhook(other);
  await send(site, newVisitor(), eager(START));
  const receiver = new Receiver();
  expect(await receiver.run()).toBe(0);
});

test('A site without webhooks pays nothing for them', async () => {
  const [quiet, loud] = [await newSite(), await newSite()];
  await newWebhook(loud);
  const written = async (site: CreatedSite) => {
    const counted = meter(env.DB);
    await post(envelope(site, newVisitor(), eager(START)), {}, { DB: counted.db });
    return counted.written;
  };
  const [without, beside] = [await written(quiet), await written(loud)];
  expect(await rowsOf('outbox', quiet.site)).toEqual([]);
  expect(beside).toBeGreaterThan(without);
});

test('The same fact is told once: a repeated request and a later re-reckoning add nothing', async () => {
  const site = await newSite();
  await newWebhook(site);
  const visitor = newVisitor();
  const events = eager(START + 2 * MINUTE);
  await send(site, visitor, events);
  const before = await rowsOf<{ message: string }>('outbox', site.site);
  await send(site, visitor, events);
  await send(site, visitor, [event(START, 'click', { kind: 'outbound' })]);
  expect(await rowsOf('outbox', site.site)).toEqual(before);
});

test('Nobody is called strong more than once a week, nor within two weeks after buying', async () => {
  const site = await newSite();
  const { secret } = await newWebhook(site, { events: ['lead.strong'] });
  const receiver = new Receiver();
  const [often, buyer] = [newVisitor(), newVisitor()];
  const day = async (visitor: string, at: number, more: ReturnType<typeof eager> = []) => {
    vi.setSystemTime(at);
    await send(site, visitor, [...more, ...eager(at)]);
    await receiver.run(at + MINUTE);
  };
  await day(often, START);
  expect(receiver.read(secret)).toHaveLength(1);
  // Down and up again: unhappy, then eager.
  const angry = [
    event(START + HOUR, 'complaint', {}),
    event(START + HOUR + 1, 'refund', { order_id: 'x' }),
  ];
  await day(often, START + 2 * HOUR, angry);
  expect(receiver.came).toHaveLength(1);
  const order = { order_id: 'o', value: 1, currency: 'EUR' };
  await day(buyer, START + DAY, [event(START + DAY - MINUTE, 'purchase', order)]);
  expect(receiver.came).toHaveLength(1);
});

test('What is learned of only days later is history: nobody is told', async () => {
  const site = await newSite();
  await newWebhook(site);
  await send(site, newVisitor(), eager(START - 5 * DAY));
  expect(await rowsOf('outbox', site.site)).toEqual([]);
});

test('What time alone changes is told too', async () => {
  const site = await newSite();
  const { secret } = await newWebhook(site, { events: ['standing.changed'] });
  await send(site, newVisitor(), [event(START), event(START + 1, 'page_view', undefined, '/two')]);
  const receiver = new Receiver();
  await receiver.run(START + MINUTE);
  receiver.came.length = 0;
  const { due } = await onlyPerson(site.site);
  await noticeDue(env.DB, due ?? 0);
  await receiver.run((due ?? 0) + MINUTE);
  expect(receiver.read(secret)).toMatchObject([
    { data: { from: 'lead', to: 'suspect', cause: { by: 'time' } } },
  ]);
});

test.each([
  [0, 0],
  [1, 2],
])(
  'A change of rules tells only when the owner asked (model_alert %i: %i moves)',
  async (alert, n) => {
    const site = await newSite();
    const visitor = newVisitor();
    await send(site, visitor, [event(START), event(START + 1, 'page_view', undefined, '/pricing')]);
    await newWebhook(site);
    const { results } = await env.DB.prepare('SELECT body FROM models WHERE site = ?')
      .bind(site.site)
      .all<{ body: string }>();
    const model = JSON.parse(results[0]?.body ?? '') as {
      rules: { id: string; points?: number }[];
    };
    const rules = model.rules.map((rule) =>
      rule.id === 'pricing_page' ? { ...rule, points: 120 } : rule,
    );
    await publish(site, 2, { ...model, rules });
    await env.DB.prepare('UPDATE sites SET model_alert = ?, model_since = ? WHERE site = ?')
      .bind(alert, START + MINUTE, site.site)
      .run();
    vi.setSystemTime(START + 2 * MINUTE);
    await send(site, visitor, [event(START + 2 * MINUTE, 'click', { kind: 'outbound' })]);
    expect(await rowsOf('outbox', site.site)).toHaveLength(n);
  },
);

test('What fails is tried again under the same id, ever more seldom, for three days; then it is dead', async () => {
  const site = await newSite();
  const { id, secret } = await newWebhook(site);
  await api(site, `/${id}/test`, 'POST');
  const receiver = new Receiver();
  receiver.answer = () => new Response('x'.repeat(1e6), { status: 500 });
  let now = START;
  const tries: number[] = [];
  while ((await states(site)).includes('waiting') && now < START + 5 * DAY) {
    if ((await receiver.run(now)) > 0) tries.push(now);
    now += MINUTE;
    const [row] = await rowsOf<{ next_at: number | null }>('outbox', site.site);
    now = Math.max(now, row?.next_at ?? 0);
  }
  const gaps = tries.slice(1).map((at, i) => (at - (tries[i] ?? 0)) / MINUTE);
  expect(gaps.slice(0, 6)).toEqual([1, 5, 30, 120, 300, 600]);
  expect((tries.at(-1) ?? 0) - START).toBeGreaterThan(2 * DAY);
  expect((tries.at(-1) ?? 0) - START).toBeLessThanOrEqual(3 * DAY);
  const ids = receiver.came.map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids).size).toBe(1);
  const dead = await api(site, `/${id}/deliveries?state=dead`);
  const { data } = await dead.json<{ data: { id: string; answer: string }[] }>();
  expect(data).toMatchObject([{ id: ids[0], tries: tries.length, next_try: null }]);
  expect(data[0]?.answer).toMatch(/^500 x{100,200}$/);
  receiver.came.length = 0;
  receiver.answer = () => new Response(null, { status: 204 });
  vi.setSystemTime(now);
  expect(await (await api(site, `/${id}/resend`, 'POST')).json()).toEqual({ resent: 1 });
  await receiver.run(now);
  expect(receiver.read(secret)).toMatchObject([{ type: 'webhook.test' }]);
  expect(receiver.came[0]?.headers['webhook-id']).toBe(ids[0]);
  expect(await states(site)).toEqual(['delivered']);
});

test.each([
  [
    'a redirect',
    () => new Response(null, { status: 302, headers: { Location: 'https://in.example' } }),
    'waiting',
  ],
  ['410 Gone', () => new Response(null, { status: 410 }), 'dead'],
  ['no connection', () => Promise.reject(new TypeError('refused')), 'waiting'],
] as const)('After %s the message is not delivered', async (_, answer, state) => {
  const site = await newSite();
  const { id } = await newWebhook(site);
  await api(site, `/${id}/test`, 'POST');
  const receiver = new Receiver();
  receiver.answer = answer;
  await receiver.run();
  expect(receiver.came).toHaveLength(1);
  expect(await states(site)).toEqual([state]);
});

test('Two crons at once send a message once', async () => {
  const site = await newSite();
  const { id } = await newWebhook(site);
  await api(site, `/${id}/test`, 'POST');
  const receiver = new Receiver();
  await Promise.all([receiver.run(), receiver.run()]);
  expect(receiver.came).toHaveLength(1);
});

test('The secret is shown once; a rotated one signs beside the new one for a day', async () => {
  const site = await newSite();
  const { id, secret } = await newWebhook(site);
  const shown = await (await api(site, `/${id}`)).text();
  expect(shown).not.toContain(secret.slice(6));
  const rotated = await api(site, `/${id}`, 'PATCH', { rotate: true });
  const { secret: next } = (await rotated.json()) as Made;
  expect(next).not.toBe(secret);
  await api(site, `/${id}/test`, 'POST');
  const receiver = new Receiver();
  await receiver.run();
  for (const one of [secret, next]) expect(receiver.read(one)).toHaveLength(1);
  vi.setSystemTime(START + DAY + 1);
  await api(site, `/${id}/test`, 'POST');
  receiver.came.length = 0;
  await receiver.run(START + DAY + 1);
  expect(receiver.read(next)).toHaveLength(1);
  expect(() => receiver.read(secret)).toThrow('No matching signature');
});

test('Slack, a mail service and a template of one’s own get what they read', async () => {
  const site = await newSite();
  await newWebhook(site, { format: 'slack', events: ['lead.strong'] });
  await newWebhook(site, {
    ...{ url: 'https://mail.example/emails', format: 'mail', events: ['lead.strong'] },
    ...{ from: 'Rung <rung@shop.example>', to: 'sales@shop.example' },
    headers: { Authorization: 'Bearer mail-key' },
  });
  const template = { note: '{{type}}: {{person}}', list: ['{{subject}}'], unknown: '{{nothing}}' };
  await newWebhook(site, { url: 'https://own.example/', template, events: ['lead.strong'] });
  await send(site, newVisitor(), eager(START));
  const { person } = await onlyPerson(site.site);
  const receiver = new Receiver();
  await receiver.run();
  const bodyAt = (host: string) => {
    const [one] = receiver.came.filter(({ url }) => new URL(url).host === host);
    return { ...one, body: JSON.parse(one?.text ?? 'null') };
  };
  const subject = expect.stringMatching(`^Strong lead: ${person}, \\d`);
  expect(bodyAt('crm.example').body).toEqual({ text: subject });
  const mail = bodyAt('mail.example');
  expect(mail.headers?.authorization).toBe('Bearer mail-key');
  expect(mail.body).toEqual({
    ...{ from: 'Rung <rung@shop.example>', to: 'sales@shop.example' },
    ...{ subject, text: subject },
  });
  const own = { note: `lead.strong: ${person}`, list: [subject], unknown: '{{nothing}}' };
  expect(bodyAt('own.example').body).toEqual(own);
});

test('A digest comes in the morning of the site’s time zone, once, and says who is strong and who fell', async () => {
  const site = await newSite({ time_zone: 'Asia/Tehran' });
  const made = await newWebhook(site, { digest: 'daily', hour: 9 });
  const { next_digest } = await (await api(site, `/${made.id}`)).json<{ next_digest: string }>();
  // 09:00 in Tehran
  expect(next_digest).toBe('2026-06-02T05:30:00.000Z');
  await send(site, newVisitor(), eager(START));
  const { person } = await onlyPerson(site.site);
  const receiver = new Receiver();
  expect(await receiver.run(START + MINUTE)).toBe(0);
  const due = Date.parse(next_digest);
  await writeDigests(env.DB, due - 1);
  expect(await rowsOf('outbox', site.site)).toEqual([]);
  await Promise.all([writeDigests(env.DB, due), writeDigests(env.DB, due)]);
  await receiver.run(due);
  expect(receiver.read(made.secret)).toMatchObject([
    { type: 'digest', data: { strong_count: 1, fell_count: 0, strong: [{ person }] } },
  ]);
  receiver.came.length = 0;
  await writeDigests(env.DB, due + DAY);
  await receiver.run(due + DAY);
  expect(receiver.came).toEqual([]);
});

test('Only a key that may administer makes and changes webhooks; a foreign one is not there', async () => {
  const [site, other] = [await newSite(), await newSite()];
  const { id } = await newWebhook(site);
  const key = { site: site.site, kind: 'secret' as const, scopes: ['read', 'write'] };
  const writer = await addKey(env.DB, key, START);
  const wish = { url: 'https://crm.example/' };
  expect((await api(site, '', 'POST', wish, writer)).status).toBe(403);
  expect((await api(site, `/${id}`, 'DELETE', undefined, writer)).status).toBe(403);
  const foreign = [
    [`/${id}`, 'GET'],
    [`/${id}`, 'PATCH', { name: 'x' }],
    [`/${id}`, 'DELETE'],
    [`/${id}/test`, 'POST'],
    [`/${id}/resend`, 'POST'],
    [`/${id}/deliveries`, 'GET'],
  ] as const;
  for (const [path, method, body] of foreign) {
    expect((await api(other, path, method, body)).status, `${method} ${path}`).toBe(404);
  }
  expect((await api(site, `/${id}`, 'DELETE')).status).toBe(200);
  expect((await api(site, `/${id}`)).status).toBe(404);
  expect(await rowsOf('outbox', site.site)).toEqual([]);
});

test('A wish that makes no sense is refused with the field, and nothing is changed', async () => {
  const site = await newSite();
  const { id } = await newWebhook(site);
  const url = 'https://crm.example/';
  const wrong: [object, string][] = [
    [{ url: 'http://crm.example/' }, 'url'],
    [{ url, events: ['everything'] }, 'events.0'],
    [{ url, format: 'mail', from: 'a@b.example' }, 'to'],
    [{ url, headers: { Host: 'in.example' } }, 'headers'],
    [{ url, hour: 24 }, 'hour'],
  ];
  for (const [wish, field] of wrong) {
    for (const [path, method] of [
      ['', 'POST'],
      [`/${id}`, 'PATCH'],
    ] as const) {
      const response = await api(site, path, method, wish);
      const problem = await response.json<{ field?: string }>();
      expect(response.status, JSON.stringify(problem)).toBe(400);
      expect(problem.field).toContain(field.split('.')[0]);
    }
  }
  expect(await (await api(site, `/${id}`)).json()).toMatchObject({
    url: 'https://crm.example/hook',
  });
  for (let i = 1; i < 20; i += 1) await newWebhook(site);
  expect((await api(site, '', 'POST', { url })).status).toBe(409);
});
