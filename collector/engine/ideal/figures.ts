/** What a sum says: shares, lifts, intervals and spending, and nothing that too few people bear. */
import { type Share, wilson } from '../wilson.ts';
import type { Spending, Sum, TraitSum } from './counter.ts';
import type { Pair } from './kept.ts';
import { type Lift, lift } from './lift.ts';
import { median, type Spread } from './spread.ts';
import { TRAITS } from './traits.ts';

/** A figure that rests on fewer people is not told. */
export const FEWEST = 30;
/** Values of one trait that are told. */
const TOLD = 50;

/** How many people more are needed for figures of either group; 0 when there are enough. */
export interface Needed {
  group: number;
  versus: number;
}

export interface ValueFigures {
  value: string;
  /** of those of the group whose value is known */
  group: Share;
  /** null where fewer than {@link FEWEST} are known */
  versus: Share | null;
  lift: Lift | null;
}

export interface TraitFigures {
  trait: string;
  counts: 'one' | 'each';
  /** whether a segment can ask for it */
  segment: boolean;
  /** people whose value is known */
  known: { group: number; versus: number };
  needed: Needed;
  /** the group's most frequent first; none while it needs more people */
  values: ValueFigures[];
  /** values beyond those told */
  more: number;
  /** as many people may be missing from any value; 0 when every value was counted */
  cut: { group: number; versus: number };
}

/** Minor units. */
export interface Amounts {
  n: number;
  min: number;
  median: number;
  max: number;
}

export interface SpendingFigures {
  /** who bought in this currency */
  people: number;
  needed: number;
  order: Amounts | null;
  person: Amounts | null;
}

export interface Figures {
  people: { group: number; versus: number };
  software: number;
  needed: Needed;
  traits: TraitFigures[];
  spending: { currency: string; group: SpendingFigures; versus: SpendingFigures }[];
  spending_cut: { group: number; versus: number };
}

const both = ([group, versus]: Pair) => ({ group, versus });
const needed = (people: number): number => Math.max(0, FEWEST - people);
const neededOf = ([group, versus]: Pair): Needed => ({
  group: needed(group),
  versus: needed(versus),
});

type Counted = TraitSum['values'][number];

const frequentFirst = ([a, n]: Counted, [b, m]: Counted): number =>
  m - n || Number(a > b) - Number(a < b);

function valueFigures([value, hits, others]: Counted, known: Pair): ValueFigures[] {
  const group = wilson(hits, known[0]);
  const versus = known[1] >= FEWEST ? wilson(others, known[1]) : null;
  return group ? [{ value, group, versus, lift: versus && lift(group, versus) }] : [];
}

function traitFigures(trait: string, { known, values, cut }: TraitSum): TraitFigures {
  const enough = known[0] >= FEWEST;
  const sorted = [...values].sort(frequentFirst);
  return {
    trait,
    counts: TRAITS[trait]?.counts ?? 'one',
    segment: typeof TRAITS[trait]?.when === 'function',
    known: both(known),
    needed: neededOf(known),
    values: enough ? sorted.slice(0, TOLD).flatMap((it) => valueFigures(it, known)) : [],
    more: enough ? Math.max(0, sorted.length - TOLD) : 0,
    cut: both(cut),
  };
}

function amounts(spread: Spread): Amounts | null {
  const middle = median(spread);
  const { n, min, max } = spread;
  return middle === null ? null : { n, min, median: middle, max };
}

function spendingFigures({ orders, people }: Spending): SpendingFigures {
  const lacking = needed(people.n);
  const told = lacking === 0;
  return {
    people: people.n,
    needed: lacking,
    order: told ? amounts(orders) : null,
    person: told ? amounts(people) : null,
  };
}

export function figuresOf(sum: Sum): Figures {
  const traits = Object.keys(TRAITS).flatMap((id) => {
    const counted = sum.traits[id];
    return counted ? [traitFigures(id, counted)] : [];
  });
  const spending = sum.spending.map(([currency, group, versus]) => ({
    currency,
    group: spendingFigures(group),
    versus: spendingFigures(versus),
  }));
  return {
    people: both(sum.people),
    software: sum.software,
    needed: neededOf(sum.people),
    traits,
    spending: spending.sort(
      (a, b) => b.group.people - a.group.people || (a.currency < b.currency ? -1 : 1),
    ),
    spending_cut: both(sum.spending_cut),
  };
}
