/** What happened to a person, newest first. */
import { z } from '@hono/zod-openapi';
import { moment, pageOf, points, source } from './basics.ts';

const device = z.string().openapi({ description: 'Visitor id; `s:server` for calls without one' });

const eventItem = z.object({
  kind: z.literal('event'),
  at: moment,
  id: z.string(),
  type: z.string(),
  device,
  url: z.string().optional(),
  title: z.string().optional(),
  source: source.optional(),
  country: z.string().optional(),
  region: z.string().optional(),
  city: z.string().optional(),
  time_zone: z.string().optional(),
  props: z.record(z.string(), z.unknown()).optional(),
  verified: z.boolean(),
  bot: z.boolean(),
});

export const visitItem = z.object({
  kind: z.literal('visit'),
  at: moment,
  last: moment,
  ended: z.boolean(),
  first: z.boolean(),
  device,
  pages: z.number().int(),
  events: z.number().int(),
  engaged_ms: z.number().int(),
  landing: z.string().optional(),
  exit: z.string().optional(),
  source,
  country: z.string().optional(),
  region: z.string().optional(),
  city: z.string().optional(),
  agent: z
    .object({
      device: z.string().optional(),
      browser: z.string().optional(),
      os: z.string().optional(),
    })
    .optional(),
});

export const cause = z.discriminatedUnion('by', [
  z.object({
    by: z.literal('event'),
    event: z.string(),
    type: z.string(),
    rule: z.string().optional(),
  }),
  z.object({ by: z.literal('time') }),
  z.object({ by: z.literal('model'), alert: z.literal(true).optional() }).openapi({
    description: 'The rules were changed; `alert` when the owner asked for alerts about that',
  }),
]);

const moveItem = z.object({
  kind: z.literal('move'),
  at: moment,
  of: z.enum(['rung', 'grade']),
  from: z.string(),
  to: z.string(),
  direction: z
    .enum(['up', 'down'])
    .nullable()
    .openapi({ description: 'Null when the model does not have the place that was left' }),
  cause,
  score: points,
  model: z.number().int(),
});

export const orderItem = z.object({
  kind: z.literal('order'),
  at: moment,
  order_id: z.string(),
  value: z.number(),
  refunded: z.number(),
  currency: z.string(),
  items: z.number(),
  coupon: z.string().optional(),
  verified: z.boolean(),
  event: z.string(),
});

export const VISIT_EXAMPLE = {
  kind: 'visit' as const,
  at: '2026-05-04T10:14:02.000Z',
  last: '2026-05-04T10:15:00.000Z',
  ended: true,
  first: false,
  device: '5f1d2c3b-4a59-4687-9abc-def012345678',
  pages: 2,
  events: 3,
  engaged_ms: 41_000,
  landing: 'https://shop.example/',
  exit: 'https://shop.example/pricing',
  source: { channel: 'direct' as const },
  country: 'DE',
} satisfies z.infer<typeof visitItem>;

export const visitPage = pageOf(visitItem).openapi('VisitPage', {
  example: { data: [VISIT_EXAMPLE], next_cursor: null, as_of: '2026-05-08T09:30:00.000Z' },
});
export type VisitPage = z.infer<typeof visitPage>;

export const orderPage = pageOf(orderItem)
  .extend({
    older: z.number().int().openapi({
      description:
        'Orders beyond the latest 200, of which only sums are kept: they are in the timeline',
    }),
  })
  .openapi('OrderPage', {
    example: {
      data: [
        {
          ...{ kind: 'order', at: '2026-05-07T18:02:11.000Z', order_id: '4711', value: 129.9 },
          ...{ refunded: 0, currency: 'EUR', items: 2, verified: true },
          event: '01890b2c-5f00-7000-8000-000000000007',
        },
      ],
      next_cursor: null,
      as_of: '2026-05-08T09:30:00.000Z',
      older: 0,
    },
  });
export type OrderPage = z.infer<typeof orderPage>;

export const timelineItem = z
  .discriminatedUnion('kind', [eventItem, visitItem, moveItem, orderItem])
  .openapi('TimelineItem');
export type TimelineItem = z.infer<typeof timelineItem>;

export const timelinePage = pageOf(timelineItem).openapi('TimelinePage', {
  example: {
    data: [
      {
        kind: 'move',
        at: '2026-05-04T10:15:00.000Z',
        of: 'rung',
        from: 'lead',
        to: 'prospect',
        direction: 'up',
        cause: {
          by: 'event',
          event: '01890b2c-5f00-7000-8000-000000000002',
          type: 'page_view',
        },
        score: 89.12,
        model: 1,
      },
      {
        kind: 'event',
        at: '2026-05-04T10:15:00.000Z',
        id: '01890b2c-5f00-7000-8000-000000000002',
        type: 'page_view',
        device: '5f1d2c3b-4a59-4687-9abc-def012345678',
        url: 'https://shop.example/pricing',
        title: 'Pricing',
        verified: false,
        bot: false,
      },
      VISIT_EXAMPLE,
    ],
    next_cursor: null,
    as_of: '2026-05-08T09:30:00.000Z',
  },
});
