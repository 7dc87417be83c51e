// Whatever changes a person's past makes the days that it touches be counted again.
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { markRange } from '../../collector/store/days.ts';
import { erasePerson } from '../../collector/store/erase.ts';
import { judgeDevices } from '../../collector/store/judge-devices.ts';
import { noticeDue } from '../../collector/store/notice.ts';
import type { CreatedSite } from '../../collector/store/sites.ts';
import { unlinkDevice } from '../../collector/store/unlink.ts';
import { countAll, dayOf, expectTrueTotals, totalsOf } from './counted.ts';
import { emptyDatabase } from './empty-database.ts';
import { proving } from './proof.ts';
import { call, DAY, event, MINUTE, newSite, newVisitor, people, rowsOf, send } from './visitor.ts';

const START = Date.UTC(2026, 5, 20, 10);
const TODAY = Math.floor(START / DAY);

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  await emptyDatabase();
});
afterEach(() => {
  vi.useRealTimers();
});

const bought = (order_id: string, value = 10) => ({ order_id, value, currency: 'EUR' });

/** A minute passes, and everything is counted. */
async function count(): Promise<void> {
  vi.setSystemTime(Date.now() + MINUTE);
  await countAll(Date.now());
}

const marked = async ({ site }: CreatedSite): Promise<number[]> =>
  (await rowsOf<{ day: number; dirty: number }>('days', site))
    .filter(({ dirty }) => dirty === 1)
    .map(({ day }) => day - TODAY);

const at = (days: number, type?: string, props = {}, path = '/') =>
  event(START + days * DAY, type, props, path);

/** An event of the owner's server. */
async function told(site: CreatedSite, type: string, user: string, properties: object, ts: number) {
  const body = JSON.stringify({
    ...{ userId: user, event: type, properties, timestamp: new Date(ts).toISOString() },
    messageId: crypto.randomUUID(),
  });
  const headers = { Authorization: `Basic ${btoa(`${site.secret_key}:`)}` };
  const init = {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body,
  };
  expect((await call('/v1/track', init)).status).toBe(200);
}

test('A late visit changes the first visit, the gaps and the credit of every later day', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await send(site, visitor, [at(-3), at(-1, 'purchase', bought('o1'))]);
  await count();
  expect((await dayOf(site.site, TODAY - 3)).by.all?.['']).toMatchObject({ new_people: 1 });
  await send(site, visitor, [at(-5, 'page_view', {}, '/?utm_source=x&utm_medium=email')]);
  expect(await marked(site)).toEqual([-5, -3, -1]);
  await count();
  expect((await dayOf(site.site, TODAY - 3)).by.all?.['']).toMatchObject({ people: { '2': 1 } });
  const { by } = await dayOf(site.site, TODAY - 1);
  expect(by.channel?.email?.customers).toMatchObject({ first: 1e6, last: 1e6 });
  await expectTrueTotals(site.site, Date.now());
});

test('What happens today leaves the days before as they are', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await send(site, visitor, [at(-3), at(-1)]);
  await count();
  await send(site, visitor, [event(Date.now())]);
  expect(await marked(site)).toEqual([0]);
});

test('A late event may put somebody into a segment on later days, which are counted again', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  const viewed = (days: number, id: string) => at(days, 'view_item', { item_id: id });
  await send(site, visitor, [at(-3), viewed(-2, 'a')]);
  await count();
  expect(Object.keys(await totalsOf(site.site))).not.toContain(`segment:potential ${TODAY - 2}`);
  await send(site, visitor, [event(START - 3 * DAY + 1, 'view_item', { item_id: 'b' })]);
  await count();
  expect(Object.keys(await totalsOf(site.site))).toContain(`segment:potential ${TODAY - 2}`);
  await expectTrueTotals(site.site, Date.now());
});

test('A refund takes the order out of the day on which it was placed', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await send(site, visitor, [at(-3), at(-3, 'purchase', bought('o1')), at(-1)]);
  await count();
  expect((await dayOf(site.site, TODAY - 3)).orders.first).toBe(1);
  await send(site, visitor, [event(START, 'refund', { order_id: 'o1' })]);
  expect(await marked(site)).toContain(-3);
  await count();
  const { orders, by } = await dayOf(site.site, TODAY - 3);
  expect([orders.first, orders.value]).toEqual([0, {}]);
  expect(by.all?.['']).not.toHaveProperty('buying_visits');
  await expectTrueTotals(site.site, Date.now());
});

