/** A person as `leads` lists them and `visitors/{id}` shows them. */
import { z } from '@hono/zod-openapi';
import {
  label,
  moment,
  money,
  nextMove,
  pageOf,
  personId,
  points,
  sentence,
  source,
} from './basics.ts';
import { followUp } from './follow-up.ts';
import { habits, interests } from './habits.ts';
import { VISIT_EXAMPLE, visitItem } from './timeline.ts';

/** Orders of one trust. A refunded part is taken off the value. */
const orderSum = z
  .object({ count: z.number().int(), value: z.array(money) })
  .openapi('OrderSum', { example: { count: 1, value: [{ currency: 'EUR', value: 129.9 }] } });

const orders = z
  .object({
    verified: orderSum,
    unverified: orderSum,
    last: moment.nullable(),
  })
  .openapi('Orders', {
    description: 'What a browser reported is unverified: anyone can send it. Never add the two.',
    example: {
      verified: { count: 1, value: [{ currency: 'EUR', value: 129.9 }] },
      unverified: { count: 0, value: [] },
      last: '2026-05-07T18:02:11.000Z',
    },
  });

const trend = z.object({ days: z.number().int(), change: points }).openapi('Trend', {
  description:
    'Score now minus score so many days ago, by the rules of today; null where the log that a list reads does not reach that far back',
  example: { days: 7, change: 53.25 },
});

export const leadShape = {
  person: personId,
  score: points,
  trend: trend.nullable(),
  grade: z.string(),
  rung: z.string(),
  rung_since: moment.nullable(),
  segments: z.array(z.string()),
  why: sentence,
  next: nextMove.nullable(),
  first_source: source.nullable(),
  last_source: source.nullable(),
  first_seen: moment.nullable(),
  last_seen: moment.nullable(),
  country: z.string().nullable().openapi({ description: 'ISO 3166-1 alpha-2, of the last visit' }),
  email_known: z.boolean(),
  orders,
  bot: z.boolean().openapi({ description: 'Everything seen of this visitor was software' }),
  model: z.number().int().openapi({
    description: 'Version of the model that says so: an earlier one until a publish reaches them',
  }),
};

const lead = z.object(leadShape);

export const LEAD_EXAMPLE: z.infer<typeof lead> = {
  person: 'p_0f4c2a9d5be1473c8a6d1e2f3b4c5d6e',
  score: 130.4,
  trend: { days: 7, change: 53.25 },
  grade: 'medium',
  rung: 'prospect',
  rung_since: '2026-05-04T10:15:00.000Z',
  segments: ['potential'],
  why: {
    en: 'Medium: saw the pricing page three times.',
    fa: 'متوسط: صفحهٔ قیمت‌ها را سه بار دیده است.',
  },
  next: { at: '2026-05-18T06:12:45.120Z', kind: 'grade', from: 'medium', to: 'weak' },
  first_source: { channel: 'paid_search', source: 'google', medium: 'cpc', campaign: 'spring' },
  last_source: { channel: 'direct' },
  first_seen: '2026-05-01T08:00:00.000Z',
  last_seen: '2026-05-08T09:30:00.000Z',
  country: 'DE',
  email_known: true,
  orders: {
    verified: { count: 0, value: [] },
    unverified: { count: 0, value: [] },
    last: null,
  },
  bot: false,
  model: 1,
};

export const leadSchema = lead.openapi('Lead', { example: LEAD_EXAMPLE });
export type Lead = z.infer<typeof leadSchema>;

export const leadPage = pageOf(leadSchema).openapi('LeadPage', {
  example: { data: [LEAD_EXAMPLE], next_cursor: null, as_of: '2026-05-08T09:30:00.000Z' },
});

const device = z.object({
  judged: z.enum(['bot', 'person']).optional().openapi({ description: 'What you said of it' }),
  visitor: z.string().openapi({ description: 'Visitor id; `s:server` for calls without one' }),
  first_seen: moment,
  last_seen: moment,
});

