/** The figures of two groups while people are counted one after the other; bounded in size. */
import { type Group, isIn } from './groups.ts';
import { type Pair, prune, type Room, SIDES } from './kept.ts';
import type { Observation } from './observed.ts';
import { addAmount, noSpread, type Spread } from './spread.ts';
import { TRAITS } from './traits.ts';

const VALUES: Room = { most: 300, stay: 100 };
const CURRENCIES: Room = { most: 8, stay: 3 };

/** What one side has spent in one currency: by order, and by person all orders together. */
export interface Spending {
  orders: Spread;
  people: Spread;
}

export interface TraitSum {
  /** people with any value */
  known: Pair;
  values: [value: string, group: number, versus: number][];
  /** as many people may any value have lost */
  cut: Pair;
}

/** Plain JSON. */
export interface Sum {
  people: Pair;
  software: number;
  traits: Record<string, TraitSum>;
  spending: [currency: string, group: Spending, versus: Spending][];
  spending_cut: Pair;
}

interface Open extends Omit<TraitSum, 'values'> {
  values: Map<string, Pair>;
}

/** Who is compared; `versus` of none is everybody else. */
export interface Compared {
  group: Group;
  versus: Group | null;
}

export const noSum = (): Sum => ({
  people: [0, 0],
  software: 0,
  traits: Object.fromEntries(Object.keys(TRAITS).map((id) => [id, noTrait()])),
  spending: [],
  spending_cut: [0, 0],
});

const noTrait = (): TraitSum => ({ known: [0, 0], values: [], cut: [0, 0] });
const noSpending = (): Spending => ({ orders: noSpread(), people: noSpread() });

/** Sums are JSON. */
const copy = (sum: Sum): Sum => JSON.parse(JSON.stringify(sum));

/** Counts on from a sum; the sum itself stays as it is. */
export class Counter {
  readonly #compared: Compared;
  readonly #sum: Sum;
  readonly #traits = new Map<string, Open>();
  readonly #spending = new Map<string, [Spending, Spending]>();

  constructor(compared: Compared, sum: Sum = noSum()) {
    this.#compared = compared;
    this.#sum = copy(sum);
    for (const id of Object.keys(TRAITS)) {
      const { values, ...counts } = this.#sum.traits[id] ?? noTrait();
      const pairs = values.map(([value, ...pair]): [string, Pair] => [value, pair]);
      this.#traits.set(id, { ...counts, values: new Map(pairs) });
    }
    for (const [currency, ...sides] of this.#sum.spending) this.#spending.set(currency, sides);
  }

  /** Undefined is software: it is told, and belongs to no group. */
  add(seen: Observation | undefined): void {
    if (!seen) {
      this.#sum.software++;
      return;
    }
    const { group, versus } = this.#compared;
    const here = isIn(group, seen.profile);
    const there = versus ? isIn(versus, seen.profile) : !here;
    const sides = SIDES.filter((side) => (side === 0 ? here : there));
    for (const side of sides) this.#count(seen, side);
    this.#prune();
  }

  #count({ profile, spent }: Observation, side: 0 | 1): void {
    this.#sum.people[side]++;
    for (const [id, trait] of this.#traits) {
      const own = profile[id] ?? [];
      if (own.length > 0) trait.known[side]++;
      for (const value of own) {
        const pair = trait.values.get(value) ?? [0, 0];
        pair[side]++;
        trait.values.set(value, pair);
      }
    }
    for (const { currency, orders, total } of spent) {
      const both = this.#spending.get(currency) ?? [noSpending(), noSpending()];
      for (const amount of orders) addAmount(both[side].orders, amount);
      addAmount(both[side].people, total);
      this.#spending.set(currency, both);
    }
  }

  #prune(): void {
    for (const { values, cut } of this.#traits.values()) {
      prune(values, cut, VALUES, (pair, side) => pair[side]);
    }
    const { spending_cut: cut } = this.#sum;
    prune(this.#spending, cut, CURRENCIES, (both, side) => both[side].people.n);
  }

  /** As it stands now. */
  sum(): Sum {
    const traits = [...this.#traits].map(([id, { values, ...counts }]): [string, TraitSum] => {
      const list = [...values].map(([value, pair]): TraitSum['values'][number] => [value, ...pair]);
      return [id, { ...counts, values: list }];
    });
    const spending = [...this.#spending].map(([currency, both]): Sum['spending'][number] => [
      currency,
      ...both,
    ]);
    return copy({ ...this.#sum, traits: Object.fromEntries(traits), spending });
  }
}