test('An order that two people have counts once: the verified copy, on its own day', async () => {
  const site = await newSite();
  await send(site, newVisitor(), [at(-3), at(-3, 'purchase', bought('o1'))]);
  await count();
  expect((await dayOf(site.site, TODAY - 3)).orders.value).toEqual({
    'EUR unverified': { orders: 1, minor: 1000 },
  });
  await told(
    site,
    'Order Completed',
    'sara',
    { order_id: 'o1', total: 11, currency: 'EUR' },
    START,
  );
  expect(await marked(site)).toEqual([-3, 0]);
  await count();
  expect((await dayOf(site.site, TODAY - 3)).orders.value).toEqual({});
  expect((await dayOf(site.site, TODAY)).orders.value).toEqual({
    'EUR verified': { orders: 1, minor: 1100 },
  });
  const sara = (await people(site.site)).find(({ doc }) => doc.users.length > 0);
  await erasePerson(env.DB, { site: site.site, person: sara?.person ?? '' }, Date.now());
  await count();
  expect((await dayOf(site.site, TODAY - 3)).orders.value).toMatchObject({
    'EUR unverified': { orders: 1 },
  });
  await expectTrueTotals(site.site, Date.now());
});

test('When who has the copy that counts is erased, the orders of who has the next one are counted anew', async () => {
  const site = await newSite();
  await send(site, newVisitor(), [at(-6, 'purchase', bought('o1'))]);
  const [earlier] = await people(site.site);
  await send(site, newVisitor(), [
    at(-5, 'purchase', bought('o1')),
    at(-1, 'purchase', bought('o2')),
  ]);
  await count();
  expect((await dayOf(site.site, TODAY - 1)).orders.first).toBe(1);
  await erasePerson(env.DB, { site: site.site, person: earlier?.person ?? '' }, Date.now());
  await count();
  expect((await dayOf(site.site, TODAY - 1)).orders).toMatchObject({ first: 0, second: { 4: 1 } });
  await expectTrueTotals(site.site, Date.now());
});

test('A campaign that becomes another one has its days and the 90 after them counted again', async () => {
  const site = await newSite();
  const put = (body: object) =>
    env.DB.prepare(
      'INSERT INTO campaigns (site, campaign, body) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
    ).bind(site.site, 'c1', JSON.stringify(body));
  const visitor = newVisitor();
  await send(site, visitor, [
    at(-9),
    at(-5, 'page_view', {}, '/?utm_source=letter&utm_medium=email&utm_campaign=May'),
    at(-1, 'purchase', bought('o1')),
  ]);
  await count();
  const planned = async (day: number) => (await dayOf(site.site, TODAY + day)).by.plan;
  expect(Object.keys((await planned(-5)) ?? {})).toEqual(['(none)']);
  const range = [TODAY - 6, TODAY - 4] as const;
  const [from, to] = range;
  const rule = { name: 'May', from, to, match: { campaign: ['may'] } };
  await env.DB.batch([put(rule), markRange(env.DB, site.site, ...range)]);
  expect(await marked(site)).toEqual([-5, -1]);
  await count();
  expect((await planned(-5))?.c1).toMatchObject({ visits: 1 });
  expect((await planned(-1))?.c1?.customers).toEqual({ first: 0, last: 1e6, linear: 333_333 });
  await expectTrueTotals(site.site, Date.now());
});

test('Two people who become one are counted as one on all days, and as two after the undo', async () => {
  const site = await newSite();
  const [phone, laptop] = [newVisitor(), newVisitor()];
  const everybody = async (days: number) => (await dayOf(site.site, TODAY + days)).by.all?.[''];
  await send(site, phone, [at(-4), at(-4, 'identify', await proving(site, 'sara'))]);
  await send(site, laptop, [at(-4), at(-2), at(-2, 'purchase', bought('o1'))]);
  await count();
  expect((await everybody(-4))?.people).toEqual({ none: 2 });
  await send(site, laptop, [event(Date.now(), 'identify', await proving(site, 'sara'))]);
  expect(await people(site.site)).toHaveLength(1);
  await count();
  expect((await everybody(-4))?.people).toEqual({ none: 1 });
  await expectTrueTotals(site.site, Date.now());
  const [one] = await people(site.site);
  const person = one?.person ?? '';
  const device = `d:${laptop}`;
  const undo = await unlinkDevice(env.DB, { site: site.site, person, device }, Date.now());
  expect(undo).toMatchObject({ done: true });
  await count();
  expect((await everybody(-4))?.people).toEqual({ none: 2 });
  await expectTrueTotals(site.site, Date.now());
});

