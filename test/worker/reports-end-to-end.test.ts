// From the doors to the answers: visits, purchases and complaints come in, cron counts, reports tell.
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { wilson } from '../../collector/engine/index.ts';
import type { CreatedSite } from '../../collector/store/sites.ts';
import type { CampaignReport } from '../../dashboard-api/present/schemas/campaign-report.ts';
import type { Campaign } from '../../dashboard-api/present/schemas/campaigns.ts';
import type { Customers } from '../../dashboard-api/present/schemas/customers.ts';
import type { Ladder } from '../../dashboard-api/present/schemas/ladder.ts';
import type { Rhythm } from '../../dashboard-api/present/schemas/rhythm.ts';
import type { Segments } from '../../dashboard-api/present/schemas/segments.ts';
import type { Sources } from '../../dashboard-api/present/schemas/sources.ts';
import type { Props } from '../../sdk/wire.ts';
import { answer, ask } from './api-fixture.ts';
import { countAll } from './counted.ts';
import { metered } from './metered-database.ts';
import { order, tell } from './segment-door.ts';
import { DAY, event, MINUTE, newSite, send } from './visitor.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const at = (text: string): number => Date.parse(text);

/** Something that happens at a moment, on a page. */
async function happens(
  site: CreatedSite,
  visitor: string,
  moment: number,
  [path = '/', type = 'page_view', props]: [path?: string, type?: string, props?: Props],
): Promise<void> {
  vi.setSystemTime(moment);
  const { results } = await send(site, visitor, [event(moment, type, props, path)]);
  expect(Object.values(results)).toEqual(['ok']);
}

const get = <T>(site: CreatedSite, path: string, now: number): Promise<T> =>
  answer<T>(path, { key: site.secret_key, now });

test.each([
  // Clocks go from 2:00 to 3:00, and half a year later from 3:00 back to 2:00.
  ['2026-03-29', [1, 3], ['00:30', '01:30']],
  ['2026-10-25', [2, 2], ['00:30', '01:30']],
])(
  'On %s a visit is counted at the hour that Berlin’s clocks showed',
  async (date, hours, times) => {
    vi.setSystemTime(at(`${date}T00:00:00Z`));
    const site = await newSite({ time_zone: 'Europe/Berlin' });
    for (const [i, time] of times.entries()) {
      await happens(site, `visitor-${i}-${date}`, at(`${date}T${time}:00Z`), []);
    }
    const now = at(`${date}T20:00:00Z`);
    await countAll(now);
    const rhythm = await get<Rhythm>(site, `/rhythm?from=${date}&to=${date}`, now);
    expect(rhythm).toMatchObject({ pending_days: 0, time_zone: 'Europe/Berlin' });
    const busy = rhythm.data.flatMap(({ weekday, hour, visits }) =>
      Array.from({ length: visits }, () => [weekday, hour]),
    );
    expect(busy).toEqual(hours.map((hour) => ['sunday', hour]));
  },
);

test('A day ends when the site’s clocks say so', async () => {
  vi.setSystemTime(at('2026-05-07T00:00:00Z'));
  const site = await newSite({ time_zone: 'Asia/Tehran' });
  await happens(site, 'visitor-evening', at('2026-05-07T20:20:00Z'), []);
  await happens(site, 'visitor-midnight', at('2026-05-07T20:40:00Z'), []);
  const now = at('2026-05-08T09:00:00Z');
  await countAll(now);
  const visitsOf = async (day: string) =>
    (await get<Sources>(site, `/sources?by=device&from=${day}&to=${day}`, now)).totals.visits;
  expect([await visitsOf('2026-05-07'), await visitsOf('2026-05-08')]).toEqual([1, 1]);
});

const MAY = '?from=2026-05-01&to=2026-05-10';
const AD = '/?utm_source=google&utm_medium=cpc&utm_campaign=spring&gclid=abc';

