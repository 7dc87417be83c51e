/** Numbers, amounts and dates as people and spreadsheets write them: exact, or refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMoney, readNumber } from '../../collector/ingest/import/amounts.ts';
import { readMoment, toUtc } from '../../collector/ingest/import/moments.ts';

const value = (read: { ok: true; value: unknown } | { ok: false; reason: string }) =>
  read.ok ? read.value : read.reason;

describe('An amount', () => {
  const money = (text: string, decimal: '.' | ',', currency: string) =>
    value(readMoney(text, { decimal, currency }));

  it.each([
    ['49.90', '.', 'EUR', 'EUR', 49.9],
    ['1,250.50', '.', 'EUR', 'EUR', 1250.5],
    ['1.250,50', ',', 'EUR', 'EUR', 1250.5],
    ['1 250,50 €', ',', 'USD', 'EUR', 1250.5],
    ['1\u00a0250,5', ',', 'EUR', 'EUR', 1250.5],
    ["1'250.00", '.', 'CHF', 'CHF', 1250],
    ['$12.50', '.', 'CAD', 'CAD', 12.5],
    ['12.50 usd', '.', 'EUR', 'USD', 12.5],
    ['+7', '.', 'EUR', 'EUR', 7],
    ['۱۲٬۵۰۰ تومان', '.', 'IRR', 'IRR', 125_000],
    ['۱۲٬۵۰۰', '.', 'IRT', 'IRR', 125_000],
    ['١٢٫٥', '.', 'IRT', 'IRR', 125],
    ['۱۲۵۰۰۰ ریال', '.', 'IRT', 'IRR', 125_000],
    ['۱۲۵۰۰۰ ﷼', '.', 'IRT', 'IRR', 125_000],
    ['1.250.000', '.', 'IRR', 'IRR', 1_250_000],
    ['1,250,000', ',', 'IRR', 'IRR', 1_250_000],
    ['1250.00', '.', 'IRR', 'IRR', 1250],
    ['0.005', '.', 'KWD', 'KWD', 0.005],
  ] as const)(
    '"%s" with the decimal sign "%s" in %s is %s %s',
    (text, decimal, usual, currency, amount) => {
      expect(money(text, decimal, usual)).toEqual({ currency, value: amount });
    },
  );

  it.each([
    ['12.50', ',', 'EUR', 'invalid_number'],
    ['12,50', '.', 'EUR', 'invalid_number'],
    ['1,2500', '.', 'EUR', 'invalid_number'],
    ['1,250 000', '.', 'EUR', 'invalid_number'],
    ['12.505', '.', 'EUR', 'too_many_decimals'],
    ['12.5', '.', 'IRR', 'too_many_decimals'],
    ['12.55', '.', 'IRT', 'too_many_decimals'],
    ['-5', '.', 'EUR', 'negative'],
    ['(5.00)', '.', 'EUR', 'negative'],
    ['5-', '.', 'EUR', 'negative'],
    ['', '.', 'EUR', 'missing'],
    ['€', '.', 'EUR', 'missing'],
    ['free', '.', 'EUR', 'invalid_number'],
    ['12 pcs', '.', 'EUR', 'invalid_number'],
    ['1e5', '.', 'EUR', 'invalid_number'],
    ['0x10', '.', 'EUR', 'invalid_number'],
    ['12 50', '.', 'EUR', 'invalid_number'],
    ['99999999999999', '.', 'EUR', 'too_large'],
    ['9'.repeat(400), '.', 'EUR', 'too_large'],
  ] as const)(
    '"%s" with the decimal sign "%s" in %s is refused: %s',
    (text, decimal, usual, reason) => {
      expect(money(text, decimal, usual)).toBe(reason);
    },
  );

  const group = (digits: string, sign: string) => digits.replace(/\B(?=(\d{3})+$)/g, sign);
  const persian = (text: string) =>
    text.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[Number(digit)] ?? '');

  it('comes back the same from every spelling', () => {
    const spelling = fc.record({
      cents: fc.integer({ min: 0, max: 9_000_000_000_00 }),
      habit: fc.constantFrom(
        ['.', ','],
        ['.', ' '],
        ['.', ''],
        [',', '.'],
        [',', '\u00a0'],
        ['٫', '٬'],
      ),
      foreign: fc.boolean(),
      mark: fc.constantFrom('', ' €', ' EUR'),
    });
    fc.assert(
      fc.property(spelling, ({ cents, habit: [point = '.', thousands = ''], foreign, mark }) => {
        const [whole, rest] = [Math.floor(cents / 100), cents % 100];
        const plain = `${group(String(whole), thousands)}${point}${String(rest).padStart(2, '0')}`;
        const text = `${foreign ? persian(plain) : plain}${mark}`;
        const decimal = point === ',' ? ',' : '.';
        expect(money(text, decimal, 'EUR')).toEqual({ currency: 'EUR', value: cents / 100 });
      }),
    );
  });

  it('in Toman is exactly ten times as many Rial', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900_000_000_000 }), (toman) => {
        const text = persian(group(String(toman), '٬'));
        expect(money(text, '.', 'IRT')).toEqual({ currency: 'IRR', value: toman * 10 });
      }),
    );
  });
});

it('a number of pieces may have a fraction', () => {
  expect(value(readNumber('۱٫۵', '.'))).toBe(1.5);
  expect(value(readNumber('two', '.'))).toBe('invalid_number');
});

describe('A date', () => {
  const read = (text: string, timeZone = 'UTC', dates: 'dmy' | 'mdy' = 'dmy') => {
    const ms = value(readMoment(text, { dates, timeZone }));
    return typeof ms === 'number' ? new Date(ms).toISOString().replace(/(:00)?\.000Z$/, 'Z') : ms;
  };

  it.each([
    ['2026-05-08', '2026-05-08T00:00Z'],
    ['2026-05-08 09:30', '2026-05-08T09:30Z'],
    ['2026-05-08T09:30:15Z', '2026-05-08T09:30:15Z'],
    ['2026-05-08T09:30:00.250+03:30', '2026-05-08T06:00:00.250Z'],
    ['2026-05-08 09:30:00 -0500', '2026-05-08T14:30Z'],
    ['8.5.2026', '2026-05-08T00:00Z'],
    ['08/05/2026, 21:05', '2026-05-08T21:05Z'],
    ['8/5/2026 9:05 PM', '2026-05-08T21:05Z'],
    ['8/5/2026 12:05 am', '2026-05-08T00:05Z'],
    ['8 May 2026', '2026-05-08T00:00Z'],
    ['May 8, 2026 10:00', '2026-05-08T10:00Z'],
    ['۱۴۰۵/۰۲/۱۸', '2026-05-08T00:00Z'],
    ['1405-2-18 10:30', '2026-05-08T10:30Z'],
    ['18/02/1405', '2026-05-08T00:00Z'],
    ['۱۸ اردیبهشت ۱۴۰۵', '2026-05-08T00:00Z'],
    ['۱۸ ارديبهشت ۱۴۰۵، ۱۰:۳۰', '2026-05-08T10:30Z'],
    ['۱۸ اردیبهشت ۱۴۰۵ ۱۰:۳۰ ب.ظ', '2026-05-08T22:30Z'],
    ['۱ آبان ۱۴۰۳', '2024-10-22T00:00Z'],
    ['46150', '2026-05-08T00:00Z'],
    ['46150,5', '2026-05-08T12:00Z'],
    ['1778232600', '2026-05-08T09:30Z'],
    ['1778232600000', '2026-05-08T09:30Z'],
    ['30.02.2026', 'no_such_date'],
    ['2026-13-01', 'no_such_date'],
    ['1404/12/30', 'no_such_date'],
    ['1403/12/30', '2025-03-20T00:00Z'],
    ['31 شهریور 1403', '2024-09-21T00:00Z'],
    ['31 مهر 1403', 'no_such_date'],
    ['31 May 1403', 'no_such_date'],
    ['05/13/2026', 'no_such_date'],
    ['08.05.26', 'two_digit_year'],
    ['2026-05-08 25:00', 'no_such_time'],
    ['2026-05-08 13:00 pm', 'no_such_time'],
    ['yesterday', 'invalid_date'],
    ['', 'missing'],
  ])('"%s" is %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it('has its month first only where that was said, and never with points', () => {
    expect(read('05/08/2026', 'UTC', 'mdy')).toBe('2026-05-08T00:00Z');
    expect(read('13/08/2026', 'UTC', 'mdy')).toBe('no_such_date');
    expect(read('05.08.2026', 'UTC', 'mdy')).toBe('2026-08-05T00:00Z');
  });

  it('is the local one, with daylight saving as it was that day', () => {
    expect(read('2026-01-08 12:00', 'Europe/Berlin')).toBe('2026-01-08T11:00Z');
    expect(read('2026-07-08 12:00', 'Europe/Berlin')).toBe('2026-07-08T10:00Z');
    expect(read('1400/05/01', 'Asia/Tehran')).toBe('2021-07-22T19:30Z');
    expect(read('1405/05/01', 'Asia/Tehran')).toBe('2026-07-22T20:30Z');
  });

  it('on the day that clocks change has the offset of its hour', () => {
    expect(read('2026-03-29 01:00', 'Europe/Berlin')).toBe('2026-03-29T00:00Z');
    expect(read('2026-03-29 12:00', 'Europe/Berlin')).toBe('2026-03-29T10:00Z');
    expect(read('2026-10-25 12:00', 'Europe/Berlin')).toBe('2026-10-25T11:00Z');
  });

  it('that the clocks showed twice is the first, and one they left out is an hour on', () => {
    expect(read('2026-10-25 02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30Z');
    expect(read('2026-03-29 02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30Z');
  });

  const ZONES = ['UTC', 'Asia/Tehran', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu'];
  const PERSIAN = new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });

  it('in the Jalali calendar is the day that the platform’s own calendar says', () => {
    const days = fc.integer({ min: 0, max: Math.floor(Date.UTC(2100, 0) / 86_400_000) });
    fc.assert(
      fc.property(days, (day) => {
        const parts = PERSIAN.formatToParts(day * 86_400_000);
        const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
        const text = `${part('year')}/${part('month')}/${part('day')}`;
        expect(value(readMoment(text, { dates: 'dmy', timeZone: 'UTC' }))).toBe(day * 86_400_000);
      }),
    );
  });

  const shownAt = (ms: number, timeZone: string): string =>
    new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(ms);

  it('is the moment at which clocks of the zone showed it', () => {
    const moments = fc.integer({ min: Date.UTC(1980, 0), max: Date.UTC(2040, 0) });
    fc.assert(
      fc.property(moments, fc.constantFrom(...ZONES), (ms, timeZone) => {
        const minute = Math.floor(ms / 60_000) * 60_000;
        const shown = shownAt(minute, timeZone);
        const local = Date.parse(`${shown.replace(' ', 'T')}Z`);
        const found = toUtc(local, timeZone);
        // Of a local time that there was twice it is the first.
        expect(found).toBeLessThanOrEqual(minute);
        expect(shownAt(found, timeZone)).toBe(shown);
      }),
    );
  });
});
