/** From when to when conditions on moments, on what came before and on orders hold, in one replay. */
import { describe, expect, test } from 'vitest';
import { bought, DAY, happened, MONDAY, story } from '../../test/unit/histories.ts';
import { spells, wakes } from '../../test/unit/spells.ts';
import type { CanonicalEvent, Condition } from './index.ts';

const search = { event: 'search' };
const engaged = { event: 'user_engagement' };
const on = (day: number, type: string, props = {}) => happened(MONDAY + day * DAY, type, { props });
const spent = (day: number, engaged_ms: unknown) => on(day, 'user_engagement', { engaged_ms });

/** title, condition, what happens, days at which it holds, days at which time alone wakes it after */
type Row = [string, Condition, CanonicalEvent[], string, number[]?];

const MOMENTS: Row[] = [
  ['the last is fresh', { last: search, within_days: 3 }, story('0 search, 2 search'), '0-5', [5]],
  ['the last is old', { last: search, over_days: 3 }, story('0 search, 2 search'), '5-', [5]],
  [
    'the last is neither fresh nor old',
    { last: search, over_days: 1, within_days: 3 },
    story('0 search, 5 search'),
    '1-3 6-8',
    [6, 8],
  ],
  ['the last of none', { last: search, over_days: 1 }, story('0 chat'), '', []],
  [
    'three days from first to last',
    { span: search, at_least_days: 3 },
    story('0 search, 1 search, 2.9 chat, 3 search, 4 search'),
    '3-',
    [],
  ],
  [
    'two days from first to last within four',
    { span: search, at_least_days: 2, within_days: 4 },
    story('0 search, 1 search, 2 search'),
    '2-4',
    [4, 5, 6],
  ],
  [
    'two days apart again and again',
    { span: search, at_least_days: 2, within_days: 4 },
    story('0 search, 2 search, 3 search, 4 search, 10 search'),
    // time comes first: the span ends at the instant at which the next search makes another
    '2-4 4-6',
  ],
  [
    'a complaint that is open',
    { open: { event: 'complaint' }, closed_by: { event: 'complaint_resolved' } },
    story('0 complaint, 2 complaint_resolved, 3 complaint_resolved, 4 complaint'),
    '0-2 4-',
    [],
  ],
  [
    'a complaint that is open and fresh',
    { open: { event: 'complaint' }, closed_by: { event: 'complaint_resolved' }, within_days: 3 },
    story('0 complaint, 1 complaint'),
    '0-4',
    [4],
  ],
  [
    'what opens and closes at once is open',
    { open: { event: ['chat', 'complaint'] }, closed_by: { event: ['chat'] } },
    story('1 chat'),
    '1-',
  ],
  ['seen of late', { seen: { within_days: 3 } }, story('0 search, 2 chat'), '0-5', [5]],
  [
    'seen of late: what the owner does is no sign of life',
    { seen: { within_days: 3 } },
    story('0 complaint, 2 complaint_resolved'),
    '0-3',
    [3],
  ],
];

const hurried = (bounds: object): Condition => ({
  before: { event: 'purchase' },
  hours: 48,
  sum: engaged,
  of: 'props.engaged_ms',
  ...bounds,
});
const sale = (day: number, id = `o${day}`) => bought(MONDAY + day * DAY, id);
const back = (day: number, order_id: string) => on(day, 'refund', { order_id });

