/** What customers are worth, and whether they are happy. */
import { z } from '@hono/zod-openapi';
import { calendarDay, label, moment, personId } from './basics.ts';
import { count, FRESH_EXAMPLE, freshness, PERIOD_EXAMPLE, periodShape } from './report.ts';
import { share } from './share.ts';

const worth = z.object({
  orders: count,
  value: z.number().openapi({ description: 'Less what was refunded' }),
  average: z.number().nullable().openapi({ description: 'To the minor unit' }),
});
const owned = z.object({ people: count, value: z.number(), average: z.number().nullable() });

const byCurrency = <T extends z.ZodType>(side: T) =>
  z.array(z.object({ currency: z.string(), verified: side, unverified: side }));

const csat = z
  .object({
    n: count,
    mean: z.number().nullable(),
    satisfied: share.openapi({ description: 'Answers of 4 and 5' }),
  })
  .openapi('Csat', { description: 'Answers from 1 to 5' });

const nps = z
  .object({
    n: count,
    promoters: count.openapi({ description: 'Answers of 9 and 10' }),
    passives: count,
    detractors: count.openapi({ description: 'Answers of 0 to 6' }),
    score: z.number().nullable().openapi({
      description: 'Promoters less detractors, in percent of all answers: −100 to 100',
    }),
  })
  .openapi('Nps', { description: 'Answers from 0 to 10' });

const stretch = z.object({
  from: calendarDay,
  to: calendarDay,
  csat,
  nps,
  complaints: count,
  resolved: count,
});

const voice = z.object({
  person: personId,
  at: moment,
  kind: z.string().openapi({ description: '`complaint`, `resolved`, `feedback`, `csat` or `nps`' }),
  score: z.number().nullable(),
  topic: z.string().nullable(),
  text: z.string(),
});

const CSAT = { n: 10, mean: 4.2, satisfied: { value: 0.8, n: 10, low: 0.4902, high: 0.9433 } };
const NPS = { n: 10, promoters: 6, passives: 2, detractors: 2, score: 40 };

export const customersSchema = z
  .object({
    ...freshness,
    ...periodShape,
    orders: z.object({
      count: count.openapi({ description: 'Of both trusts' }),
      first: count.openapi({ description: 'First orders of their people: customers won' }),
      with_coupon: share,
      by_currency: byCurrency(worth),
    }),
    second_orders: z.object({
      n: count,
      median_days: z.number().nullable().openapi({ description: 'From the first to the second' }),
    }),
    census_at: moment.nullable().openapi({
      description:
        'When everybody was counted last, up to the end of the period: `base` is as of then',
    }),
    base: z
      .object({
        customers: count.openapi({ description: 'With an order that stands' }),
        repeat_rate: share.openapi({ description: 'With two orders or more' }),
        orders_each: z.number().nullable().openapi({ description: 'Mean' }),
        value_to_date: byCurrency(owned),
        quiet: share.openapi({
          description:
            'Of those with two orders or more: silent for more than twice their own mean interval',
        }),
        churn: z.array(z.object({ days: count, rate: share })).openapi({
          description:
            'Looking back so many days: of those who had ordered in the year before, for how many a year without an order was full by now',
        }),
        segments: z
          .array(z.object({ id: z.string(), label, share }))
          .openapi({ description: 'Shares of the customers; a person may be in several' }),
      })
      .nullable()
      .openapi({ description: 'All customers; null before the first census' }),
    csat,
    nps,
    complaints: z.object({
      made: count,
      resolved: count,
      open: count.openapi({
        description:
          'People who complained in the last 365 days, and not before their last resolution: now',
      }),
      complete: z.boolean().openapi({
        description:
          'False when there were more acts than one call reads: older ones are not in `open`',
      }),
    }),
    over_time: z.object({
      unit: z.enum(['week', 'month']).openapi({ description: 'Months beyond 26 weeks' }),
      data: z.array(stretch).openapi({ description: 'Oldest first; weeks begin on Monday' }),
    }),
    voices: z
      .array(voice)
      .openapi({ description: 'The newest 50 texts of the period, newest first' }),
  })
  .openapi('Customers', {
    example: {
      ...FRESH_EXAMPLE,
      ...PERIOD_EXAMPLE,
      orders: {
        count: 20,
        first: 12,
        with_coupon: { value: 0.25, n: 20, low: 0.1119, high: 0.4687 },
        by_currency: [
          {
            currency: 'EUR',
            verified: { orders: 20, value: 998, average: 49.9 },
            unverified: { orders: 0, value: 0, average: null },
          },
        ],
      },
      second_orders: { n: 5, median_days: 28 },
      census_at: '2026-05-08T03:10:00.000Z',
      base: {
        customers: 80,
        repeat_rate: { value: 0.25, n: 80, low: 0.1682, high: 0.3548 },
        orders_each: 1.5,
        value_to_date: [
          {
            currency: 'EUR',
            verified: { people: 80, value: 5988, average: 74.85 },
            unverified: { people: 0, value: 0, average: null },
          },
        ],
        quiet: { value: 0.1, n: 20, low: 0.0279, high: 0.301 },
        churn: [{ days: 30, rate: { value: 0.05, n: 60, low: 0.0171, high: 0.137 } }],
        segments: [
          {
            id: 'new',
            label: { en: 'New', fa: 'تازه' },
            share: { value: 0.15, n: 80, low: 0.0881, high: 0.2442 },
          },
        ],
      },
      csat: CSAT,
      nps: NPS,
      complaints: { made: 3, resolved: 2, open: 1, complete: true },
      over_time: {
        unit: 'week',
        data: [
          {
            from: '2026-05-04',
            to: '2026-05-08',
            csat: CSAT,
            nps: NPS,
            complaints: 3,
            resolved: 2,
          },
        ],
      },
      voices: [
        {
          person: 'p_0f4c2a9d5be1473c8a6d1e2f3b4c5d6e',
          at: '2026-05-06T17:20:00.000Z',
          kind: 'complaint',
          score: null,
          topic: 'delivery',
          text: 'The bag was torn.',
        },
      ],
    },
  });
export type Customers = z.infer<typeof customersSchema>;
