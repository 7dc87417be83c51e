/** What customers are worth and whether they are happy. */
import { DAY, wallClock } from './local-time.ts';
import { type Asked, counts, type Life, type Past } from './recompute.ts';
import { moneyKey, netOf } from './recompute-orders.ts';

export interface Sold {
  /** by currency and trust */
  value: Record<string, { orders: number; minor: number }>;
  orders: number;
  coupons: number;
  first: number;
  /** days from the first order to the second, of the seconds in the period */
  second: number[];
}

export function soldIn(past: Past, asked: Asked): Sold {
  const sold: Sold = { value: {}, orders: 0, coupons: 0, first: 0, second: [] };
  for (const life of past.lives) {
    for (const [i, order] of life.orders.entries()) {
      if (!counts(past, life, order.day, asked)) continue;
      const sums = sold.value[moneyKey(order)] ?? { orders: 0, minor: 0 };
      sold.value[moneyKey(order)] = { orders: sums.orders + 1, minor: sums.minor + netOf(order) };
      sold.orders++;
      if (order.coupon) sold.coupons++;
      if (i === 0) sold.first++;
      if (i === 1) sold.second.push(order.day - (life.orders[0]?.day ?? 0));
    }
  }
  return sold;
}

export interface Worth {
  people: number;
  repeat: number;
  orders: number;
  with_interval: number;
  quiet: number;
  value: Record<string, { people: number; minor: number }>;
  /** by segment, of the customers */
  segments: Record<string, number>;
}

const customersOf = ({ lives }: Past): Life[] => lives.filter(({ orders }) => orders.length > 0);

/** Customers and all that they have bought up to now. */
export function worthOf(past: Past, segmentsOf: (life: Life) => string[]): Worth {
  const customers = customersOf(past);
  const repeat = customers.filter(({ orders }) => orders.length > 1);
  const worth: Worth = {
    people: customers.length,
    repeat: repeat.length,
    orders: customers.flatMap(({ orders }) => orders).length,
    with_interval: repeat.length,
    quiet: repeat.filter((life) => isQuiet(life, past.now)).length,
    value: {},
    segments: {},
  };
  for (const life of customers) {
    for (const key of new Set(life.orders.map(moneyKey))) {
      const { people, minor } = worth.value[key] ?? { people: 0, minor: 0 };
      const theirs = life.orders.filter((order) => moneyKey(order) === key).map(netOf);
      const all = theirs.reduce((sum, one) => sum + one, minor);
      worth.value[key] = { people: people + 1, minor: all };
    }
    for (const id of segmentsOf(life)) worth.segments[id] = (worth.segments[id] ?? 0) + 1;
  }
  return worth;
}

/** Silent for more than twice the mean time between their orders. */
function isQuiet({ orders }: Life, now: number): boolean {
  const first = orders[0]?.at ?? 0;
  const last = orders.at(-1)?.at ?? 0;
  return now - last > (2 * (last - first)) / (orders.length - 1);
}

/** Of who had bought in the year before the last `days`, those for whom a year is full by now. */
export function churnOf(past: Past, days: number): { active: number; churned: number } {
  const began = past.now - days * DAY;
  const year = 365 * DAY;
  const active = customersOf(past).filter(({ orders }) =>
    orders.some(({ at }) => at < began && at >= began - year),
  );
  const churned = active.filter(({ orders }) => past.now - (orders.at(-1)?.at ?? 0) >= year);
  return { active: active.length, churned: churned.length };
}

export interface Spoken {
  csat: number[];
  nps: number[];
  complaints: number;
  resolved: number;
}

/** Feedback and complaints, each on its own day, in a visit or not. */
export function spokenIn(past: Past, asked: Asked): Spoken {
  const spoken: Spoken = { csat: [], nps: [], complaints: 0, resolved: 0 };
  for (const life of past.lives) {
    for (const { type, props, ts } of life.log) {
      if (!counts(past, life, wallClock(past.zone, ts).day, asked)) continue;
      if (type === 'complaint') spoken.complaints++;
      if (type === 'complaint_resolved') spoken.resolved++;
      if (type !== 'feedback') continue;
      if (props?.kind === 'nps') spoken.nps.push(Number(props.score));
      if (props?.kind === 'csat') spoken.csat.push(Number(props.score));
    }
  }
  return spoken;
}
