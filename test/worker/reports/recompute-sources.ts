/** What each item of a dimension brought in a period: visits, people, leads, customers, money. */

import {
  type Asked,
  counts,
  isBuying,
  type Life,
  lastTouch,
  looseActs,
  type Past,
  touchesOf,
} from './recompute.ts';
import { moneyKey, netOf } from './recompute-orders.ts';
import type { Sitting } from './recompute-visits.ts';

export interface Credits {
  first: number;
  last: number;
  linear: number;
}

export interface Brought {
  visits: number;
  pages: number;
  engaged_ms: number;
  buying_visits: number;
  ad_arrivals: number;
  slot_clicks: number;
  signups: number;
  unsubscribes: number;
  people: Set<string>;
  new_people: number;
  /** millionths */
  leads: Credits;
  customers: Credits;
  orders: Record<string, Credits>;
  /** minor units, by currency and trust */
  revenue: Record<string, Credits>;
}

const WHOLE = 1_000_000;
const none = (): Credits => ({ first: 0, last: 0, linear: 0 });

export const nothing = (): Brought => ({
  visits: 0,
  pages: 0,
  engaged_ms: 0,
  buying_visits: 0,
  ad_arrivals: 0,
  slot_clicks: 0,
  signups: 0,
  unsubscribes: 0,
  people: new Set(),
  new_people: 0,
  leads: none(),
  customers: none(),
  orders: {},
  revenue: {},
});

/** By item. The dimension `all` has the one item ``. */
export type Table = Map<string, Brought>;

export function sourcesOf(past: Past, by: string, asked: Asked): Table {
  const table: Table = new Map();
  for (const life of past.lives) {
    addVisits(past, life, by, asked, table);
    addLooseActs(past, life, by, asked, table);
    addConversions(past, life, by, asked, table);
  }
  return table;
}

function lineOf(table: Table, item: string): Brought {
  const line = table.get(item) ?? nothing();
  table.set(item, line);
  return line;
}

const itemOf = (sitting: Sitting | undefined, by: string): string =>
  sitting?.items[by] ?? (by === 'all' ? '' : '(unknown)');

function addVisits(past: Past, life: Life, by: string, asked: Asked, table: Table): void {
  for (const sitting of life.sittings) {
    if (!counts(past, life, sitting.day, asked)) continue;
    const line = lineOf(table, itemOf(sitting, by));
    line.visits++;
    line.people.add(life.person);
    if (sitting.first) line.new_people++;
    if (isBuying(life, sitting)) line.buying_visits++;
    for (const { type, props } of sitting.events) {
      if (type === 'page_view') line.pages++;
      if (type === 'user_engagement') line.engaged_ms += Number(props?.engaged_ms ?? 0);
      if (type === 'ad_click' && props?.kind === 'arrival') line.ad_arrivals++;
      if (type === 'ad_click' && props?.kind === 'slot') line.slot_clicks++;
      if (type === 'newsletter_signup') line.signups++;
      if (type === 'newsletter_unsubscribe') line.unsubscribes++;
    }
  }
}

const LOOSE = [
  ['newsletter_signup', 'signups'],
  ['newsletter_unsubscribe', 'unsubscribes'],
] as const;

function addLooseActs(past: Past, life: Life, by: string, asked: Asked, table: Table): void {
  for (const [type, column] of LOOSE) {
    for (const { event, day } of looseActs(past, life, type)) {
      if (!counts(past, life, day, asked)) continue;
      const touch = lastTouch(touchesOf(life, event.ts));
      lineOf(table, itemOf(touch, by))[column]++;
    }
  }
}

function addConversions(past: Past, life: Life, by: string, asked: Asked, table: Table): void {
  const lowest = past.model.rungs[0]?.id;
  const leads = life.moves.filter(({ kind, from }) => kind === 'rung' && from === lowest);
  const give = (at: number, whole: number, to: (line: Brought) => Credits) =>
    credit(table, by, touchesOf(life, at), whole, to);
  for (const { at, day } of leads) {
    if (counts(past, life, day, asked)) give(at, WHOLE, ({ leads }) => leads);
  }
  for (const [i, order] of life.orders.entries()) {
    if (!counts(past, life, order.day, asked)) continue;
    const trust = order.verified ? 'verified' : 'unverified';
    if (i === 0) give(order.at, WHOLE, ({ customers }) => customers);
    give(order.at, WHOLE, ({ orders }) => creditOf(orders, trust));
    give(order.at, netOf(order), ({ revenue }) => creditOf(revenue, moneyKey(order)));
  }
}

function creditOf(credits: Record<string, Credits>, key: string): Credits {
  const credit = credits[key] ?? none();
  credits[key] = credit;
  return credit;
}

/** To the first touch, to the last, and to all alike: what cannot be parted goes to earlier ones. */
function credit(
  table: Table,
  by: string,
  touches: Sitting[],
  whole: number,
  to: (line: Brought) => Credits,
): void {
  const receives = (touch: Sitting | undefined) => to(lineOf(table, itemOf(touch, by)));
  receives(touches[0]).first += whole;
  receives(lastTouch(touches)).last += whole;
  if (touches.length === 0) receives(undefined).linear += whole;
  const share = Math.floor(whole / touches.length);
  const left = whole - share * touches.length;
  for (const [i, touch] of touches.entries()) receives(touch).linear += share + (i < left ? 1 : 0);
}
