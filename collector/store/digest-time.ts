/** Pure: when a digest is due, by the clock on the owner's wall. */
import { localDay } from '../engine/index.ts';
import { offsetMinutes } from './time-zone.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** 1970-01-01 was a Thursday. */
const isMonday = (day: number): boolean => (((day + 4) % 7) + 7) % 7 === 1;

export interface Rhythm {
  digest?: 'daily' | 'weekly';
  /** local */
  hour: number;
}

/** The next moment after `now` at which it is that hour there; on a Monday for a weekly one. */
export function nextDigest(timeZone: string, now: number, { digest, hour }: Rhythm): number {
  let day = localDay(now, offsetMinutes(timeZone, now));
  for (;;) {
    const wall = day * DAY + hour * HOUR;
    // The offset of then, not of now: a change of the clock may lie between.
    const at =
      wall - offsetMinutes(timeZone, wall - offsetMinutes(timeZone, wall) * MINUTE) * MINUTE;
    if (at > now && (digest !== 'weekly' || isMonday(day))) return at;
    day += 1;
  }
}

/** How far back a digest looks. */
export const periodOf = (digest: 'daily' | 'weekly'): number => (digest === 'weekly' ? 7 : 1) * DAY;