/**
 * Sara comes by an ad, signs up, comes back and buys, verified, and complains. Bardia comes by the
 * ad too, then by a mail, and buys in the browser. Nobody else does more than look.
 */
async function spring(): Promise<CreatedSite> {
  vi.setSystemTime(at('2026-05-01T00:00:00Z'));
  const site = await newSite();
  const day = (n: number, time = '10:00') => at(`2026-05-0${n}T${time}:00Z`);
  const SARA = 'visitor-sara-1234';
  const BARDIA = 'visitor-bardia-12';
  await happens(site, SARA, day(1), [AD]);
  await happens(site, SARA, day(1) + 1, ['/pricing']);
  await happens(site, SARA, day(1) + 2, ['/newsletter', 'newsletter_signup']);
  await happens(site, BARDIA, day(2), [AD]);
  await happens(site, BARDIA, day(3), ['/?utm_source=news&utm_medium=email&utm_campaign=may']);
  await happens(site, 'visitor-looks-12', day(3), ['/blog']);
  await happens(site, 'visitor-looks-12', day(4), ['/blog']);
  await happens(site, SARA, day(5), ['/checkout']);
  vi.setSystemTime(day(5) + MINUTE);
  const { results } = await tell(site, {
    ...order('', 'o-1', { revenue: 50 }),
    userId: undefined,
    anonymousId: SARA,
    timestamp: new Date(day(5) + MINUTE).toISOString(),
  });
  expect(Object.values(results)).toEqual(['ok']);
  const bought = { order_id: 'o-2', value: 30, currency: 'EUR', coupon: 'MAY' };
  await happens(site, BARDIA, day(6), ['/checkout', 'purchase', bought]);
  await happens(site, SARA, day(7), ['/help', 'complaint', { topic: 'parcel', text: 'Torn.' }]);
  await happens(site, SARA, day(8), ['/help', 'feedback', { kind: 'nps', score: 9 }]);
  return site;
}

const AFTER = at('2026-05-10T12:00:00Z');

test('A week of a shop is told by every report as it was', async () => {
  const site = await spring();
  await countAll(AFTER);
  const sources = await get<Sources>(site, `/sources${MAY}&by=campaign`, AFTER);
  expect(sources).toMatchObject({ pending_days: 0, counted_at: expect.any(String) });
  const line = (item: string) => sources.data.find((one) => one.item === item);
  expect(line('spring')).toMatchObject({
    visits: 2,
    people: 2,
    new_people: 2,
    signups: 1,
    conversion: wilson(0, 2),
    orders: {
      verified: { first: 1, last: 1 },
      unverified: { first: 1, last: 0, linear: 0.333334 },
    },
    revenue: [
      {
        currency: 'EUR',
        verified: { first: 50, last: 50, linear: 25 },
        unverified: { first: 30, last: 0, linear: 10 },
      },
    ],
  });
  expect(line('may')).toMatchObject({ visits: 1, orders: { unverified: { first: 0, last: 1 } } });
  expect(sources.totals).toMatchObject({ visits: 9, people: 3, customers: { first: 2, last: 2 } });

  const ladder = await get<Ladder>(site, `/ladder${MAY}`, AFTER);
  expect(ladder.period.became_customers).toMatchObject({ new_people: 3, customers: 2 });
  expect(ladder.period.rungs.find(({ id }) => id === 'customer')).toMatchObject({ up: 2, came: 2 });
  expect(ladder.before.flows).toEqual([]);
  expect(ladder.people).toBe(3);

  const customers = await get<Customers>(site, `/customers${MAY}`, AFTER);
  expect(customers).toMatchObject({
    orders: { count: 2, first: 2, with_coupon: wilson(1, 2) },
    complaints: { made: 1, resolved: 0, open: 1 },
    nps: { n: 1, score: 100 },
    base: { customers: 2, repeat_rate: wilson(0, 2) },
    voices: [{ kind: 'complaint', topic: 'parcel', text: 'Torn.' }],
  });
  const segments = await get<Segments>(site, `/segments${MAY}`, AFTER);
  const fresh = segments.data.find(({ id }) => id === 'new');
  expect(fresh).toMatchObject({ people: 2, over_time: [{ date: '2026-05-10', people: 2 }] });
  const rhythm = await get<Rhythm>(site, `/rhythm${MAY}`, AFTER);
  expect(rhythm.totals).toMatchObject({ visits: 9, signups: 1, purchases: 2 });
});

