/**
 * What people do: when they visit and buy, what and how much, what brought them, on what device.
 * Weekday and hour are those of the site at that moment: each visit and order has its own offset.
 */

import type { Condition, Where } from '../model.ts';
import { CHANNELS } from '../types.ts';
import { localHour, localWeekday } from '../units.ts';
import { regionOf } from './person-traits.ts';
import type { Known, Refusal, Trait } from './trait.ts';
import { textOf } from './trait.ts';

const WEEKDAYS = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour));

interface Moment {
  ts: number;
  offset_min: number;
}
const weekdayOf = (it: Moment): string => WEEKDAYS[localWeekday(it.ts, it.offset_min)] ?? '';
const hourOf = (it: Moment): string => String(localHour(it.ts, it.offset_min));

const visits = ({ visits: all }: Known): Moment[] =>
  all.map(({ start, offset_min }) => ({ ts: start, offset_min }));
const purchases = ({ orders }: Known): Moment[] =>
  orders.map(({ at, offset_min }) => ({ ts: at, offset_min }));

/**
 * The one that most of the visits fall on; the earlier of two equal ones. Whoever comes often comes
 * on every day once: "ever" would make each day look like the buyers' day.
 */
function usual(moments: readonly Moment[], of: (it: Moment) => string, order: readonly string[]) {
  const counts = new Map<string, number>();
  for (const it of moments) counts.set(of(it), (counts.get(of(it)) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return order.filter((value) => counts.get(value) === most).slice(0, 1);
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)];

function bought(where: Where): Condition {
  return { count: { event: 'purchase', where } };
}

const usually = (what: string): Refusal => ({
  refused: `the usual ${what} is worked out over all visits of a person; no condition asks for it`,
});

/** Whether any order had more than one item. */
function itemsOf({ orders }: Known): string[] {
  const most = Math.max(0, ...orders.map(({ items }) => items));
  return most === 0 ? [] : [most > 1 ? 'several' : 'one'];
}

const productsOf = ({ orders, products }: Known): string[] =>
  distinct(orders.flatMap(({ order_id }) => products.get(order_id) ?? []));

const byRegion = (known: Known): string[] =>
  regionOf(known.state).flatMap((region) =>
    productsOf(known).map((product) => `${region} / ${product}`),
  );

export const HABITS = {
  channel: {
    label: { en: 'First channel', fa: 'نخستین کانال' },
    counts: 'one',
    values: CHANNELS,
    read: ({ state }) => textOf(state.first_source?.channel),
    when: (channel) => ({ person: 'first_channel', is: channel }),
  },
  device: {
    label: { en: 'Last device', fa: 'آخرین دستگاه' },
    counts: 'one',
    read: ({ state }) => textOf(state.visit?.agent?.device),
    when: (device) => ({ person: 'device', is: device }),
  },
  visit_weekday: {
    label: { en: 'Usual weekday of visits', fa: 'روز معمول بازدید' },
    counts: 'one',
    values: WEEKDAYS,
    read: (known) => usual(visits(known), weekdayOf, WEEKDAYS),
    when: usually('weekday'),
  },
  visit_hour: {
    label: { en: 'Usual hour of visits', fa: 'ساعت معمول بازدید' },
    counts: 'one',
    values: HOURS,
    read: (known) => usual(visits(known), hourOf, HOURS),
    when: usually('hour'),
  },
  purchase_weekday: {
    label: { en: 'Weekday of purchases', fa: 'روز خرید' },
    counts: 'each',
    values: WEEKDAYS,
    read: (known) => distinct(purchases(known).map(weekdayOf)),
    when: (day) =>
      bought({ field: 'local.weekday', is: (WEEKDAYS as readonly string[]).indexOf(day) }),
  },
  purchase_hour: {
    label: { en: 'Hour of purchases', fa: 'ساعت خرید' },
    counts: 'each',
    values: HOURS,
    read: (known) => distinct(purchases(known).map(hourOf)),
    when: (hour) => bought({ field: 'local.hour', is: Number(hour) }),
  },
  items: {
    label: { en: 'Items in an order', fa: 'کالا در هر سفارش' },
    counts: 'one',
    values: ['one', 'several'],
    read: itemsOf,
    when: { refused: 'no condition asks how many items an order has' },
  },
  product: {
    label: { en: 'Product', fa: 'محصول' },
    counts: 'each',
    read: productsOf,
    when: (product) =>
      bought({
        any: [
          { field: 'props.items.item_name', is: product },
          { field: 'props.items.item_id', is: product },
        ],
      }),
  },
  product_by_region: {
    label: { en: 'Product by region', fa: 'محصول در هر منطقه' },
    counts: 'each',
    read: byRegion,
    when: { refused: 'give `product` and `region` as two terms instead' },
  },
} as const satisfies Record<string, Trait>;
