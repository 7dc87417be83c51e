/** An order id at two people: whose it is may change days later, and with it who is a customer. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Customers } from '../../../dashboard-api/present/schemas/customers.ts';
import type { Sources } from '../../../dashboard-api/present/schemas/sources.ts';
import { answer } from '../api-fixture.ts';
import { order, tell } from '../segment-door.ts';
import { DAY, event, MINUTE, newSite, newVisitor, send } from '../visitor.ts';
import { countAll } from './play.ts';

const PATIENCE = 30_000;
const MONDAY = Date.UTC(2026, 5, 1, 12);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: MONDAY });
});
afterEach(() => {
  vi.useRealTimers();
});

const bought = (ts: number, order_id: string) =>
  event(ts, 'purchase', { order_id, value: 10, currency: 'EUR' });

/** The customers won and the buying visits of a day of June. */
async function dayOf(key: string, now: number, day: number) {
  const date = `2026-06-0${day}`;
  const period = `from=${date}&to=${date}`;
  const { totals } = await answer<Sources>(`/sources?by=channel&${period}`, { key, now });
  const { orders } = await answer<Customers>(`/customers?${period}`, { key, now });
  return { customers: totals.customers.first, first: orders.first, buying: totals.buying_visits };
}

test(
  'Who loses an order to a verified copy becomes a customer by the next one',
  async () => {
    const site = await newSite();
    const key = site.secret_key;
    const visitor = newVisitor();
    await send(site, visitor, [event(MONDAY), bought(MONDAY + 1, 'o-1')]);
    vi.setSystemTime(MONDAY + 2 * DAY);
    await send(site, visitor, [event(Date.now()), bought(Date.now() + 1, 'o-2')]);
    let now = await countAll(site.site, MONDAY + 2 * DAY + 31 * MINUTE);
    expect(await dayOf(key, now, 1)).toEqual({ customers: 1, first: 1, buying: 1 });
    expect(await dayOf(key, now, 3)).toEqual({ customers: 0, first: 0, buying: 1 });

    vi.setSystemTime(MONDAY + 4 * DAY);
    await tell(site, order('somebody else', 'o-1'));
    now = await countAll(site.site, MONDAY + 4 * DAY + MINUTE);
    expect(await dayOf(key, now, 1)).toEqual({ customers: 0, first: 0, buying: 0 });
    expect(await dayOf(key, now, 3)).toEqual({ customers: 1, first: 1, buying: 1 });
    expect(await dayOf(key, now, 5)).toEqual({ customers: 1, first: 1, buying: 0 });
  },
  PATIENCE,
);

test('A person of a segment counts from the first visit in it, seen before or not', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await send(site, visitor, [event(MONDAY)]);
  vi.setSystemTime(MONDAY + 2 * DAY);
  await send(site, visitor, [event(Date.now()), bought(Date.now() + 1, 'o-1')]);
  const now = await countAll(site.site, MONDAY + 2 * DAY + 31 * MINUTE);
  const path = '/sources?by=channel&from=2026-06-01&to=2026-06-03&segment=new';
  const { totals } = await answer<Sources>(path, { key: site.secret_key, now });
  expect(totals).toMatchObject({ visits: 1, people: 1 });
  const { results } = await env.DB.prepare('SELECT segment FROM members WHERE site = ?')
    .bind(site.site)
    .all();
  expect(results).toContainEqual({ segment: 'new' });
});