test('A campaign that is planned afterwards has its visits once days are counted again', async () => {
  const site = await spring();
  await countAll(AFTER);
  const make = async (wish: object) => {
    const body = JSON.stringify({ from: '2026-05-01', currency: 'EUR', ...wish });
    const asking = { key: site.secret_key, now: AFTER, method: 'POST', body };
    return (await (await ask('/campaigns', asking)).json()) as Campaign;
  };
  const { id } = await make({ name: 'Spring', match: { campaign: ['SPR*'] }, to: '2026-05-02' });
  const report = (now: number, query = '') =>
    get<CampaignReport>(site, `/campaigns/${id}/report${query}`, now);
  const before = await report(AFTER);
  expect(before).toMatchObject({ visits: 0 });
  expect(before.pending_days).toBeGreaterThan(5);
  const later = AFTER + 10 * MINUTE;
  await countAll(later);
  expect(await report(later)).toMatchObject({
    pending_days: 0,
    visits: 2,
    people: 2,
    orders: { verified: 1, unverified: 0 },
    revenue: { verified: 50, unverified: 0 },
  });
  expect(await report(later, '?attribution=first')).toMatchObject({
    orders: { verified: 1, unverified: 1 },
    revenue: { verified: 50, unverified: 30 },
  });
  await ask(`/campaigns/${id}`, {
    ...{ key: site.secret_key, now: later, method: 'PATCH' },
    body: JSON.stringify({ match: { campaign: ['may'] } }),
  });
  await countAll(later + 10 * MINUTE);
  // The mail came on the third, a day after the campaign’s end.
  expect(await report(later + 10 * MINUTE)).toMatchObject({ visits: 0, pending_days: 0 });
});

test('In a segment are only its people, and another site’s people are in nobody’s report', async () => {
  const site = await spring();
  await countAll(AFTER);
  const of = (segment: string) =>
    get<Sources>(site, `/sources?by=channel&segment=${segment}&from=2026-05-06`, AFTER);
  expect((await of('angry')).totals).toMatchObject({ visits: 2, people: 1 });
  const other = await newSite();
  const empty = await get<Sources>(other, '/sources?by=channel&from=2026-05-01', AFTER);
  expect(empty).toMatchObject({ data: [], pending_days: 0 });
});

test('What every report reads does not grow with the people of a day', async () => {
  const read = async (site: CreatedSite) => {
    const meters: number[] = [];
    for (const path of ['/sources?by=channel', '/rhythm?segment=new', '/customers', '/segments']) {
      const meter = metered(env.DB);
      const db = meter.db;
      await answer(path, { key: site.secret_key, now: AFTER, db });
      meters.push(meter.rowsRead());
    }
    return meters;
  };
  vi.setSystemTime(AFTER - DAY);
  const [few, many] = [await newSite(), await newSite()];
  for (const [site, people] of [
    [few, 2],
    [many, 40],
  ] as const) {
    for (let i = 0; i < people; i++) {
      await happens(site, `visitor-${i}-of-${people}`, AFTER - DAY + i, []);
    }
  }
  await countAll(AFTER);
  const [most, least] = [await read(many), await read(few)];
  // Where a range ends, the row after it may be read too.
  for (const [i, rows] of most.entries()) expect(Math.abs(rows - (least[i] ?? 0))).toBeLessThan(4);
});
