/** Texts that people write in several ways compare equal; dates are right in both calendars. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { PATIENCE, RUNS } from '../../test/unit/models.ts';
import { dateNames, jalali, persianDigits } from './calendar.ts';
import { globMatches, pathOf } from './glob.ts';
import { foldText, wordsOf } from './index.ts';
import { hasPhrase, squash } from './text-fold.ts';

vi.setConfig(PATIENCE);

describe('Folding', () => {
  test.each([
    ['مدير', 'مدیر'],
    ['كتاب', 'کتاب'],
    ['می\u200cروم', 'می روم'],
    ['۱۲۳ ٤٥٦', '123 456'],
    ['مُدیر', 'مدیر'],
    ['آب', 'اب'],
    ['CAFÉ', 'cafe'],
    ['ﻣﺪﯾﺮ', 'مدیر'],
    ['رئیس', 'رییس'],
  ])('%s is %s', (written, plain) => {
    expect(foldText(written)).toBe(foldText(plain));
    expect(foldText(plain)).toBe(plain);
  });

  test('done twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
      RUNS,
    );
  });

  test('finds whole words only, however they are joined', () => {
    for (const written of ['مدیرعامل', 'مدیر عامل', 'مدیر\u200cعامل', 'آقای مدیر عامل شرکت']) {
      expect(hasPhrase(wordsOf(written), squash('مدیرعامل'))).toBe(true);
    }
    expect(hasPhrase(wordsOf('Co-Founder'), squash('cofounder'))).toBe(true);
    expect(hasPhrase(wordsOf('my cart'), squash('art'))).toBe(false);
    expect(hasPhrase(wordsOf('oceanography'), squash('ceo'))).toBe(false);
  });
});

describe('A path pattern', () => {
  test('agrees with the regular expression that says the same', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (glob, path) => {
        const same = new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(path);
        expect(globMatches(glob, path)).toBe(same);
      }),
      RUNS,
    );
  });

  test('takes no more than linear time where a regular expression would not end', () => {
    expect(globMatches('*a*a*a*a*a*a*a*a*b', 'a'.repeat(2_000))).toBe(false);
  });

  test.each([
    ['https://x.example', '/'],
    ['https://x.example?q=1', '/'],
    ['https://x.example/a/b?q=/c#d', '/a/b'],
    ['https://x.example/%D9%82%DB%8C%D9%85%D8%AA', '/قیمت'],
    ['https://x.example/100%', '/100%'],
    ['/bare', '/bare'],
  ])('sees of %s the path %s', (url, path) => {
    expect(pathOf(url)).toBe(path);
  });
});

describe('Dates', () => {
  const day = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

  test.each([
    ['1970-01-01', [1348, 10, 11]],
    ['2024-03-19', [1402, 12, 29]],
    ['2024-03-20', [1403, 1, 1]],
    ['2025-03-20', [1403, 12, 30]],
    ['2025-03-21', [1404, 1, 1]],
    ['2026-06-22', [1405, 4, 1]],
    ['2026-11-21', [1405, 8, 30]],
  ])('%s is %j in the Jalali calendar', (date, [year, month, dayOfMonth]) => {
    expect(jalali(day(date))).toEqual({ year, month, day: dayOfMonth });
  });

  test('agree with the platform on every day of a century', () => {
    const options = { timeZone: 'UTC', year: 'numeric', month: 'numeric', day: 'numeric' } as const;
    const format = new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', options);
    for (let at = day('1970-01-01'); at < day('2070-01-01'); at++) {
      const parts = format.formatToParts(at * 86_400_000);
      const part = (type: string) => Number(parts.find((it) => it.type === type)?.value);
      expect(jalali(at)).toEqual({ year: part('year'), month: part('month'), day: part('day') });
    }
  });

  test('are those of the site, and name the year only when it is another', () => {
    const now = Date.parse('2026-11-21T00:00:00Z');
    const late = Date.parse('2026-12-31T23:00:00Z');
    expect(dateNames(late, now, 0)).toEqual({ en: '31 December', fa: '۱۰ دی' });
    expect(dateNames(late, now, 60)).toEqual({ en: '1 January 2027', fa: '۱۱ دی' });
    expect(persianDigits('-12.50')).toBe('-۱۲٫۵۰');
  });
});
