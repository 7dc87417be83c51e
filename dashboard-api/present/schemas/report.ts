/** What all reports have in common: the period, and how fresh the figures are. */
import { z } from '@hono/zod-openapi';
import { calendarDay, moment } from './basics.ts';

export const periodShape = {
  from: calendarDay.openapi({ description: 'First day, in the site’s time zone' }),
  to: calendarDay.openapi({ description: 'Last day, included' }),
};

export const freshness = {
  as_of: moment,
  counted_at: moment.nullable().openapi({
    description:
      'When the newest count of a day of the period began, be it under way; null when no day of it was counted yet',
  }),
  pending_days: z.number().int().openapi({
    description:
      'Days of the period in which something happened that is not counted yet, or not to the end: their figures are some minutes old',
  }),
};

export const FRESH_EXAMPLE = {
  as_of: '2026-05-08T09:30:00.000Z',
  counted_at: '2026-05-08T09:27:00.000Z',
  pending_days: 1,
};
export const PERIOD_EXAMPLE = { from: '2026-04-09', to: '2026-05-08' };

export const count = z.number().int();

/** The same people, orders or money, credited in three ways that each sum to the same. */
export const credit = z
  .object({ first: z.number(), last: z.number(), linear: z.number() })
  .openapi('Credit', {
    description:
      'Credited to the first touch of the 90 days before, to the last that is not direct, and to all of them alike. Shares have at most six decimals; each way sums to the same over all lines',
    example: { first: 3, last: 2, linear: 2.5 },
  });
