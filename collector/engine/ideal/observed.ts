/** A person observed over a whole log: what traits are read from, taken in as many parts as one likes. */
import { isRecord } from '../fields.ts';
import type { Compiled } from '../machine.ts';
import { orderCounts } from '../orders.ts';
import { position, replay } from '../replay.ts';
import { type State, start } from '../state.ts';
import type { CanonicalEvent, Order, Visit } from '../types.ts';
import { textOf } from './trait.ts';
import { type Profile, profileOf } from './traits.ts';

/** Which purchases make a buyer. */
export type Purchases = 'any' | 'verified';

/** Minor units. */
export interface Spent {
  currency: string;
  orders: number[];
  total: number;
}

export interface Observation {
  profile: Profile;
  spent: Spent[];
}

interface Bought {
  verified: boolean;
  products: string[];
}

export class Observed {
  readonly #c: Compiled;
  #state: State = start();
  readonly #visits = new Map<number, Visit>();
  readonly #orders = new Map<string, Order>();
  readonly #bought = new Map<string, Bought>();

  constructor(c: Compiled) {
    this.#c = c;
  }

  /**
   * The next stretch of the log with the checkpoint before it.
   *
   * @param until milliseconds; time passes up to here, at least to the last event
   */
  take(base: State, events: readonly CanonicalEvent[], until: number): void {
    const { state, visits, orders } = replay(this.#c, base, events, until);
    this.#state = state;
    for (const visit of visits) this.#visits.set(visit.start, visit);
    for (const order of [...base.orders, ...orders]) this.#orders.set(order.order_id, order);
    for (const event of events) if (event.type === 'purchase') this.#note(event);
  }

  /** As orders do: the first copy counts, a verified one takes its place. */
  #note({ id, props, verified: proven, bot }: CanonicalEvent): void {
    const verified = proven === true;
    const order = typeof props?.order_id === 'string' && props.order_id ? props.order_id : id;
    const known = this.#bought.get(order);
    if (bot || (known && (known.verified || !verified))) return;
    this.#bought.set(order, { verified, products: productsIn(props?.items) });
  }

  /** Undefined for software: it is nobody. */
  as(at: number, purchases: Purchases): Observation | undefined {
    const state = this.#state;
    if (state.first_seen === null) return undefined;
    const orders = [...this.#orders.values()].filter(
      (order) => orderCounts(order) && (order.verified || purchases === 'any'),
    );
    const { past_orders: past } = state;
    const older = (purchases === 'any' ? past?.count : past?.verified) ?? 0;
    const products = new Map([...this.#bought].map(([id, it]) => [id, it.products]));
    const { segments } = position(this.#c, state, at);
    const known = { at, state, visits: [...this.#visits.values()], orders, products };
    const buyer = orders.length + older > 0;
    return { profile: profileOf(known, { buyer, segments }), spent: spentIn(orders) };
  }
}

/** By name, or by id where an item has no name. */
function productsIn(items: unknown): string[] {
  if (!Array.isArray(items)) return [];
  return items.filter(isRecord).flatMap((item) => {
    const name = textOf(item.item_name);
    return name.length > 0 ? name : textOf(item.item_id);
  });
}

function spentIn(orders: readonly Order[]): Spent[] {
  const by = new Map<string, Spent>();
  for (const { currency, value_minor, refunded_minor } of orders) {
    const spent = by.get(currency) ?? { currency, orders: [], total: 0 };
    const net = value_minor - refunded_minor;
    spent.orders.push(net);
    spent.total += net;
    by.set(currency, spent);
  }
  return [...by.values()];
}
