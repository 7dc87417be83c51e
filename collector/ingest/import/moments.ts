/** Dates and times as people and spreadsheets write them, in local time. Pure. */
import { isValidJalaaliDate, toGregorian } from 'jalaali-js';
import { foldText } from '../../engine/text-fold.ts';
import { offsetMinutes } from '../../store/time-zone.ts';
import { type Read, sound, unsound } from './amounts.ts';

/** Whether 3/4 is the third of April or the fourth of March. */
export type DateOrder = 'dmy' | 'mdy';

export interface MomentOptions {
  dates: DateOrder;
  /** IANA */
  timeZone: string;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

const JALALI_MONTHS = [
  ...['فروردین', 'اردیبهشت', 'خرداد', 'تیر', 'مرداد', 'شهریور'],
  ...['مهر', 'آبان', 'آذر', 'دی', 'بهمن', 'اسفند'],
].map(foldText);
const ENGLISH_MONTHS = [
  ...['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
];

const YEAR_FIRST = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4})$/;
const SHORT_YEAR = /^\d{1,2}[-/.]\d{1,2}[-/.]\d{1,2}$/;
const NAMED = /^(?:(\d{1,2})\.? (\p{L}+)\.?,? (\d{4})|(\p{L}+)\.? (\d{1,2}),? (\d{4}))$/u;
/** days since the end of 1899, with the time as their fraction */
const SERIAL = /^(\d{5})(?:[.,](\d+))?$/;
const SERIAL_ZERO = Date.UTC(1899, 11, 30);
const CLOCK =
  /^(.*?)(?:[,،]? +|t)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?(am|pm|a\.m\.|p\.m\.|ق\.ظ|ب\.ظ)?\.? ?(z|utc|gmt|[+-]\d{2}:?\d{2})?$/;

/**
 * Milliseconds since 1970.
 *
 * @example readMoment('۱۴۰۳/۰۱/۰۱ ۱۰:۳۰', { dates: 'dmy', timeZone: 'Asia/Tehran' })
 */
export function readMoment(text: string, options: MomentOptions): Read<number> {
  const bare = foldText(text).trim().toLowerCase();
  if (bare === '') return unsound('missing');
  if (/^1\d{12}$/.test(bare)) return sound(Number(bare));
  if (/^1\d{9}$/.test(bare)) return sound(Number(bare) * 1000);
  const serial = SERIAL.exec(bare);
  if (serial) return sound(toUtc(serialTime(serial), options.timeZone));
  const [, date = bare, ...clock] = CLOCK.exec(bare) ?? [];
  const day = readDay(date.trim(), options.dates);
  if (!day.ok) return day;
  const time = readClock(clock);
  if (time === undefined) return unsound('no_such_time');
  const zone = clock[5];
  const local = day.value + time;
  return sound(zone === undefined ? toUtc(local, options.timeZone) : local - offsetOf(zone));
}

function serialTime([, days, fraction]: RegExpExecArray): number {
  const part = fraction === undefined ? 0 : Number(`0.${fraction}`);
  // Spreadsheets count in seconds.
  return SERIAL_ZERO + Number(days) * DAY + Math.round(part * 86_400) * 1000;
}

/** Local midnight as if it were UTC's. */
function readDay(date: string, order: DateOrder): Read<number> {
  const first = YEAR_FIRST.exec(date);
  if (first) return dayOf(Number(first[1]), Number(first[2]), Number(first[3]));
  const last = YEAR_LAST.exec(date);
  if (last) {
    const [a, b] = [Number(last[1]), Number(last[3])];
    const monthFirst = order === 'mdy' && last[2] !== '.';
    return dayOf(Number(last[4]), ...(monthFirst ? ([a, b] as const) : ([b, a] as const)));
  }
  if (SHORT_YEAR.test(date)) return unsound('two_digit_year');
  return readNamed(date);
}

function readNamed(date: string): Read<number> {
  const found = NAMED.exec(date);
  if (!found) return unsound('invalid_date');
  const name = found[2] ?? found[4] ?? '';
  const [day, year] = [Number(found[1] ?? found[5]), Number(found[3] ?? found[6])];
  const jalali = JALALI_MONTHS.indexOf(name) + 1;
  const english = ENGLISH_MONTHS.indexOf(name.slice(0, 3)) + 1;
  if (jalali > 0) return isJalali(year) ? dayOf(year, jalali, day) : unsound('no_such_date');
  if (english === 0) return unsound('invalid_date');
  return isJalali(year) ? unsound('no_such_date') : dayOf(year, english, day);
}

/** Years in which both calendars' readers live. */
const isJalali = (year: number): boolean => year >= 1200 && year <= 1500;

function dayOf(year: number, month: number, day: number): Read<number> {
  if (isJalali(year)) {
    if (!isValidJalaaliDate(year, month, day)) return unsound('no_such_date');
    const { gy, gm, gd } = toGregorian(year, month, day);
    return sound(Date.UTC(gy, gm - 1, gd));
  }
  const ms = Date.UTC(year, month - 1, day);
  const is = new Date(ms);
  const exists = is.getUTCMonth() === month - 1 && is.getUTCDate() === day;
  return exists && year >= 1970 && year < 2200 ? sound(ms) : unsound('no_such_date');
}

function readClock([hour, minute = '0', second = '0', part = '', half]: (string | undefined)[]):
  | number
  | undefined {
  if (hour === undefined) return 0;
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  if (h > 23 || m > 59 || s > 59 || (half && (h < 1 || h > 12))) return undefined;
  const late = half?.startsWith('p') || half?.startsWith('ب');
  const hours = half ? (h % 12) + (late ? 12 : 0) : h;
  return ((hours * 60 + m) * 60 + s) * 1000 + Number(part.padEnd(3, '0').slice(0, 3));
}

function offsetOf(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MINUTE;
}

/**
 * The moment at which clocks of the zone showed a local time. Of two the first; one that the clocks
 * left out is read by the offset before, as calendars do.
 */
export function toUtc(local: number, timeZone: string): number {
  const before = offsetMinutes(timeZone, local - DAY) * MINUTE;
  const after = offsetMinutes(timeZone, local + DAY) * MINUTE;
  const fits = (offset: number) => offsetMinutes(timeZone, local - offset) * MINUTE === offset;
  if (fits(before)) return local - before;
  return local - (fits(after) ? after : before);
}
