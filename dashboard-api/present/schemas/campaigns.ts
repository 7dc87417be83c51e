/** Campaigns as the API takes and shows them. */
import { z } from '@hono/zod-openapi';
import { CAMPAIGN_FIELDS } from '../../../collector/engine/reports/types.ts';
import { calendarDay, moment } from './basics.ts';

/** Greatest amount, major units: as much as an event may carry. */
const MOST = 9e12;
/** Days of what was spent. */
const MOST_DAYS = 4000;

const globs = z.array(z.string().trim().min(1).max(200)).min(1).max(50);

const match = z
  .strictObject(
    Object.fromEntries(CAMPAIGN_FIELDS.map((field) => [field, globs.optional()])) as Record<
      (typeof CAMPAIGN_FIELDS)[number],
      z.ZodOptional<typeof globs>
    >,
  )
  .refine((fields) => Object.values(fields).some((value) => value !== undefined), {
    error: 'must name a field',
  })
  .openapi('CampaignMatch', {
    description:
      'Which visits are the campaign’s: every field named must fit, a field fits when one of its patterns does (`*` is any text, whatever the case). `campaign`, `source`, `medium`, `term`, `content` are those of the UTM parameters, `network` is the ad network, `landing` the path of the first page. A visit that fits several campaigns belongs to the one made first',
    example: { campaign: ['spring*'], medium: ['cpc', 'email'] },
  });

const amount = z.number().min(0).max(MOST);
const money = amount.openapi({ description: 'In the campaign’s currency, such as 1250.50' });

const fields = {
  name: z.string().trim().min(1).max(200),
  from: calendarDay.openapi({ description: 'First day, in the site’s time zone' }),
  to: calendarDay.nullable().openapi({ description: 'Last day, included; null for no end' }),
  budget: money.nullable(),
  expected_sales: money.nullable().openapi({ description: 'Revenue that is hoped for' }),
  match,
};

const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'must be an ISO 4217 code such as EUR' })
  .openapi({ description: 'ISO 4217', example: 'EUR' });

export const newCampaign = z
  .strictObject({
    name: fields.name,
    from: fields.from,
    to: fields.to.default(null),
    budget: fields.budget.default(null),
    currency: currency
      .optional()
      .openapi({ description: 'Default the site’s; it stays as it is then' }),
    expected_sales: fields.expected_sales.default(null),
    match: fields.match,
  })
  .openapi('NewCampaign', {
    example: {
      name: 'Spring sale',
      from: '2026-04-01',
      to: '2026-04-30',
      budget: 1200,
      currency: 'EUR',
      expected_sales: 6000,
      match: { campaign: ['spring*'] },
    },
  });

export const campaignChange = z
  .strictObject(fields)
  .partial()
  .openapi('CampaignChange', { example: { to: '2026-05-15', budget: 1500 } });

const spentDay = z.strictObject({ date: z.iso.date(), amount });

export const spendSchema = z
  .strictObject({
    spend: z
      .array(spentDay)
      .max(MOST_DAYS)
      .refine((days) => new Set(days.map(({ date }) => date)).size === days.length, {
        error: 'names a day twice',
      }),
  })
  .openapi('CampaignSpend', { example: { spend: [{ date: '2026-04-01', amount: 39.9 }] } });

const shown = z.object({
  id: z.string(),
  ...fields,
  currency,
  spent: z.number().openapi({ description: 'Sum of all days' }),
  created_at: moment,
});

const SHOWN: z.infer<typeof shown> = {
  id: 'cmp_0196af2b3c4d5e6f7081',
  name: 'Spring sale',
  from: '2026-04-01',
  to: '2026-04-30',
  budget: 1200,
  expected_sales: 6000,
  match: { campaign: ['spring*'] },
  currency: 'EUR',
  spent: 79.8,
  created_at: '2026-03-20T09:30:00.000Z',
};

export type CampaignLine = z.infer<typeof shown>;

export const campaignList = z
  .object({ data: z.array(shown), as_of: moment })
  .openapi('Campaigns', { example: { data: [SHOWN], as_of: '2026-05-08T09:30:00.000Z' } });

export const campaignSchema = shown
  .extend({ spend: z.array(z.object({ date: calendarDay, amount: z.number() })) })
  .openapi('Campaign', {
    example: {
      ...SHOWN,
      spend: [
        { date: '2026-04-01', amount: 39.9 },
        { date: '2026-04-02', amount: 39.9 },
      ],
    },
  });
export type Campaign = z.infer<typeof campaignSchema>;
