/** Days of a site's time zone, counted since 1970 as the store counts them. */
import { DAY_MS } from './time.ts';

/** First and last day, both included, days since 1970 in the site's time zone. */
export interface Period {
  from: number;
  to: number;
}

const FIELDS = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
const CLOCK = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const;

/** What the clocks of the zone show, as if they were those of UTC. */
function localTime(timeZone: string, ms: number): number {
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    ...FIELDS,
    ...CLOCK,
  });
  const part = Object.fromEntries(
    format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/**
 * The local day of a moment.
 * @param timeZone IANA
 * @example localDayOf('Asia/Tehran', Date.UTC(2026, 4, 8, 21)) // that of 2026-05-09
 */
export const localDayOf = (timeZone: string, ms: number): number =>
  Math.floor(localTime(timeZone, ms) / DAY_MS);

/** The first moment of a local day; where clocks leave midnight out, the one after. */
export function startOfDay(timeZone: string, day: number): number {
  const midnight = day * DAY_MS;
  const offset = (ms: number) => localTime(timeZone, ms) - ms;
  const near = midnight - offset(midnight);
  const exact = midnight - offset(near);
  const [first = near] = [near, exact]
    .filter((ms) => localDayOf(timeZone, ms) === day)
    .sort((a, b) => a - b);
  return first;
}

/** Monday of the week that a day is in; day 0 was a Thursday. */
export const mondayOf = (day: number): number => day - ((((day + 3) % 7) + 7) % 7);

/** First day of the month that a day is in, or of one some months later. */
export function monthOf(day: number, later = 0): number {
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1) / DAY_MS;
}
