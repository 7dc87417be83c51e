/** Webhooks as the API takes and shows them. */
import { z } from '@hono/zod-openapi';
import { moment } from './basics.ts';

export const WEBHOOK_EVENTS = ['standing.changed', 'lead.strong', 'purchase'] as const;

const HEADER = /^[A-Za-z0-9-]{1,100}$/;
/** Ours, or such as would change where the request goes. */
const RESERVED =
  /^(webhook-.*|host|content-type|content-length|transfer-encoding|connection|cookie)$/i;

const headers = z
  .record(
    z
      .string()
      .regex(HEADER)
      .refine((name) => !RESERVED.test(name), { error: 'is not yours to set' }),
    z.string().regex(/^[\x20-\x7e]{0,1000}$/),
  )
  .refine((all) => Object.keys(all).length <= 20, { error: 'has more than 20 entries' })
  .openapi({ description: 'Sent with each message, such as `Authorization`; never shown again' });

const fields = {
  url: z.string().min(1).max(2048).openapi({ example: 'https://crm.example/hooks/rung' }),
  name: z.string().max(100),
  events: z
    .array(z.enum(WEBHOOK_EVENTS))
    .max(10)
    .openapi({ example: ['lead.strong'] }),
  format: z.enum(['json', 'slack', 'mail']).openapi({
    description:
      '`json` is the message itself; `slack` what an incoming webhook of Slack takes; `mail` what HTTP mail services take: `{from, to, subject, text}`',
  }),
  hour: z.int().min(0).max(23).openapi({ description: 'Of a digest, in the site’s time zone' }),
  from: z.string().max(320).openapi({ description: 'Of mails' }),
  to: z.string().max(320).openapi({ description: 'Of mails' }),
  template: z
    .record(z.string(), z.unknown())
    .refine((value) => JSON.stringify(value).length <= 10_000, { error: 'is too long' })
    .openapi({
      description:
        'Instead of the format’s own: JSON in which `{{subject}}`, `{{text}}`, `{{json}}`, `{{type}}`, `{{person}}`, `{{from}}` and `{{to}}` are filled in',
    }),
  headers,
  live: z.boolean().openapi({ description: 'Whether it is told anything' }),
};
const digest = z.enum(['daily', 'weekly']);

export const newWebhook = z
  .strictObject({
    ...z.object(fields).partial().shape,
    url: fields.url,
    digest: digest.optional().openapi({
      description: 'One message a day or a week (Mondays) of who is strong now and who fell',
    }),
  })
  .openapi('NewWebhook', {
    example: { url: 'https://crm.example/hooks/rung', events: ['lead.strong', 'purchase'] },
  });

export const webhookChange = z
  .strictObject({
    ...z.object(fields).partial().shape,
    digest: digest.nullable().optional(),
    rotate: z.boolean().optional().openapi({
      description: 'Makes a new signing secret; the one before signs too for 24 hours more',
    }),
  })
  .openapi('WebhookChange', { example: { rotate: true } });

const EXAMPLE = {
  id: 'wh_0f4c2a9d5be1473c8a6d1e2f3b4c5d6e',
  url: 'https://crm.example/hooks/rung',
  name: '',
  events: ['lead.strong'],
  format: 'json',
  digest: null,
  hour: 8,
  live: true,
  next_digest: null,
  waiting: 0,
  dead: 0,
  created_at: '2026-05-08T09:30:00.000Z',
};

export const webhookSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    name: z.string(),
    events: z.array(z.string()),
    format: fields.format,
    digest: digest.nullable(),
    hour: z.int(),
    from: z.string().optional(),
    to: z.string().optional(),
    template: z.unknown().optional(),
    live: z.boolean(),
    next_digest: moment.nullable(),
    waiting: z.int().openapi({ description: 'Messages on their way, up to 1,000' }),
    dead: z.int().openapi({ description: 'Messages given up after three days, up to 1,000' }),
    created_at: moment,
    secret: z.string().optional().openapi({
      description: 'Signs the messages (Standard Webhooks). Shown when it is made, never again',
    }),
  })
  .openapi('Webhook', { example: EXAMPLE });
export type Webhook = z.infer<typeof webhookSchema>;

export const deliverySchema = z
  .object({
    id: z.string(),
    state: z.enum(['waiting', 'delivered', 'dead']),
    at: moment,
    next_try: moment.nullable(),
    tries: z.int(),
    answer: z.string().openapi({ description: 'Of the last try: status and beginning' }),
    message: z.unknown(),
  })
  .openapi('Delivery', {
    example: {
      id: 'msg_0196af2b3c4d5e6f708192a3',
      state: 'dead',
      at: '2026-05-08T09:30:00.000Z',
      next_try: null,
      tries: 12,
      answer: '500 Internal Server Error',
      message: { type: 'webhook.test', timestamp: '2026-05-08T09:30:00.000Z', data: {} },
    },
  });
export type Delivery = z.infer<typeof deliverySchema>;
