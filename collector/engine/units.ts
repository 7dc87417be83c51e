/** Units of time and points, and the two ways the engine rounds. */

export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** Points of the model as whole hundredths. */
export function hundredths(points: number): number {
  return Math.round(points * 100);
}

/** A sum of hundredths as it is shown: rounded once, halves up, never −0. */
export function shown(sum: number): number {
  return Math.round(sum) + 0;
}

/** The local day an event fell on, days since 1970 at the event's own offset. */
export function localDay(ts: number, offsetMin: number): number {
  return Math.floor((ts + offsetMin * MINUTE) / DAY);
}

/** 0–6, Sunday first, at the event's own offset. */
export function localWeekday(ts: number, offsetMin: number): number {
  return (((localDay(ts, offsetMin) + 4) % 7) + 7) % 7;
}

/** 0–23 at the event's own offset. */
export function localHour(ts: number, offsetMin: number): number {
  return ((Math.floor((ts + offsetMin * MINUTE) / HOUR) % 24) + 24) % 24;
}
