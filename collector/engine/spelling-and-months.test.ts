/** Each letter that folds, each month by its name, and words as they are found in texts. */
import { describe, expect, test } from 'vitest';
import { dateNames, jalali, persianDigits } from './calendar.ts';
import { foldText, hasPhrase, squash, wordsOf } from './text-fold.ts';

describe('Folding', () => {
  test.each([
    ['ي', 'ی'],
    ['ى', 'ی'],
    ['ك', 'ک'],
    ['ة', 'ه'],
    ['ۀ', 'ه'],
    ['ە', 'ه'],
    ['٠١٢٣٤٥٦٧٨٩', '0123456789'],
    ['۰۱۲۳۴۵۶۷۸۹', '0123456789'],
    ['ســلام', 'سلام'],
    ['É', 'e'],
    ['ａＢ', 'ab'],
    ['a\u200c\u200db', 'a b'],
    ['a \t\n b', 'a b'],
    ['a  b', 'a  b'],
    ['ABC xyz~@', 'abc xyz~@'],
    ['Z', 'z'],
    ['[\\]^_`{|}~', '[\\]^_`{|}~'],
    ['', ''],
  ])('%j is %j', (written, folded) => {
    expect(foldText(written)).toBe(folded);
  });

  test('knows words from what stands between them', () => {
    expect(wordsOf('Co-Founder & CEO (acting), ۲nd')).toEqual([
      'co',
      'founder',
      'ceo',
      'acting',
      '2nd',
    ]);
    expect(wordsOf('…')).toEqual([]);
    expect(squash('Co-Founder, 1')).toBe('cofounder1');
  });

  test('finds a phrase from the first to the last word of it only', () => {
    const words = ['aa', 'b', 'cc', 'b'];
    for (const yes of ['aa', 'b', 'cc', 'aab', 'bcc', 'ccb', 'aabccb']) {
      expect([yes, hasPhrase(words, yes)]).toEqual([yes, true]);
    }
    for (const no of ['a', 'ab', 'ba', 'cb', 'bccbb', 'aabb', 'aabccbb', 'bundefined']) {
      expect([no, hasPhrase(words, no)]).toEqual([no, false]);
    }
    expect(hasPhrase([], 'a')).toBe(false);
  });
});

describe('A month', () => {
  const now = Date.parse('2026-06-01T00:00:00Z');
  const named = (date: string) => dateNames(Date.parse(`${date}T00:00:00Z`), now, 0);

  test.each([
    ['2026-01-05', '5 January', '۱۵ دی ۱۴۰۴'],
    ['2026-02-05', '5 February', '۱۶ بهمن ۱۴۰۴'],
    ['2026-03-05', '5 March', '۱۴ اسفند ۱۴۰۴'],
    ['2026-04-05', '5 April', '۱۶ فروردین'],
    ['2026-05-05', '5 May', '۱۵ اردیبهشت'],
    ['2026-06-05', '5 June', '۱۵ خرداد'],
    ['2026-07-05', '5 July', '۱۴ تیر'],
    ['2026-08-05', '5 August', '۱۴ مرداد'],
    ['2026-09-05', '5 September', '۱۴ شهریور'],
    ['2026-10-05', '5 October', '۱۳ مهر'],
    ['2026-11-05', '5 November', '۱۴ آبان'],
    ['2026-12-05', '5 December', '۱۴ آذر'],
    ['2025-12-05', '5 December 2025', '۱۴ آذر ۱۴۰۴'],
    ['2027-03-20', '20 March 2027', '۲۹ اسفند'],
    ['2027-03-21', '21 March 2027', '۱ فروردین ۱۴۰۶'],
  ])('of %s is called %s and %s', (date, en, fa) => {
    expect(named(date)).toEqual({ en, fa });
  });

  test('of the Jalali year has 31 days six times, then 30, and 29 or 30 in the end', () => {
    const first = Date.parse('2025-03-21T00:00:00Z') / 86_400_000;
    const lengths = Array.from({ length: 12 }, () => 0);
    for (let day = first; day < first + 365; day++) {
      const { year, month } = jalali(day);
      expect(year).toBe(1404);
      lengths[month - 1] = (lengths[month - 1] ?? 0) + 1;
    }
    expect(lengths).toEqual([31, 31, 31, 31, 31, 31, 30, 30, 30, 30, 30, 29]);
    expect(jalali(first - 1)).toEqual({ year: 1403, month: 12, day: 30 });
    expect(jalali(first - 366)).toEqual({ year: 1403, month: 1, day: 1 });
    expect(jalali(first - 367)).toEqual({ year: 1402, month: 12, day: 29 });
  });

  test('of the site is meant, where the year begins earlier or later', () => {
    const late = Date.parse('2025-12-31T20:00:00Z');
    expect(dateNames(late, late, 300).en).toBe('1 January');
    expect(dateNames(late, Date.parse('2025-12-31T00:00:00Z'), 300).en).toBe('1 January 2026');
  });
});

test('Digits and the decimal point are written in Persian, all of them', () => {
  expect(persianDigits('0123456789')).toBe('۰۱۲۳۴۵۶۷۸۹');
  expect(persianDigits('1.5 x')).toBe('۱٫۵ x');
});
