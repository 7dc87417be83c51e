/**
 * Age bands (those of GA4's demographics), by the year of birth: who turns 25 this year is in
 * `25-34` all year. Jalali years are known by their number: 1364 began in 1985.
 */
import type { Condition } from '../model.ts';
import type { State } from '../state.ts';
import { foldText } from '../text-fold.ts';
import { firstValue, onFirst, type Place } from './trait.ts';

const OLDEST = 130;
/** First and last age. */
const BANDS: Readonly<Record<string, readonly [from: number, to: number]>> = {
  'under-18': [0, 17],
  '18-24': [18, 24],
  '25-34': [25, 34],
  '35-44': [35, 44],
  '45-54': [45, 54],
  '55-64': [55, 64],
  '65-and-over': [65, OLDEST],
};
export const AGE_BANDS = Object.keys(BANDS);

/** Years of the Jalali calendar are so many behind. */
const JALALI = 621;
const isJalali = (year: number): boolean => year >= 1200 && year < 1500;

const PLACES: readonly Place[] = [{ trait: 'birth_year' }, { trait: 'birthday' }, { trait: 'age' }];

const yearOf = (at: number): number => new Date(at).getUTCFullYear();

/** A year as a number, or a date that begins with it. */
function birthYear(value: unknown): number {
  const year = typeof value === 'string' ? /^\d{4}/.exec(foldText(value))?.[0] : value;
  const number = Number(year);
  return isJalali(number) ? number + JALALI : number;
}

function ageGiven(value: unknown): number {
  const plain = typeof value === 'string' ? foldText(value) : value;
  return typeof plain === 'number' || /^\d{1,3}$/.test(String(plain)) ? Number(plain) : Number.NaN;
}

/** The band, if a birth year, a birthday or an age is known. */
export function ageBand(state: State, at: number): string[] {
  const born = firstValue(PLACES.slice(0, 2), state);
  const given = firstValue(PLACES, state);
  const age = born === undefined ? ageGiven(given) : yearOf(at) - birthYear(born);
  return AGE_BANDS.filter((band) => {
    const [from, to] = BANDS[band] ?? [];
    return from !== undefined && to !== undefined && age >= from && age < to + 1;
  });
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

function bornIn(place: Place, years: readonly number[]): Condition {
  const written = [...years, ...years.map((year) => year - JALALI).filter(isJalali)];
  return {
    any: [
      { ...place, in: written },
      { ...place, glob: written.map((year) => `${year}*`) },
    ],
  };
}

/** Who is in the band this year: the years of birth are fixed from now on. */
export function ageWhen(band: string, at: number): Condition {
  const [from = 0, to = OLDEST] = BANDS[band] ?? [];
  const years = range(yearOf(at) - to, yearOf(at) - from);
  const aged: Condition = {
    any: [
      { trait: 'age', min: from, below: to + 1 },
      { trait: 'age', in: range(from, to).map(String) },
    ],
  };
  return onFirst(PLACES, (place) =>
    'trait' in place && place.trait === 'age' ? aged : bornIn(place, years),
  );
}