test('Of somebody who is erased no day and no census tells, and no count stops at their name', async () => {
  const site = await newSite();
  const voice = { kind: 'nps', score: 9 };
  await send(site, newVisitor(), [at(-3), at(-1, 'feedback', voice), at(0)]);
  await count();
  const [one] = await people(site.site);
  const person = one?.person ?? '';
  await env.DB.prepare("UPDATE counts SET cursor = 'p:' || ? WHERE kind = 'census'")
    .bind(person)
    .run();
  await erasePerson(env.DB, { site: site.site, person }, Date.now());
  expect((await marked(site)).sort()).toEqual([-1, -3, 0].sort());
  expect(await rowsOf('counts', site.site)).toEqual([]);
  await count();
  expect(await totalsOf(site.site)).toEqual({});
});

test('Who turns out to be software is taken out of every day, and comes back when that was wrong', async () => {
  const site = await newSite();
  await send(site, newVisitor(), [at(-3), at(-1)]);
  await count();
  const before = await totalsOf(site.site);
  const [one] = await people(site.site);
  const judging = { site: site.site, person: one?.person ?? '' };
  await judgeDevices(env.DB, { ...judging, word: 'bot' }, Date.now());
  await count();
  expect(await totalsOf(site.site)).toEqual({});
  await judgeDevices(env.DB, { ...judging, word: undefined }, Date.now());
  await count();
  expect(await totalsOf(site.site)).toEqual(before);
});

test('Who leaves a segment by time alone is counted without it on that day, but not on others', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  const view = (ts: number, id: string) => event(ts, 'view_item', { item_id: id });
  const before = START - 30 * DAY + 5 * 60 * MINUTE;
  vi.setSystemTime(before);
  await send(site, visitor, [event(before), view(before, 'a'), view(before, 'b')]);
  vi.setSystemTime(START);
  await send(site, visitor, [at(-1), event(START)]);
  await count();
  const potential = async () =>
    Object.keys(await totalsOf(site.site)).filter((name) => name.startsWith('segment:potential'));
  const days = (...list: number[]) => list.map((day) => `segment:potential ${day}`);
  expect(await potential()).toEqual(days(TODAY - 30, TODAY - 1, TODAY));
  vi.setSystemTime(START + 6 * 60 * MINUTE);
  await noticeDue(env.DB, Date.now());
  expect(await marked(site)).toEqual([0]);
  await count();
  expect(await potential()).toEqual(days(TODAY - 30, TODAY - 1));
  await expectTrueTotals(site.site, Date.now());
});

test('A day is counted once more after its end: only then is it known who was in which segment', async () => {
  const site = await newSite();
  vi.setSystemTime((TODAY + 1) * DAY - 5 * MINUTE);
  await send(site, newVisitor(), [event(Date.now())]);
  await count();
  const midnight = (TODAY + 1) * DAY;
  const countedAt = async () =>
    (await rowsOf<{ counted_at: number }>('days', site.site)).map(
      (row) => row.counted_at - midnight,
    );
  expect(await countedAt()).toEqual([-4 * MINUTE]);
  await countAll(midnight + MINUTE);
  expect(await countedAt()).toEqual([MINUTE]);
  await countAll(midnight + 9 * MINUTE);
  expect(await countedAt()).toEqual([MINUTE]);
});

test('Time alone marks the days of the moves that it makes, in the site’s own zone', async () => {
  const site = await newSite({ time_zone: 'Pacific/Auckland' });
  vi.setSystemTime(Date.UTC(2026, 5, 1, 13));
  const seen = Date.now();
  await send(site, newVisitor(), [event(seen), event(seen + 1, 'newsletter_signup')]);
  await count();
  const gone = seen + 365 * DAY + MINUTE;
  vi.setSystemTime(gone);
  await noticeDue(env.DB, gone);
  await countAll(gone + MINUTE);
  const falls = Object.entries(await totalsOf(site.site)).filter(([, { flows }]) =>
    Object.keys(flows ?? {}).some((flow) => flow.endsWith(' suspect')),
  );
  // 13:00 UTC is one o'clock of the next day in Auckland
  expect(falls.map(([name]) => name)).toEqual([`all ${Math.floor(seen / DAY) + 365 + 1}`]);
  const [, { flows } = {}] = falls[0] ?? [];
  expect(Object.values(flows ?? {})).toMatchObject([{ moves: 1, gaps: { '365': 1 } }]);
});
