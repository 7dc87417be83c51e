/** When things happen. */
import { z } from '@hono/zod-openapi';
import { count, FRESH_EXAMPLE, freshness, PERIOD_EXAMPLE, periodShape } from './report.ts';

/** The week begins on Monday. */
export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

export const BEATS = ['visits', 'ad_arrivals', 'slot_clicks', 'signups', 'purchases'] as const;

const when = {
  weekday: z.enum(WEEKDAYS),
  hour: z.number().int().min(0).max(23).openapi({ description: 'Begun, on the site’s clocks' }),
};

const beats = {
  visits: count,
  ad_arrivals: count,
  slot_clicks: count,
  signups: count,
  purchases: count,
};

const cell = z.object({ ...when, ...beats }).openapi('RhythmCell');
export type RhythmCell = z.infer<typeof cell>;

const peak = z
  .object({ ...when, count })
  .nullable()
  .openapi('Peak', {
    description: 'The hour with the most of it, the first of several; null when there was none',
    example: { weekday: 'thursday', hour: 20, count: 41 },
  });

const NOTHING = { visits: 0, ad_arrivals: 0, slot_clicks: 0, signups: 0, purchases: 0 };
const SOME = { visits: 41, ad_arrivals: 6, slot_clicks: 0, signups: 3, purchases: 1 };
const AT = { weekday: 'thursday', hour: 20 } as const;

export const rhythmSchema = z
  .object({
    ...freshness,
    ...periodShape,
    time_zone: z.string(),
    segment: z.string().nullable(),
    data: z.array(cell).openapi({ description: '168 cells: Monday 0:00 first, Sunday 23:00 last' }),
    busiest: z.object({
      visits: peak,
      ad_arrivals: peak,
      slot_clicks: peak,
      signups: peak,
      purchases: peak,
    }),
    totals: z.object(beats),
  })
  .openapi('Rhythm', {
    example: {
      ...FRESH_EXAMPLE,
      ...PERIOD_EXAMPLE,
      time_zone: 'Europe/Berlin',
      segment: null,
      data: [
        { weekday: 'thursday', hour: 19, ...NOTHING },
        { ...AT, ...SOME },
      ],
      busiest: {
        visits: { ...AT, count: 41 },
        ad_arrivals: { ...AT, count: 6 },
        slot_clicks: null,
        signups: { ...AT, count: 3 },
        purchases: { ...AT, count: 1 },
      },
      totals: SOME,
    },
  });
export type Rhythm = z.infer<typeof rhythmSchema>;
