/** What a trait or habit of customers is: how it is read, and the condition that asks for it. */
import type { Condition, Label, Model, Test } from '../model.ts';
import type { State } from '../state.ts';
import { foldText } from '../text-fold.ts';
import type { Order, Visit } from '../types.ts';

/** All that traits are read from. */
export interface Known {
  /** as of this instant, milliseconds */
  at: number;
  state: State;
  visits: readonly Visit[];
  /** those that count: not refunded in full and, if so asked, verified */
  orders: readonly Order[];
  /** folded names of what was bought, by order id */
  products: ReadonlyMap<string, readonly string[]>;
}

/** Why no condition can ask for it. */
export interface Refusal {
  refused: string;
}

export interface Asking {
  /** ages are counted at this instant, milliseconds */
  at: number;
  model: Model;
}

export interface Trait {
  label: Required<Label>;
  /** `one`: nobody has two values, so shares sum to 1. `each`: one counts under each value one has. */
  counts: 'one' | 'each';
  /** all values there may be; without it any text */
  values?: readonly string[];
  /** how a folded value is shown, if not as it is */
  spell?: (folded: string) => string;
  /** none when it is not known */
  read: (known: Known) => readonly string[];
  /** the condition that holds for those who have the value */
  when: ((value: string, asking: Asking) => Condition) | Refusal;
}

/** Longest text that is told apart. */
const LENGTH = 100;

/** A text as values are compared and shown; nothing for blanks and for what is no text. */
export function textOf(text: unknown): string[] {
  if (typeof text !== 'string' || text.trim() === '') return [];
  return [foldText(text).slice(0, LENGTH)];
}

/** A place where a fact may stand: a trait's name, or a fact that visits tell. */
export type Place = { trait: string } | { person: 'country' };

const valueAt = (place: Place, { country, traits }: State): unknown =>
  'person' in place
    ? country
    : Object.hasOwn(traits, place.trait)
      ? traits[place.trait]
      : undefined;

/** What stands in the first place where anything does. */
export const firstValue = (places: readonly Place[], state: State): unknown =>
  places.map((place) => valueAt(place, state)).find((value) => value !== undefined);

/** Holds when what {@link firstValue} reads passes. */
export function onFirst(places: readonly Place[], passes: (place: Place) => Condition): Condition {
  const [first, ...rest] = places;
  if (first === undefined) return { any: [] };
  if (rest.length === 0) return passes(first);
  const further: Condition = { all: [{ ...first, exists: false }, onFirst(rest, passes)] };
  return { any: [passes(first), further] };
}

export const testOn =
  (test: Test) =>
  (place: Place): Condition => ({ ...place, ...test });
