/** Clocks on walls, by the runtime's calendar alone: what the collector stamps is not looked at. */

export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric' } as const;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...numeric });
  formats.set(timeZone, format);
  return format;
}

export interface WallClock {
  /** days since 1970 */
  day: number;
  /** 0 is Sunday */
  weekday: number;
  hour: number;
}

export function wallClock(timeZone: string, ts: number): WallClock {
  const parts = formatOf(timeZone).formatToParts(ts);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const midnight = Date.UTC(read('year'), read('month') - 1, read('day'));
  return {
    day: midnight / DAY,
    weekday: new Date(midnight).getUTCDay(),
    hour: read('hour'),
  };
}

const begins = new Map<string, number>();

/** The first instant of a local day; where midnight is left out, the first that there is. */
export function beginOf(timeZone: string, day: number): number {
  const key = `${timeZone} ${day}`;
  const known = begins.get(key);
  if (known !== undefined) return known;
  let [before, after] = [day * DAY - 15 * HOUR, day * DAY + 15 * HOUR];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wallClock(timeZone, middle).day < day) before = middle;
    else after = middle;
  }
  begins.set(key, after);
  return after;
}
