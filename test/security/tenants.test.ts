// Two sites on one server: no road leads from one to the other.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PRESETS } from '../../collector/engine/index.ts';
import { event, send } from '../journey/visitor.ts';
import { type Route, Target, withId } from './attack.ts';

const visitor = 'tenant-visitor';
const marks = { user: 'user-of-here', order: 'order-of-here', page: 'page-of-here' };
/** What each route that changes a person is given, by the end of its path. */
const BODIES: Readonly<Record<string, object>> = {
  bot: { bot: false },
  unlink: { device: visitor },
  notes: { text: 'Called.' },
  'follow-up': { next_at: null },
};
let person: string;
let target: Target;
let routes: Route[];

beforeAll(async () => {
  target = await Target.start();
  routes = await target.routes();
  const now = Date.now() - 5000;
  await send(target.here, visitor, [
    event(now, 'page_view', `/${marks.page}?utm_source=${marks.page}`),
    event(now + 1, 'identify', '/', { user_id: marks.user }),
    event(now + 2, 'purchase', '/', { order_id: marks.order, value: 5, currency: 'EUR' }),
  ]);
  for (const other of ['second-visitor', 'third-visitor']) {
    await send(target.here, other, [event(now, 'page_view', '/')]);
  }
  ({ person } = await target.answer<{ person: string }>(`/visitors/${visitor}`));
});
afterAll(() => target?.rung.stop());

test("an id of the other site's is answered with the same bytes as one that nobody has", async () => {
  const { here, there } = target;
  const below = routes.filter(({ path }) => path.startsWith('/visitors/{'));
  below.sort((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'));
  expect(below.length).toBeGreaterThan(3);
  for (const { path, method } of below) {
    const given = BODIES[path.split('/').at(-1) ?? ''] ?? {};
    const body = method === 'GET' ? undefined : JSON.stringify(given);
    const init = { method, ...(body && { body, headers: { 'content-type': 'application/json' } }) };
    const at = (id: string, key: string) => target.ask(withId(path, id), key, init);
    const unknown = await at('nobody-has-this', there.secret_key);
    expect(unknown.status, path).toBe(404);
    for (const id of [visitor, person, `user:${marks.user}`]) {
      expect(await at(id, there.secret_key), `${path} ${id}`).toEqual(unknown);
      // Who is erased is gone for all their names; the first that is tried finds them.
      if (method === 'DELETE' && id !== visitor) continue;
      expect((await at(id, here.secret_key)).status, `${path} ${id}`).not.toBe(404);
    }
  }
});

test("a model or a job of the other site's is not there", async () => {
  const { here, there } = target;
  const json = { 'content-type': 'application/json' };
  const body = JSON.stringify(PRESETS.crm);
  const draft = await target.ask('/models', here.secret_key, {
    method: 'POST',
    headers: json,
    body,
  });
  const { version } = JSON.parse(draft.text) as { version: number };
  const started = await target.ask(`/models/${version}/preview`, here.secret_key, {
    method: 'POST',
  });
  const { job } = JSON.parse(started.text) as { job: string };
  const below = routes.filter(({ path }) => /^\/(models|jobs)\/\{/.test(path));
  expect(below.length).toBeGreaterThan(3);
  for (const { path, method } of below) {
    const id = path.startsWith('/jobs') ? job : String(version);
    const seen = await target.ask(withId(path, id), there.secret_key, { method });
    expect(seen.status, `${method} ${path}`).toBe(404);
  }
  expect((await target.ask(`/jobs/${job}`)).status).toBe(200);
});

test("a webhook of the other site's is not there", async () => {
  const { here, there } = target;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ url: 'https://crm.example/' });
  const made = await target.ask('/webhooks', here.secret_key, { method: 'POST', headers, body });
  const { id } = JSON.parse(made.text) as { id: string };
  const below = routes.filter(({ path }) => path.startsWith('/webhooks/{'));
  expect(below.length).toBeGreaterThan(4);
  for (const { path, method } of below) {
    const sent = method === 'PATCH' ? { headers, body } : {};
    const seen = await target.ask(withId(path, id), there.secret_key, { method, ...sent });
    expect(seen.status, `${method} ${path}`).toBe(404);
  }
});

test('no list of one site shows anything of the other', async () => {
  for (const { path } of routes.filter((route) => !route.path.includes('{'))) {
    const { text } = await target.ask(path, target.there.secret_key);
    for (const mark of [visitor, person, target.here.site, ...Object.values(marks)]) {
      expect(text, path).not.toContain(mark);
    }
  }
});

test("a cursor of one site's list is refused by the other's", async () => {
  const { next_cursor } = await target.answer<{ next_cursor: string }>('/leads?limit=1');
  const next = `/leads?limit=1&cursor=${next_cursor}`;
  expect((await target.ask(next)).status).toBe(200);
  expect((await target.ask(next, target.there.secret_key)).status).toBe(400);
});

test('the same visitor and order on both sites are two people and two orders', async () => {
  const order = { order_id: marks.order, value: 7, currency: 'EUR' };
  await send(target.there, visitor, [event(Date.now() - 2000, 'purchase', '/', order)]);
  const { secret_key } = target.there;
  const other = await target.answer<{ person: string; orders: { unverified: object } }>(
    `/visitors/${visitor}`,
    secret_key,
  );
  expect(other.person).not.toBe(person);
  expect(other.orders.unverified).toEqual({ count: 1, value: [{ currency: 'EUR', value: 7 }] });
});