const BEFORE: Row[] = [
  ['little before buying', hurried({ at_most: 5 }), [spent(1, 5), sale(2)], '2-', []],
  ['much before buying', hurried({ at_most: 5 }), [spent(1, 6), sale(2)], ''],
  ['much, but long before', hurried({ at_most: 5 }), [spent(0, 6), sale(2)], '2-'],
  ['just within the hours before', hurried({ at_most: 5 }), [spent(1 / 24, 6), sale(2)], ''],
  ['enough before buying', hurried({ at_least: 5 }), [spent(0, 4), spent(1, 2), sale(1.5)], '1.5-'],
  [
    'what came at the same moment comes too late',
    hurried({ at_least: 5 }),
    [sale(1), spent(1, 9)],
    '',
  ],
  [
    'little before buying of late',
    hurried({ at_most: 5, within_days: 3 }),
    [sale(1), sale(2)],
    '1-5',
    [4, 5],
  ],
  [
    'not when the order is given back',
    hurried({ at_most: 5 }),
    [sale(1), back(3, 'o1')],
    '1-3',
    [],
  ],
  [
    'still when only one of two is given back',
    hurried({ at_most: 5 }),
    [sale(1), sale(2), back(3, 'o1'), back(4, 'o2')],
    '1-4',
  ],
  [
    'not when the order it was before is given back, whatever others there are',
    hurried({ at_most: 5 }),
    [sale(1), spent(1.5, 9), sale(2), back(3, 'o1')],
    '1-3',
  ],
  [
    'before something that is no order, for good',
    { ...hurried({ at_most: 5 }), before: { event: 'chat' } } as Condition,
    [on(1, 'chat', { order_id: 'o9' }), back(3, 'o9')],
    '1-',
  ],
];

const orders = (bounds: object): Condition => ({ orders: 'count', ...bounds });
const priced = (day: number, value: number, more = {}) =>
  bought(MONDAY + day * DAY, `o${day}`, { value, ...more });

const ORDERS: Row[] = [
  ['one, when no bound is given', orders({}), [sale(1)], '1-', []],
  [
    'two within three days',
    orders({ at_least: 2, within_days: 3 }),
    [0, 1, 2].map((d) => sale(d)),
    '1-4',
    [3, 4, 5],
  ],
  ['at most none', orders({ at_most: 0 }), [on(0, 'chat'), sale(1), back(2, 'o1')], '0-1 2-', []],
  [
    'that are confirmed',
    orders({ verified: true }),
    [sale(0), bought(MONDAY + DAY, 'o0', {}, { verified: true })],
    '1-',
  ],
  [
    'worth thirty',
    { orders: 'value', currency: 'EUR', at_least: 30 },
    [priced(0, 20), priced(1, 10), priced(2, 1)],
    '1-',
    [],
  ],
  [
    'worth something in that currency',
    { orders: 'value', currency: 'EUR', at_least: 30 },
    [priced(0, 20), priced(1, 99, { currency: 'USD' })],
    '',
  ],
  [
    'worth thirty, less what is given back',
    { orders: 'value', currency: 'EUR', at_least: 30 },
    [priced(0, 40), on(1, 'refund', { order_id: 'o0', value: 10.01 })],
    '0-1',
  ],
  [
    'worth rials, which have no hundredths',
    { orders: 'value', currency: 'IRR', at_least: 500 },
    [priced(0, 499, { currency: 'IRR' }), priced(1, 1, { currency: 'IRR' })],
    '1-',
  ],
  [
    'half of them with a coupon',
    { orders: 'coupon_share', at_least: 0.5 },
    [priced(0, 1), priced(1, 1, { coupon: 'NEW' }), priced(2, 1)],
    '1-2',
  ],
  ['no coupon share of none', { orders: 'coupon_share', at_most: 1 }, [on(0, 'chat')], ''],
  ['over three days', { orders: 'span_days', at_least: 3 }, [sale(0), sale(1), sale(3)], '3-'],
  ['no time without an order', { orders: 'span_days', at_most: 1 }, [on(0, 'chat')], ''],
  [
    'over two days of the last four',
    { orders: 'span_days', at_least: 2, within_days: 4 },
    [sale(0), sale(1), sale(2)],
    '2-4',
  ],
];

describe.each([
  ['A moment', MOMENTS],
  ['A sum before an event', BEFORE],
  ['Orders', ORDERS],
])('%s', (_, rows) => {
  test.each(rows)('of %s holds exactly as long as it says', (_title, when, log, days, woken) => {
    expect(spells(when, log)).toBe(days);
    if (woken) expect(wakes(when, log)).toEqual(woken);
  });
});
