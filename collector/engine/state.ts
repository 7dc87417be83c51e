/** What is known of a person at one moment: the fold's result, plain JSON and bounded in size. */
import type { Order, Source, Visit } from './types.ts';

/** What one leaf of a condition remembers: times and values, oldest first. */
export type Memory = (number | string)[];

/** The award that counts among rules of one `highest_of`. */
export interface Best {
  /** hundredths */
  points: number;
  rule: string;
  event: { id: string; type: string; ts: number };
}

/** Orders too old to be kept one by one; see `ORDERS_KEPT`. */
export interface PastOrders {
  count: number;
  verified: number;
  coupons: number;
  first_at: number;
  /** minor units by currency, refunds taken off */
  value: Record<string, number>;
  /** of verified ones, likewise; none in totals made before this was kept */
  verified_value?: Record<string, number>;
}

export interface State {
  /** time is taken into account up to here (milliseconds); 0 before the first event */
  at: number;
  first_seen: number | null;
  /** the person's own last act; what the owner's server does to them is none */
  last_seen: number | null;
  /** undecayed at `anchor`, hundredths; `highest_of` awards apart */
  sums: Record<string, number>;
  anchor: number;
  best: Record<string, Best>;
  /** by rule: the visit or day it was last used in, and how much */
  used: Record<string, [scope: number, amount: number]>;
  /** by condition leaf */
  memory: Record<string, Memory>;
  /** empty before the first event */
  rung: string;
  rung_since: number;
  grade: string;
  grade_since: number;
  /** segment to the moment it was entered */
  segments: Record<string, number>;
  visits: number;
  /** the last visit, ended or not */
  visit?: Visit;
  first_source?: Source;
  /** the last one that is not direct, if any */
  last_source?: Source;
  /** where the last page view that tells came from */
  country?: string;
  region?: string;
  city?: string;
  time_zone?: string;
  traits: Record<string, string | number | boolean>;
  /** a form or sign-up gave an address; its SHA-256 where known */
  email?: true | string;
  subscription?: 'active' | 'ended';
  orders: Order[];
  past_orders?: PastOrders;
  /** short names of the latest of their ids: a copy that comes late is known by them */
  past_order_ids?: string[];
}

/** A state with every key there, known or not: objects of one form are the fast ones. */
export type Facts = {
  [K in keyof State]-?: Record<never, never> extends Pick<State, K>
    ? State[K] | undefined
    : State[K];
};

/**
 * A person of whom nothing is known.
 *
 * @example replay(compiled, start(), events, now).state
 */
export function start(): State {
  return {
    at: 0,
    first_seen: null,
    last_seen: null,
    sums: {},
    anchor: 0,
    best: {},
    used: {},
    memory: {},
    rung: '',
    rung_since: 0,
    grade: '',
    grade_since: 0,
    segments: {},
    visits: 0,
    traits: {},
    orders: [],
  };
}
