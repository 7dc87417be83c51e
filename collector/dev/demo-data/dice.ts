/** Chance that repeats itself: the same words give the same throws, on every machine. */
import { uuid7 } from '../../../sdk/core/id.ts';

/** Throws of one person or thing; each throw changes the next. */
export interface Dice {
  /** in [0, 1) */
  throw(): number;
  /** true with this probability */
  chance(probability: number): boolean;
  /** whole, from `least` to `most`, both included */
  whole(least: number, most: number): number;
  /** any of these alike */
  pick<T>(list: readonly [T, ...T[]]): T;
  /** any of these by weight, which need not sum to one */
  weigh<T>(list: readonly Weighed<T>[]): T;
  /** how long until something that happens every so often on average */
  wait(mean: number): number;
  /** lower-case hexadecimal digits */
  digits(count: number): string;
  /** UUIDv7 of a time */
  id(ms: number): string;
}

export type Weighed<T> = readonly [weight: number, thing: T];

/** @example const dice = rollDice('seed 1', 'person 7'); dice.chance(0.5) */
export function rollDice(...words: readonly (string | number)[]): Dice {
  const next = mulberry(hash(words.join('\n')));
  const dice: Dice = {
    throw: next,
    chance: (probability) => next() < probability,
    whole: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick: (list) => list[Math.floor(next() * list.length)] ?? list[0],
    weigh: (list) => weigh(list, next()),
    wait: (mean) => -Math.log(1 - next()) * mean,
    digits: (count) => digits(next, count),
    id: (ms) => uuid7(ms, BigInt(`0x${digits(next, 16)}`)),
  };
  return dice;
}

/** mulberry32, by T. Ettinger: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  }
  return state;
}

function weigh<T>(list: readonly Weighed<T>[], thrown: number): T {
  const sum = list.reduce((all, [weight]) => all + weight, 0);
  let left = thrown * sum;
  for (const [weight, thing] of list) {
    left -= weight;
    if (left < 0) return thing;
  }
  const last = list.at(-1);
  if (!last) throw new RangeError('Nothing to choose from');
  return last[1];
}

function digits(next: () => number, count: number): string {
  let text = '';
  while (text.length < count) {
    text += Math.floor(next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  }
  return text.slice(0, count);
}
