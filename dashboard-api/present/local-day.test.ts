import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localDayOf, mondayOf, monthOf, startOfDay } from './local-day.ts';
import { DAY_MS, toDate, toRfc3339 } from './time.ts';

const dayOf = (date: string) => Date.parse(date) / DAY_MS;

test('A moment is on the day that the clocks of its zone show', () => {
  const at = Date.parse('2026-05-08T21:00:00Z');
  expect(toDate(localDayOf('UTC', at))).toBe('2026-05-08');
  expect(toDate(localDayOf('Asia/Tehran', at))).toBe('2026-05-09');
  expect(toDate(localDayOf('Pacific/Kiritimati', at))).toBe('2026-05-09');
  expect(toDate(localDayOf('America/Los_Angeles', Date.parse('2026-05-08T06:59:59Z')))).toBe(
    '2026-05-07',
  );
});

test.each([
  ['UTC', '2026-05-08', '2026-05-08T00:00:00.000Z'],
  ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z'],
  ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00.000Z'],
  ['Europe/Berlin', '2026-10-26', '2026-10-25T23:00:00.000Z'],
  ['Asia/Tehran', '2026-01-01', '2025-12-31T20:30:00.000Z'],
  // Clocks leave midnight out in spring, and come back to the day before in autumn.
  ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00.000Z'],
  ['Asia/Beirut', '2025-10-26', '2025-10-25T22:00:00.000Z'],
  ['America/Havana', '2026-03-08', '2026-03-08T05:00:00.000Z'],
])('In %s the day %s begins at %s', (zone, date, begins) => {
  expect(toRfc3339(startOfDay(zone, dayOf(date)))).toBe(begins);
});

test('The moment before a day begins is another day’s, in every zone', () => {
  const zone = fc.constantFrom(
    ...['UTC', 'Europe/Berlin', 'Asia/Tehran', 'Asia/Beirut', 'America/Havana'],
    ...['Australia/Lord_Howe', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Auckland'],
  );
  fc.assert(
    fc.property(zone, fc.integer({ min: 15_000, max: 22_000 }), (timeZone, day) => {
      const begin = startOfDay(timeZone, day);
      expect(localDayOf(timeZone, begin)).toBe(day);
      expect(localDayOf(timeZone, begin - 1)).toBe(day - 1);
    }),
    { numRuns: 300 },
  );
});

test('Weeks begin on Monday and months on their first day', () => {
  expect(toDate(mondayOf(dayOf('2026-05-08')))).toBe('2026-05-04');
  expect(toDate(mondayOf(dayOf('2026-05-04')))).toBe('2026-05-04');
  expect(toDate(mondayOf(dayOf('2026-05-10')))).toBe('2026-05-04');
  expect(mondayOf(0)).toBe(-3);
  expect(toDate(monthOf(dayOf('2026-05-31')))).toBe('2026-05-01');
  expect(toDate(monthOf(dayOf('2026-12-31'), 1))).toBe('2027-01-01');
});
