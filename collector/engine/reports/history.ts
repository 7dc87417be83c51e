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
  /** the first instant after another day */
  endOf: (day: number) => number;
  campaigns: readonly CampaignRule[];
}

/** A part of a log that reaches to the end of the day, and of the visits that began in it. */
export interface Stretch {
  base: State;
  /** sorted */
  events: readonly CanonicalEvent[];
  /** the person now, where the stretch does not reach so far: what became of orders later */
  present?: State;
  /** orders of which another person's copy counts: they are none of this one's */
  lost?: ReadonlySet<string>;
}

/** What happened in a visit that is counted with it. */
export type VisitAct = { in: keyof Cell; beat: string; of?: keyof Beat };

export interface ToldVisit extends Visit {
  day: number;
  items: Items;
  acts: VisitAct[];
  /** an order was placed in it */
  bought: boolean;
  /** at the end of its day, as far back as the log is known */
  segments: readonly string[];
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
  /** at the end of each day on which a visit began, and of the day that is counted */
  segments: Map<number, string[]>;
}

/** One fold: segments as of the end of days, acts by visit. */
function walk(c: Compiled, { base, events }: Stretch, counted: CountedDay): Walk {
  const run = open(c, base);
  const acts = new Map<number, VisitAct[]>();
  const ends = new DayEnds(run, counted);
  for (const event of events) {
    ends.passTo(event.ts);
    if (event.bot) continue;
    fold(run, event);
    if (run.visit) ends.expect(localDay(run.visit.start, run.visit.offset_min));
    const act = run.visit && actOf(event);
    if (act && run.visit) acts.set(run.visit.start, [...(acts.get(run.visit.start) ?? []), act]);
  }
  ends.passTo(Infinity);
  return { run, acts, segments: ends.segments };
}

/** Notes where a run stands when days end: those of visits, and the one that is counted. */
class DayEnds {
  readonly segments = new Map<number, string[]>();
  readonly #run: Run;
  readonly #counted: CountedDay;
  /** days that have not ended yet */
  readonly #open = new Set<number>();

  constructor(run: Run, counted: CountedDay) {
    this.#run = run;
    this.#counted = counted;
    this.#open.add(counted.day);
    const { visit } = run.state;
    if (visit) this.expect(localDay(visit.start, visit.offset_min));
  }

  /** What lies behind the day that is counted says nothing about it; what is over cannot be told. */
  expect(day: number): void {
    if (day >= this.#counted.day || this.segments.has(day)) return;
    if (this.#counted.endOf(day) > this.#run.state.at) this.#open.add(day);
  }

  passTo(ts: number): void {
    if (this.#open.size === 0) return;
    for (const day of [...this.#open].sort((a, b) => a - b)) {
      const end = day === this.#counted.day ? this.#counted.end : this.#counted.endOf(day);
      if (ts < end) return;
      advance(this.#run, end - 1);
      this.segments.set(day, segmentsOf(this.#run));
      this.#open.delete(day);
    }
  }
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

function ordersOf(run: Run, { base, present, lost }: Stretch): Order[] {
  const { orders } = present ?? run.state;
  const all = [...base.orders, ...run.touched.values(), ...orders];
  const byId = new Map(all.map((order) => [order.order_id, order]));
  return [...byId.values()]
    .filter((order) => orderCounts(order) && !lost?.has(order.order_id))
    .sort((a, b) => a.at - b.at || (a.order_id < b.order_id ? -1 : 1));
}

/**
 * @example historyOf(compiled, { base: start(), events }, day)
 */
export function historyOf(c: Compiled, stretch: Stretch, counted: CountedDay): History {
  const { base } = stretch;
  const { run, acts, segments } = walk(c, stretch, counted);
  const orders = ordersOf(run, stretch);
  const { count = 0, first_at = 0 } = base.past_orders ?? {};
  return {
    visits: visitsOf(run, base).map((visit) => {
      const day = localDay(visit.start, visit.offset_min);
      const items = itemsOf(visit, planOf(visit, counted.campaigns, day));
      const bought = orders.some((order) => isWithin(order, visit));
      const told = { acts: acts.get(visit.start) ?? [], segments: segments.get(day) ?? [] };
      return { ...visit, day, items, bought, ...told };
    }),
    orders,
    earlier: { count, first_at },
    segments: segments.get(counted.day) ?? [],
    lowest: c.rungs[0]?.id ?? '',
  };
}
