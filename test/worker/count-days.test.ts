import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noticeDue } from '../../collector/store/notice.ts';
import { countAll, dayOf, expectTrueTotals, totalsOf } from './counted.ts';
import { emptyDatabase } from './empty-database.ts';
import { DAY, event, MINUTE, newSite, newVisitor, rowsOf, send } from './visitor.ts';

const START = Date.UTC(2026, 5, 1, 10);
const TODAY = START / DAY - 10 / 24;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  await emptyDatabase();
});
afterEach(() => {
  vi.useRealTimers();
});

test('A day is counted from the visits, orders and moves that it holds', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await send(site, visitor, [
    event(START, 'page_view', {}, '/?utm_source=letter&utm_medium=email&utm_campaign=may'),
    event(START + MINUTE, 'user_engagement', { engaged_ms: 20_000 }),
    event(START + 2 * MINUTE, 'newsletter_signup'),
    event(START + 3 * MINUTE, 'purchase', { order_id: 'o1', value: 12.5, currency: 'EUR' }),
  ]);
  expect(await countAll(START + 5 * MINUTE)).toBe(2);
  const { by, rhythm, orders } = await dayOf(site.site, TODAY);
  expect(by.channel).toMatchObject({
    email: {
      ...{ visits: 1, pages: 1, engaged_ms: 20_000, signups: 1, buying_visits: 1, new_people: 1 },
      people: { none: 1 },
      customers: { first: 1e6, last: 1e6, linear: 1e6 },
      revenue: { 'EUR unverified': { first: 1250, last: 1250, linear: 1250 } },
    },
  });
  expect(rhythm['34']).toEqual({ visits: 1, signups: 1, purchases: 1 });
  expect(orders).toMatchObject({
    value: { 'EUR unverified': { orders: 1, minor: 1250 } },
    first: 1,
  });
  expect(await rowsOf('days', site.site)).toMatchObject([{ day: TODAY, dirty: 0 }]);
  expect(await rowsOf('counts', site.site)).toMatchObject([{ kind: 'census', cursor: 'idle' }]);
  expect(Object.keys(await totalsOf(site.site))).toContain(`segment:new ${TODAY}`);
  await expectTrueTotals(site.site, START + 10 * MINUTE);
});

test('A day that changes is counted again, though not within the same minute', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await send(site, visitor, [event(START)]);
  await countAll(START);
  await send(site, visitor, [event(START + 1000)]);
  await countAll(START + 2000);
  expect((await dayOf(site.site, TODAY)).by.all?.['']).toMatchObject({ visits: 1, pages: 1 });
  await countAll(START + MINUTE);
  expect((await dayOf(site.site, TODAY)).by.all?.['']).toMatchObject({ visits: 1, pages: 2 });
});

test('The end of a visit alone changes no count', async () => {
  const site = await newSite();
  await send(site, newVisitor(), [event(START)]);
  await countAll(START);
  await noticeDue(env.DB, START + 32 * MINUTE);
  expect(await rowsOf('visits', site.site)).toMatchObject([{ ended: 1 }]);
  expect(await rowsOf('days', site.site)).toMatchObject([{ dirty: 0 }]);
});
