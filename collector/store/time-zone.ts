/** Offsets of IANA time zones from UTC, by the runtime's own tables. */
import { Memory } from './remember.ts';

const MINUTE = 60_000;
/**
 * Zones change their offset on a quarter of an hour. The exceptions since 1972 fell a minute past
 * one (St John's until 2011, Casey in 2022): there the old offset holds for fourteen minutes more.
 */
const QUARTER = 15 * MINUTE;

const formats = new Memory<Intl.DateTimeFormat>(200);
const offsets = new Memory<number>(5000);

/**
 * Minutes to add to UTC for local time at `ts`.
 *
 * @throws RangeError when the runtime does not know the zone
 * @example offsetMinutes('Asia/Tehran', Date.UTC(2026, 0, 1)) // 210
 */
export function offsetMinutes(timeZone: string, ts: number): number {
  if (timeZone === 'UTC') return 0;
  const quarter = Math.floor(ts / QUARTER);
  const key = `${quarter}${timeZone}`;
  return offsets.get(key) ?? offsets.set(key, readOffset(timeZone, quarter * QUARTER));
}

/** `longOffset` is `GMT+03:30`, or `GMT` alone for none. */
function readOffset(timeZone: string, ts: number): number {
  const format = formats.get(timeZone) ?? formats.set(timeZone, formatOf(timeZone));
  const parts = format.formatToParts(ts);
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) || 0;
}

const formatOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
