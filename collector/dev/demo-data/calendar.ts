/** When people come: years, weeks and days have their highs and lows. */
import type { Dice } from './dice.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** How a kind of people spends its week. Weights, Sunday and midnight first. */
export interface Rhythm {
  week: readonly number[];
  /** of the local day */
  hours: readonly number[];
}

/** After work and at the weekend. */
export const HOME: Rhythm = {
  week: [1.3, 0.9, 0.8, 0.8, 0.9, 0.9, 1.2],
  hours: [...[2, 1, 0, 0, 0, 1, 2, 4, 5, 6, 6, 6], ...[7, 6, 5, 5, 6, 8, 11, 14, 16, 15, 10, 5]],
};

/** At a desk. */
export const OFFICE: Rhythm = {
  week: [0.3, 1.2, 1.3, 1.3, 1.2, 0.9, 0.2],
  hours: [...[0, 0, 0, 0, 0, 0, 1, 4, 9, 14, 15, 12], ...[8, 11, 14, 13, 10, 6, 2, 1, 1, 1, 0, 0]],
};

/** Software neither sleeps nor works. */
export const ALWAYS: Rhythm = { week: Array(7).fill(1), hours: Array(24).fill(1) };

/** Cats eat more, and people stay at home, in winter: from 0.65 in July to 1 in January. */
const season = (ms: number): number =>
  0.825 + 0.175 * Math.cos((2 * Math.PI * (ms / DAY - 15)) / 365.25);

/** Days that the calendar speaks against are thrown again, at most so often. */
const THROWS = 12;

/**
 * A moment between two, on a day and at an hour as the calendar has them.
 *
 * @param offset hours of the local day from UTC
 */
export function momentBetween(
  dice: Dice,
  [from, until]: readonly [number, number],
  { week, hours }: Rhythm,
  offset: number,
): number {
  const most = Math.max(...week);
  let day = from;
  for (let thrown = 0; thrown < THROWS; thrown += 1) {
    day = from + dice.throw() * (until - from);
    const weekday = new Date(day).getUTCDay();
    if (dice.chance(season(day) * ((week[weekday] ?? 1) / most))) break;
  }
  const hour = dice.weigh(hours.map((weight, at) => [weight, at] as const));
  const at = Math.floor(day / DAY) * DAY + (hour - offset) * HOUR + dice.whole(0, HOUR - 1);
  return Math.round(at);
}

/** A moment some days after another. */
export const momentAfter = (
  dice: Dice,
  since: number,
  days: number,
  rhythm: Rhythm,
  offset: number,
): number => {
  const day = since + days * DAY;
  const at = momentBetween(dice, [day - DAY / 2, day + DAY / 2], rhythm, offset);
  return Math.max(at, since + HOUR);
};
