/** Whether a campaign paid. */
import { z } from '@hono/zod-openapi';
import { count, FRESH_EXAMPLE, freshness, periodShape } from './report.ts';

export const ATTRIBUTIONS = ['first', 'last', 'linear'] as const;
export type Attribution = (typeof ATTRIBUTIONS)[number];

const number = z.number();
const ratio = number.nullable();
const byTrust = { verified: number, unverified: number };

export const campaignReportSchema = z
  .object({
    ...freshness,
    ...periodShape,
    campaign: z.string(),
    name: z.string(),
    attribution: z.enum(ATTRIBUTIONS),
    purchases: z.enum(['any', 'verified']),
    running: z.boolean(),
    visits: count,
    people: count.openapi({ description: 'With such a visit, each once' }),
    new_people: count,
    signups: count,
    leads: number.openapi({ description: 'Credited; at most six decimals' }),
    customers: number.openapi({ description: 'Credited first orders' }),
    orders: z.object(byTrust).openapi({ description: 'Credited, by trust: never add the two' }),
    currency: z.string(),
    revenue: z.object(byTrust).openapi({ description: 'Credited, in the campaign’s currency' }),
    other_currencies: z
      .array(z.object({ currency: z.string(), ...byTrust }))
      .openapi({ description: 'Credited revenue that none of the figures below counts' }),
    sales: z
      .object({
        actual: number.openapi({
          description: 'Revenue that counts: all, or with `purchases=verified` the verified one',
        }),
        expected: ratio,
        share: ratio.openapi({ description: 'actual / expected' }),
        expected_by_now: ratio.openapi({
          description: 'Pro rata to the days begun; null without an end',
        }),
        share_by_now: ratio,
      })
      .openapi('CampaignSales'),
    budget: z
      .object({
        planned: ratio,
        spent: number.openapi({ description: 'Up to the last day of the report' }),
        share: ratio.openapi({ description: 'spent / planned' }),
      })
      .openapi('CampaignBudget'),
    roi: ratio.openapi({
      description:
        '(actual sales − spent) / spent: 0.25 is a quarter won; null when nothing was spent',
    }),
    cost_per: z
      .object({ visit: ratio, lead: ratio, order: ratio, customer: ratio })
      .openapi('CostPer', {
        description: 'Spent by each, to the minor unit; null when there was none',
        example: { visit: 0.33, lead: 4.16, order: 15.96, customer: 26.6 },
      }),
    break_even: z
      .object({
        reached: z.boolean(),
        revenue_needed: number,
        average_order: ratio.openapi({
          description: 'Of the whole site’s orders in this currency and these days',
        }),
        orders_needed: ratio.openapi({ description: 'Whole orders; null without an average' }),
      })
      .openapi('BreakEven'),
  })
  .openapi('CampaignReport', {
    example: {
      ...FRESH_EXAMPLE,
      from: '2026-04-01',
      to: '2026-05-08',
      campaign: 'cmp_0196af2b3c4d5e6f7081',
      name: 'Spring sale',
      attribution: 'last',
      purchases: 'any',
      running: false,
      visits: 240,
      people: 180,
      new_people: 120,
      signups: 9,
      leads: 19.2,
      customers: 3,
      orders: { verified: 5, unverified: 0 },
      currency: 'EUR',
      revenue: { verified: 249.5, unverified: 0 },
      other_currencies: [],
      sales: {
        actual: 249.5,
        expected: 6000,
        share: 0.041583333333333333,
        expected_by_now: 6000,
        share_by_now: 0.041583333333333333,
      },
      budget: { planned: 1200, spent: 79.8, share: 0.0665 },
      roi: 2.1265664160401,
      cost_per: { visit: 0.33, lead: 4.16, order: 15.96, customer: 26.6 },
      break_even: { reached: true, revenue_needed: 0, average_order: 49.9, orders_needed: 0 },
    },
  });
export type CampaignReport = z.infer<typeof campaignReportSchema>;
