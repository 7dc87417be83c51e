/** Seeded chance: the same seed always throws the same. */

export interface Dice {
  /** 0 to below 1 */
  number(): number;
  /** a whole number, both ends included */
  int(min: number, max: number): number;
  chance(share: number): boolean;
  pick<T>(list: readonly T[]): T;
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, good enough to try things out. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const number = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (min: number, max: number) => min + Math.floor(number() * (max - min + 1));
  return {
    number,
    int,
    chance: (share) => number() < share,
    pick: (list) => list[int(0, list.length - 1)] as (typeof list)[number],
  };
}

/** A UUIDv7 of the moment, its end thrown. */
export function idOf(dice: Dice, ts: number): string {
  const time = Math.max(0, ts).toString(16).padStart(12, '0');
  const tail = dice
    .int(0, 2 ** 47)
    .toString(16)
    .padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${tail}`;
}
