/** What each source brought. */
import { z } from '@hono/zod-openapi';
import { count, credit, FRESH_EXAMPLE, freshness, PERIOD_EXAMPLE, periodShape } from './report.ts';
import { share } from './share.ts';

export const SOURCE_DIMENSIONS = [
  'channel',
  'referrer',
  'keyword',
  'campaign',
  'ad',
  'country',
  'region',
  'landing_page',
  'device',
] as const;
export type SourceDimension = (typeof SOURCE_DIMENSIONS)[number];

const figures = {
  visits: count,
  people: count.openapi({ description: 'With such a visit, each once' }),
  new_people: count.openapi({ description: 'Whose first visit it was' }),
  pages: count,
  engaged_s: z.number().openapi({ description: 'Seconds in use' }),
  ad_arrivals: count,
  slot_clicks: count,
  signups: count,
  unsubscribes: count,
  leads: credit,
  customers: credit,
  orders: z
    .object({ verified: credit, unverified: credit })
    .openapi({ description: 'What a browser reported is unverified: never add the two' }),
  revenue: z
    .array(z.object({ currency: z.string(), verified: credit, unverified: credit }))
    .openapi({ description: 'Less what was refunded' }),
  buying_visits: count.openapi({ description: 'Visits in which an order was placed' }),
  conversion: share,
};

const line = z.object({ item: z.string(), ...figures }).openapi('SourceLine');
export type SourceLine = z.infer<typeof line>;

const totals = z.object(figures).openapi('SourceTotals', {
  description: 'Of all lines, on this page or not. People are each counted once, so no sum.',
});
export type SourceFigures = z.infer<typeof totals>;

const NO_CREDIT = { first: 0, last: 0, linear: 0 };
const FIGURES: SourceFigures = {
  visits: 240,
  people: 180,
  new_people: 120,
  pages: 610,
  engaged_s: 9120.5,
  ad_arrivals: 31,
  slot_clicks: 2,
  signups: 9,
  unsubscribes: 1,
  leads: { first: 20, last: 18, linear: 19.5 },
  customers: { first: 4, last: 3, linear: 3.333334 },
  orders: { verified: { first: 5, last: 4, linear: 4.5 }, unverified: NO_CREDIT },
  revenue: [
    {
      currency: 'EUR',
      verified: { first: 249.5, last: 199.6, linear: 224.55 },
      unverified: NO_CREDIT,
    },
  ],
  buying_visits: 5,
  conversion: {
    value: 0.020833333333333332,
    n: 240,
    low: 0.008928,
    high: 0.047832,
  },
};

export const sourcesSchema = z
  .object({
    ...freshness,
    ...periodShape,
    by: z.enum(SOURCE_DIMENSIONS),
    segment: z.string().nullable(),
    data: z.array(line),
    next_cursor: z
      .string()
      .nullable()
      .openapi({ description: 'Send it as `cursor` for the next page; null on the last one' }),
    totals,
  })
  .openapi('Sources', {
    example: {
      ...FRESH_EXAMPLE,
      ...PERIOD_EXAMPLE,
      by: 'channel',
      segment: null,
      data: [{ item: 'paid_search', ...FIGURES }],
      next_cursor: null,
      totals: FIGURES,
    },
  });
export type Sources = z.infer<typeof sourcesSchema>;