const user = z.object({
  id: z.string(),
  since: moment,
  proven: z.boolean().openapi({
    description: 'False for a claim: an unsigned identify on a further device, which joins nothing',
  }),
  by: z
    .enum(['first_device', 'signature', 'secret_key', 'trusted', 'claim', 'unlinked'])
    .openapi({ description: '`unlinked`: the owner took the device away from this user id' }),
  visitor: z.string().openapi({ description: 'The device that said so' }),
});

const textOrNull = z.string().nullable();

const profile = z
  .object({
    name: textOrNull,
    job_title: textOrNull,
    company: textOrNull,
    country: textOrNull,
    region: textOrNull,
    city: textOrNull,
    time_zone: textOrNull,
    language: textOrNull,
    device: textOrNull,
    browser: textOrNull,
    os: textOrNull,
    subscribed: z.boolean().nullable().openapi({
      description: 'To the newsletter; null when they neither signed up nor unsubscribed',
    }),
  })
  .openapi('Profile', {
    description: 'Place, device, browser and system of the last visit, the rest from traits',
    example: {
      ...{ name: 'Sara Ahmadi', job_title: 'CEO', company: 'Pet Shop', country: 'DE' },
      ...{ region: 'Bavaria', city: 'Munich', time_zone: 'Europe/Berlin', language: 'de' },
      ...{ device: 'mobile', browser: 'Safari', os: 'iOS', subscribed: true },
    },
  });

export const visitorSchema = z
  .object({
    ...leadShape,
    grade_label: label,
    rung_label: label,
    profile,
    interests,
    habits: habits.nullable(),
    visit_count: z.number().int(),
    visits: z.array(visitItem).openapi({
      description: 'The latest ones, newest first; `visitors/{id}/visits` has all',
    }),
    follow_up: followUp,
    traits: z.record(z.string(), z.unknown()),
    devices: z.array(device),
    users: z.array(user),
    consent: z.enum(['granted', 'denied']).nullable(),
    contacted: z.object({ at: moment, by: z.string() }).nullable(),
    as_of: moment,
  })
  .openapi('Visitor', {
    example: {
      ...LEAD_EXAMPLE,
      grade_label: { en: 'Medium', fa: 'متوسط' },
      rung_label: { en: 'Prospect', fa: 'مشتری بالقوه' },
      profile: {
        ...{ name: null, job_title: 'CEO', company: null, country: 'DE', region: 'Bavaria' },
        ...{ city: 'Munich', time_zone: 'Europe/Berlin', language: null, device: 'mobile' },
        ...{ browser: 'Safari', os: 'iOS', subscribed: true },
      },
      interests: {
        items: [],
        categories: [],
        searches: [{ name: 'cat food', times: 1 }],
        pages: [{ name: '/pricing', times: 3 }],
      },
      habits: { visits: 3, weekday: 'friday', hour: 8 },
      visit_count: 3,
      visits: [VISIT_EXAMPLE],
      follow_up: {
        ...{ attempts: 1, last_at: '2026-05-07T10:00:00.000Z', next_at: null },
        ...{ snoozed_until: null, responsible: 'Reza' },
      },
      traits: { job_title: 'CEO' },
      devices: [
        {
          visitor: '5f1d2c3b-4a59-4687-9abc-def012345678',
          first_seen: '2026-05-01T08:00:00.000Z',
          last_seen: '2026-05-08T09:30:00.000Z',
        },
      ],
      users: [
        {
          id: 'user-42',
          since: '2026-05-04T10:15:00.000Z',
          proven: true,
          by: 'first_device',
          visitor: '5f1d2c3b-4a59-4687-9abc-def012345678',
        },
      ],
      consent: 'granted',
      contacted: { at: '2026-05-07T10:00:00.000Z', by: 'Reza' },
      as_of: '2026-05-08T09:30:00.000Z',
    },
  });
export type Visitor = z.infer<typeof visitorSchema>;
