/** The histories hold what they are made for: a seed that is easy to count would prove nothing. */
import { expect, test } from 'vitest';
import type { Arrival, WebEvent } from './arrivals.ts';
import { historyOf } from './history.ts';
import { DAY, HOUR, MINUTE, wallClock } from './local-time.ts';

const histories = Array.from({ length: 20 }, (_, i) => historyOf(i + 1));
const arrivals = histories.flatMap((history) => history.arrivals);
const pages = arrivals.flatMap((arrival) => (arrival.door === 'page' ? [arrival] : []));

/** Times of each device's events, in order. */
function devices({ arrivals, site }: (typeof histories)[number]) {
  const times = new Map<string, number[]>();
  for (const arrival of arrivals) {
    if (arrival.door !== 'page') continue;
    const ts = arrival.events.map((event) => event.ts);
    times.set(arrival.visitor, [...(times.get(arrival.visitor) ?? []), ...ts]);
  }
  const zone = site.time_zone;
  return [...times.values()].map((list) => ({ zone, times: list.sort((a, b) => a - b) }));
}

/** Pauses between neighbours. */
const pauses = histories
  .flatMap(devices)
  .flatMap(({ zone, times }) =>
    times.slice(1).map((at, i) => ({ zone, at, before: times[i] ?? at })),
  );

test('A pause is now just as long as a visit may bear, now a millisecond longer', () => {
  const lengths = new Set(pauses.map(({ at, before }) => at - before));
  expect([...lengths]).toEqual(expect.arrayContaining([30 * MINUTE, 30 * MINUTE + 1]));
});

test('Visits span midnight, and the hours in which clocks are changed', () => {
  const short = pauses.filter(({ at, before }) => at - before <= 30 * MINUTE && at > before);
  const dayOf = (zone: string, ts: number) => wallClock(zone, ts).day;
  expect(short.some(({ zone, at, before }) => dayOf(zone, at) > dayOf(zone, before))).toBe(true);
  const shift = (zone: string, ts: number) =>
    new Date(ts).toLocaleString('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).slice(-9);
  const zones = short.filter(({ zone, at, before }) => shift(zone, at) !== shift(zone, before));
  expect(new Set(zones.map(({ zone }) => zone)).size).toBeGreaterThan(1);
});

test('Events arrive up to four weeks late', () => {
  const delays = pages.flatMap(({ at, events }) => events.map(({ ts }) => at - ts));
  expect(Math.max(...delays)).toBeGreaterThan(20 * DAY);
  expect(Math.max(...delays)).toBeLessThanOrEqual(30 * DAY);
});

/** What is told of an order, by whom. */
const told = histories.flatMap(({ seed, arrivals }) =>
  arrivals.flatMap((arrival) => dealsOf(arrival).map((deal) => ({ ...deal, seed }))),
);

interface Told {
  type: string;
  ts: number;
  teller: string;
  id: string;
}

function dealsOf(arrival: Arrival): Told[] {
  if (arrival.door === 'page') {
    return arrival.events.flatMap(({ type, ts, props }: WebEvent) =>
      props?.order_id === undefined
        ? []
        : [{ type, ts, teller: arrival.visitor, id: `${props.order_id}` }],
    );
  }
  if (arrival.door !== 'server') return [];
  const { event, timestamp, userId, properties } = arrival.message as Record<string, string>;
  const id = (properties as unknown as { order_id?: string } | undefined)?.order_id;
  if (id === undefined) return [];
  const ts = Date.parse(timestamp ?? '');
  return [{ type: event ?? '', ts, teller: `server of ${userId}`, id }];
}

const pairs = told.flatMap((a) =>
  told.filter((b) => a !== b && a.seed === b.seed && a.id === b.id).map((b) => [a, b] as const),
);

test('Orders are told by page and server, and at two people', () => {
  const purchases = pairs.filter(([a, b]) => a.type === 'purchase' && b.type === 'purchase');
  const tellers = purchases.map(([a, b]) => [a.teller, b.teller] as const);
  const isServer = (teller: string) => teller.startsWith('server');
  expect(tellers.some(([a, b]) => isServer(a) && !isServer(b))).toBe(true);
  expect(tellers.some(([a, b]) => !isServer(a) && !isServer(b) && a !== b)).toBe(true);
});

test('Refunds come the same minute and another day', () => {
  const waits = pairs
    .filter(([a, b]) => a.type === 'purchase' && b.type === 'refund')
    .map(([a, b]) => b.ts - a.ts);
  expect(waits.some((wait) => wait > DAY)).toBe(true);
  expect(waits.some((wait) => wait > 0 && wait < HOUR)).toBe(true);
});

test('Owners part, judge and erase people, and orders are older than the history', () => {
  const acts = arrivals.flatMap((arrival) => (arrival.door === 'owner' ? [arrival.act] : []));
  expect([...new Set(acts)].sort()).toEqual(['bot', 'erase', 'person', 'unlink']);
  const ages = histories.flatMap(({ seed, from }) =>
    told.filter((deal) => deal.seed === seed).map(({ ts }) => from - ts),
  );
  expect(Math.max(...ages)).toBeGreaterThan(365 * DAY);
});

test('The same seed gives the same history', () => {
  expect(historyOf(7)).toEqual(historyOf(7));
  expect(historyOf(7)).not.toEqual(historyOf(8));
});
