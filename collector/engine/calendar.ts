/** Dates as sentences name them: Gregorian in English, Jalali in Persian. */
import { DAY, localDay } from './units.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const MONTHS_FA = [
  'فروردین',
  'اردیبهشت',
  'خرداد',
  'تیر',
  'مرداد',
  'شهریور',
  'مهر',
  'آبان',
  'آذر',
  'دی',
  'بهمن',
  'اسفند',
];

/** Months count from 1. */
export interface CalendarDate {
  year: number;
  month: number;
  day: number;
}

/** A day since 1970 in the Gregorian calendar. */
function gregorian(epochDay: number): CalendarDate {
  const date = new Date(epochDay * DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/**
 * A day since 1970 in the Jalali calendar, by its 33-year cycle of leap years (it agrees with the
 * astronomical calendar from 1799 to 2256).
 */
export function jalali(epochDay: number): CalendarDate {
  /** days from the cycle's origin to 1970 */
  const days = epochDay + 1_075_195;
  const cycle = 12_053;
  const inCycle = days % cycle;
  let year = -1595 + 33 * Math.floor(days / cycle) + 4 * Math.floor(inCycle / 1461);
  let rest = inCycle % 1461;
  if (rest > 365) {
    year += Math.floor((rest - 1) / 365);
    rest = (rest - 1) % 365;
  }
  const half = 6 * 31;
  if (rest < half) return { year, month: 1 + Math.floor(rest / 31), day: 1 + (rest % 31) };
  return { year, month: 7 + Math.floor((rest - half) / 30), day: 1 + ((rest - half) % 30) };
}

const DIGITS_FA = '۰۱۲۳۴۵۶۷۸۹';

/** Digits and decimal point as Persian writes them. */
export function persianDigits(text: string): string {
  return text.replace(/\d/g, (digit) => DIGITS_FA[Number(digit)] ?? digit).replace('.', '٫');
}

/** A date without its year when that is the year of `now`. */
export function dateNames(at: number, now: number, offsetMin: number): { en: string; fa: string } {
  const day = localDay(at, offsetMin);
  const today = localDay(now, offsetMin);
  const [en, fa] = [gregorian(day), jalali(day)];
  const yearEn = en.year === gregorian(today).year ? '' : ` ${en.year}`;
  const yearFa = fa.year === jalali(today).year ? '' : ` ${fa.year}`;
  return {
    en: `${en.day} ${MONTHS[en.month - 1]}${yearEn}`,
    fa: persianDigits(`${fa.day} ${MONTHS_FA[fa.month - 1]}${yearFa}`),
  };
}
