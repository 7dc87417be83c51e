/** What counting a person's day needs to know of them: their visits, orders and segments. */
import { advance, fold } from '../fold.ts';
import type { Compiled, Run } from '../machine.ts';
import { open } from '../open.ts';
import { orderCounts } from '../orders.ts';
import type { State } from '../state.ts';
import type { CanonicalEvent, Order, Visit } from '../types.ts';
import { localDay } from '../units.ts';
import { visitEnd } from '../visit.ts';
import { beatAt } from './beat.ts';
import { type Items, itemsOf } from './dimensions.ts';
import { planOf } from './plan.ts';
import type { Beat, CampaignRule, Cell } from './types.ts';

/** The day that is counted. */
export interface CountedDay {
  /** days since 1970 */
  day: number;
  /** the first instant after it, milliseconds; for today the present */
  end: number;
  /** the local day of a moment that no offset was stamped on */
  dayOf: (at: number) => number;
  campaigns: readonly CampaignRule[];
}

/** A part of a log that reaches to the end of the day, and of the visits that began in it. */
export interface Stretch {
  base: State;
  /** sorted */
  events: readonly CanonicalEvent[];
  /** the person now, where the stretch does not reach so far: what became of orders later */
  present?: State;
}

/** What happened in a visit that is counted with it. */
export type VisitAct = { in: keyof Cell; beat: string; of?: keyof Beat };

export interface ToldVisit extends Visit {
  day: number;
  items: Items;
  acts: VisitAct[];
  /** an order was placed in it */
  bought: boolean;
}

export interface History {
  /** by start */
  visits: readonly ToldVisit[];
  /** orders that stand, by time; `earlier` ones before them are known as totals only */
  orders: readonly Order[];
  earlier: { count: number; first_at: number };
  /** at the end of the day */
  segments: readonly string[];
  /** the lowest rung of their rules */
  lowest: string;
}

const IN_VISITS: Readonly<Record<string, (event: CanonicalEvent) => Omit<VisitAct, 'beat'>>> = {
  ad_click: ({ props }) =>
    props?.kind === 'slot'
      ? { in: 'slot_clicks', of: 'slot_clicks' }
      : { in: 'ad_arrivals', of: 'ad_arrivals' },
  newsletter_signup: () => ({ in: 'signups', of: 'signups' }),
  newsletter_unsubscribe: () => ({ in: 'unsubscribes' }),
};

function actOf(event: CanonicalEvent): VisitAct | undefined {
  if (!Object.hasOwn(IN_VISITS, event.type)) return undefined;
  const act = IN_VISITS[event.type]?.(event);
  return act && { ...act, beat: beatAt(event.ts, event.offset_min) };
}

const segmentsOf = ({ c, entered }: Run): string[] =>
  c.segments.filter((_, i) => (entered[i] ?? -1) >= 0).map(({ id }) => id);

interface Walk {
  run: Run;
  /** by start of the visit */
  acts: Map<number, VisitAct[]>;
  segments: string[];
}

/** One fold: segments as of the end of the day, acts by visit. */
function walk(c: Compiled, { base, events }: Stretch, end: number): Walk {
  const run = open(c, base);
  const acts = new Map<number, VisitAct[]>();
  let segments: string[] | undefined;
  const atEnd = (): string[] => {
    advance(run, end - 1);
    return segmentsOf(run);
  };
  for (const event of events) {
    if (event.ts >= end) segments ??= atEnd();
    if (event.bot) continue;
    fold(run, event);
    const act = run.visit && actOf(event);
    if (act && run.visit) acts.set(run.visit.start, [...(acts.get(run.visit.start) ?? []), act]);
  }
  return { run, acts, segments: segments ?? atEnd() };
}

/** An order may be told of some time after the page was left: half an hour counts. */
const isWithin = ({ at }: Order, visit: Visit): boolean =>
  at >= visit.start && at < visitEnd(visit);

/** The visit that the base still knows of stands before those of the stretch. */
function visitsOf(run: Run, base: State): Visit[] {
  const all = [base.visit, ...run.visits, run.state.visit];
  const byStart = new Map<number, Visit>();
  for (const visit of all) if (visit) byStart.set(visit.start, visit);
  return [...byStart.values()];
}

function ordersOf(run: Run, base: State, present: Pick<State, 'orders'>): Order[] {
  const all = [...base.orders, ...run.touched.values(), ...present.orders];
  const byId = new Map(all.map((order) => [order.order_id, order]));
  return [...byId.values()]
    .filter(orderCounts)
    .sort((a, b) => a.at - b.at || (a.order_id < b.order_id ? -1 : 1));
}

/**
 * @example historyOf(compiled, { base: start(), events }, day)
 */
export function historyOf(c: Compiled, stretch: Stretch, counted: CountedDay): History {
  const { base } = stretch;
  const { run, acts, segments } = walk(c, stretch, counted.end);
  const orders = ordersOf(run, base, stretch.present ?? run.state);
  const { count = 0, first_at = 0 } = base.past_orders ?? {};
  return {
    visits: visitsOf(run, base).map((visit) => {
      const day = localDay(visit.start, visit.offset_min);
      const items = itemsOf(visit, planOf(visit, counted.campaigns, day));
      const bought = orders.some((order) => isWithin(order, visit));
      return { ...visit, day, items, acts: acts.get(visit.start) ?? [], bought };
    }),
    orders,
    earlier: { count, first_at },
    segments,
    lowest: c.rungs[0]?.id ?? '',
  };
}
