// When things happen, from days that were counted.
import { beforeAll, expect, test } from 'vitest';
import { type Rhythm, rhythmSchema } from '../../dashboard-api/present/schemas/rhythm.ts';
import { answer, ask, newSite, type Site } from './api-fixture.ts';
import { dateOf, putTotals, TODAY } from './report-fixture.ts';

let shop: Site;
const key = (weekday: number, hour: number) => String(weekday * 24 + hour);

beforeAll(async () => {
  shop = await newSite();
  await putTotals(shop.site, TODAY, {
    rhythm: { [key(0, 23)]: { visits: 2, signups: 1 }, [key(1, 0)]: { visits: 3, purchases: 1 } },
  });
  await putTotals(shop.site, TODAY - 1, { rhythm: { [key(0, 23)]: { visits: 2 } } });
  await putTotals(shop.site, TODAY - 1, { rhythm: { 5: { slot_clicks: 1 } } }, 'segment:new');
});

const rhythm = async (query = '', site = shop) =>
  rhythmSchema.parse(await answer<Rhythm>(`/rhythm${query}`, site));

test('The week begins on Monday and has 168 hours, each once', async () => {
  const { data } = await rhythm();
  expect(data).toHaveLength(168);
  expect(new Set(data.map(({ weekday, hour }) => `${weekday} ${hour}`)).size).toBe(168);
  expect(data[0]).toMatchObject({ weekday: 'monday', hour: 0, visits: 3, purchases: 1 });
  expect(data[167]).toMatchObject({ weekday: 'sunday', hour: 23, visits: 4, signups: 1 });
});

test('The busiest hour of each kind is told, and none of what never happened', async () => {
  const { busiest, totals } = await rhythm();
  expect(busiest).toEqual({
    visits: { weekday: 'sunday', hour: 23, count: 4 },
    ad_arrivals: null,
    slot_clicks: null,
    signups: { weekday: 'sunday', hour: 23, count: 1 },
    purchases: { weekday: 'monday', hour: 0, count: 1 },
  });
  expect(totals).toEqual({ visits: 7, ad_arrivals: 0, slot_clicks: 0, signups: 1, purchases: 1 });
});

test('Days outside of the period, other segments and other sites are not in it', async () => {
  expect((await rhythm(`?from=${dateOf(TODAY)}`)).totals.visits).toBe(5);
  expect((await rhythm('?segment=new')).totals).toMatchObject({ visits: 0, slot_clicks: 1 });
  const empty = await rhythm('', await newSite('Empty'));
  expect(empty.totals.visits).toBe(0);
  expect(empty.busiest.visits).toBeNull();
  const response = await ask('/rhythm?segment=nobody', shop);
  expect([response.status, await response.json()]).toMatchObject([400, { field: 'segment' }]);
});
