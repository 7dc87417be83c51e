/** Orders, found again in the log: copies told apart, refunds taken off. */
import { type CanonicalEvent, toMinor } from '../../../collector/engine/index.ts';
import { type WallClock, wallClock } from './local-time.ts';

export interface Bought extends WallClock {
  person: string;
  id: string;
  at: number;
  value: number;
  refunded: number;
  currency: string;
  coupon: boolean;
  verified: boolean;
}

/** Of one person, whether they stand or not. */
export function boughtBy(person: string, log: CanonicalEvent[], zone: string): Bought[] {
  const orders = new Map<string, Bought>();
  for (const event of log) {
    const id = String(event.props?.order_id ?? '');
    const known = orders.get(id);
    if (event.type === 'purchase') orders.set(id, purchased(person, id, event, zone, known));
    else if (event.type === 'refund' && known) orders.set(id, takenBack(known, event));
  }
  return [...orders.values()];
}

function purchased(
  person: string,
  id: string,
  event: CanonicalEvent,
  zone: string,
  known: Bought | undefined,
): Bought {
  const { currency, value, coupon } = event.props ?? {};
  const told = {
    value: toMinor(value, String(currency)) ?? 0,
    currency: String(currency),
    coupon: coupon !== undefined,
    verified: event.verified === true,
  };
  const { ts: at } = event;
  if (!known) return { person, id, at, refunded: 0, ...told, ...wallClock(zone, at) };
  // The first copy stands, unless the later one is verified and the first is not.
  if (known.verified || !told.verified) return known;
  const refunded = told.currency === known.currency ? Math.min(known.refunded, told.value) : 0;
  return { ...known, ...told, refunded };
}

/** A page cannot take back what a server told, nor can anybody in another currency. */
function takenBack(order: Bought, { props, verified }: CanonicalEvent): Bought {
  const currency = String(props?.currency ?? order.currency);
  if (currency !== order.currency || (order.verified && !verified)) return order;
  const amount = props?.value === undefined ? order.value : (toMinor(props.value, currency) ?? 0);
  return { ...order, refunded: Math.min(order.value, order.refunded + amount) };
}

/** Not refunded in full. What cost nothing and was never refunded stands. */
export const stands = ({ value, refunded }: Bought): boolean => refunded === 0 || refunded < value;

export const netOf = ({ value, refunded }: Bought): number => value - refunded;

export const moneyKey = ({ currency, verified }: Bought): string =>
  `${currency} ${verified ? 'verified' : 'unverified'}`;

/** Of all copies of an id at several people the one that counts, whether it stands or not. */
export function winners(copies: Bought[]): Bought[] {
  const best = new Map<string, Bought>();
  for (const copy of copies) {
    const other = best.get(copy.id);
    if (!other || beats(copy, other)) best.set(copy.id, copy);
  }
  return [...best.values()];
}

function beats(a: Bought, b: Bought): boolean {
  if (a.verified !== b.verified) return a.verified;
  if (a.at !== b.at) return a.at < b.at;
  return a.person < b.person;
}
