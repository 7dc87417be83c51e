/** The recomputation itself, on a story short enough to be counted by hand. */
import { expect, test } from 'vitest';
import {
  type CanonicalEvent,
  compile,
  defaultModel,
  type Source,
} from '../../../collector/engine/index.ts';
import { DAY } from './local-time.ts';
import { pastOf } from './recompute.ts';
import { soldIn, spokenIn } from './recompute-customers.ts';
import { flowsOf } from './recompute-ladder.ts';
import { rhythmOf } from './recompute-rhythm.ts';
import { sourcesOf } from './recompute-sources.ts';
import { shareOf } from './share.ts';

const AD: Source = { channel: 'paid_search', source: 'google', network: 'google_ads' };
let made = 0;

/** @param time `28T22:50` of March 2026, UTC */
function at(time: string, type: string, more: Partial<CanonicalEvent> = {}): CanonicalEvent {
  made += 1;
  const ts = Date.parse(`2026-03-${time}:00Z`);
  const id = `0195d000-0000-7000-8000-${made.toString(16).padStart(12, '0')}`;
  return {
    id,
    type,
    ts,
    device: 'd:visitor-1',
    offset_min: 0,
    url: 'https://shop.example/',
    ...more,
  };
}

const order = { order_id: 'o1', value: 10, currency: 'EUR' };

/**
 * In Berlin the clocks go forward on Sunday, 29 March, at 2:00. The first visit begins at 23:50 on
 * Saturday and goes on to 0:10.
 */
const story = [
  at('28T22:50', 'page_view', { source: AD }),
  at('28T22:52', 'ad_click', { props: { kind: 'arrival' } }),
  at('28T23:10', 'newsletter_signup'),
  at('28T23:40', 'complaint'),
  at('29T01:30', 'page_view'),
  at('30T10:00', 'page_view'),
  at('30T10:05', 'purchase', { props: order }),
  at('31T10:05', 'refund', { device: 's:server', props: { order_id: 'o1', value: 3.33 } }),
];

const [SATURDAY, SUNDAY, MONDAY] = [28, 29, 30].map((day) => Date.UTC(2026, 2, day) / DAY) as [
  number,
  number,
  number,
];
const now = Date.UTC(2026, 3, 5);
const past = pastOf(
  {
    timeZone: 'Europe/Berlin',
    model: compile(defaultModel, 1),
    people: new Map([['p', story]]),
  },
  [{ id: 'c1', from: SATURDAY, to: SATURDAY, match: { network: ['GOOGLE*'] } }],
  { end: now, now },
);
const all = { from: SATURDAY - 9, to: MONDAY + 9 };
const on = (day: number) => ({ from: day, to: day });

test('What a visit holds is the day’s on which it began; a complaint is its own day’s', () => {
  expect(past.lives[0]?.sittings.map(({ day }) => day)).toEqual([SATURDAY, SUNDAY, MONDAY]);
  const saturday = sourcesOf(past, 'channel', on(SATURDAY)).get('paid_search');
  expect(saturday).toMatchObject({ visits: 1, signups: 1, ad_arrivals: 1, pages: 1 });
  expect(spokenIn(past, on(SATURDAY)).complaints).toBe(0);
  expect(spokenIn(past, on(SUNDAY)).complaints).toBe(1);
});

test('Hours are those of the clock on the wall', () => {
  const beats = [...rhythmOf(past, all)].filter(([, { visits }]) => visits > 0);
  expect(beats.map(([hour]) => [Math.floor(hour / 24), hour % 24])).toEqual([
    [6, 23],
    [0, 3],
    [1, 12],
  ]);
  expect(rhythmOf(past, on(SATURDAY)).get(0)).toMatchObject({ signups: 1, visits: 0 });
});

test('First and last touch are the ad, linear shares sum to the same', () => {
  const table = sourcesOf(past, 'channel', all);
  const revenue = (item: string) => table.get(item)?.revenue['EUR unverified'];
  // 6.67 are left; the odd cent goes to the earliest touch.
  expect(revenue('paid_search')).toEqual({ first: 667, last: 667, linear: 223 });
  expect(revenue('direct')).toEqual({ first: 0, last: 0, linear: 444 });
  expect(table.get('paid_search')?.customers.linear).toBe(333_334);
  expect(sourcesOf(past, 'plan', all).get('c1')?.visits).toBe(1);
});

test('A refund of another day is taken off the order’s own', () => {
  expect(soldIn(past, on(MONDAY)).value).toEqual({ 'EUR unverified': { orders: 1, minor: 667 } });
  expect(soldIn(past, on(MONDAY + 1)).orders).toBe(0);
});

test('Who bought once is a buyer of one visit and counts once among the people', () => {
  const [line] = sourcesOf(past, 'all', all).values();
  expect(line).toMatchObject({ visits: 3, buying_visits: 1, new_people: 1 });
  expect(line?.people.size).toBe(1);
});

test('A move knows how long the person had stood where it began', () => {
  const flow = flowsOf(past, all).get('rung suspect lead');
  expect(flow).toMatchObject({ moves: 1, hours: [0] });
});

test('Wilson’s interval is the one of the textbook', () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29
  const rounded = (hits: number, n: number) => {
    const { low, high } = shareOf(hits, n) ?? { low: 0, high: 0 };
    return [low.toFixed(4), high.toFixed(4)];
  };
  expect(rounded(81, 263)).toEqual(['0.2553', '0.3662']);
  expect(rounded(15, 148)).toEqual(['0.0624', '0.1605']);
  expect(rounded(0, 20)).toEqual(['0.0000', '0.1611']);
  expect(rounded(1, 29)).toEqual(['0.0061', '0.1718']);
});
