/** Which visits led to something, and how much of it each is credited with. */
import type { Visit } from '../types.ts';
import { DAY } from '../units.ts';
import { type Credit, LOOK_BACK_DAYS } from './types.ts';

/**
 * Of a person's visits those that may have led to what happened at a moment, earliest first: begun
 * in the 90 days before it, the one under way then included.
 *
 * @param visits by start
 */
export function touchesOf<V extends Pick<Visit, 'start'>>(visits: readonly V[], at: number): V[] {
  const from = at - LOOK_BACK_DAYS * DAY;
  return visits.filter(({ start }) => start >= from && start <= at);
}

/** The last touch that is not direct; the last one where all are, -1 for none. */
export function lastTouch(touches: readonly Pick<Visit, 'source'>[]): number {
  const told = touches.findLastIndex(({ source }) => source.channel !== 'direct');
  return told >= 0 ? told : touches.length - 1;
}

/**
 * The credit of each touch. *Linear* are whole shares that differ by one at most, the greater ones
 * first, so first, last and linear each sum to the whole.
 *
 * @param whole a whole number: millionths, or minor units of money
 * @example creditsOf([a, b, c], 100) // linear: 34, 33, 33
 */
export function creditsOf(touches: readonly Pick<Visit, 'source'>[], whole: number): Credit[] {
  const share = Math.floor(whole / touches.length);
  const more = whole - share * touches.length;
  const last = lastTouch(touches);
  return touches.map((_, i) => ({
    first: i === 0 ? whole : 0,
    last: i === last ? whole : 0,
    linear: share + (i < more ? 1 : 0),
  }));
}
