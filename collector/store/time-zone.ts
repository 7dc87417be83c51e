/** Offsets of IANA time zones from UTC, by the runtime's own tables. */
import { localDay } from '../engine/index.ts';
import { Memory } from './remember.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
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

/**
 * The first instant of a local day, milliseconds since 1970; found also where clocks change at
 * midnight.
 *
 * @param day since 1970
 * @throws RangeError when the runtime does not know the zone
 * @example dayStart('Europe/Berlin', 20_454) // 2026-01-01 00:00, an hour before UTC's
 */
export function dayStart(timeZone: string, day: number): number {
  const dayAt = (ts: number): number => localDay(ts, offsetMinutes(timeZone, ts));
  const midnight = day * DAY;
  let at = midnight - offsetMinutes(timeZone, midnight) * MINUTE;
  while (dayAt(at - QUARTER) >= day) at -= QUARTER;
  while (dayAt(at) < day) at += QUARTER;
  return at;
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
