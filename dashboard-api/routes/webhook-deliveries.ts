/** What became of a webhook's messages, and once more. */
import { createRoute, z } from '@hono/zod-openapi';
import { openCursor, sealCursor } from '../cursor.ts';
import { pageOf, pageQuery } from '../present/schemas/basics.ts';
import { type Delivery, deliverySchema } from '../present/schemas/webhook.ts';
import { toRfc3339 } from '../present/time.ts';
import { rows } from '../queries/run.ts';
import { type DeliveryRow, deliveriesOf } from '../queries/webhooks.ts';
import type { Api } from './guards.ts';
import { ADMIN, READ } from './secured.ts';
import { VISITOR_PROBLEMS } from './visitor-path.ts';
import { webhookInPath, webhookPath } from './webhooks.ts';

/** After every message id. */
const LAST = '~';

const list = createRoute({
  method: 'get',
  path: '/webhooks/{id}/deliveries',
  tags: ['Webhooks'],
  operationId: 'listDeliveries',
  summary: 'What arrived, what did not?',
  description:
    'Newest first. Delivered messages are kept for ten days, dead ones for thirty; a dead one can be sent again.',
  ...READ,
  request: {
    params: webhookPath,
    query: z.strictObject({
      state: z.enum(['waiting', 'delivered', 'dead']).optional(),
      ...pageQuery,
    }),
  },
  responses: {
    200: {
      description: 'A page',
      content: {
        'application/json': {
          schema: pageOf(deliverySchema).openapi('Deliveries', {
            example: { data: [], next_cursor: null, as_of: '2026-05-08T09:30:00.000Z' },
          }),
        },
      },
    },
    ...VISITOR_PROBLEMS,
  },
});

const sent = z
  .object({ message: z.string() })
  .openapi('TestMessage', { example: { message: 'msg_0196af2b3c4d5e6f70819' } });

const trial = createRoute({
  method: 'post',
  path: '/webhooks/{id}/test',
  tags: ['Webhooks'],
  operationId: 'testWebhook',
  summary: 'Send a test message',
  description: 'It leaves within a minute; `deliveries` tells what the receiver answered.',
  ...ADMIN,
  request: { params: webhookPath, query: z.strictObject({}) },
  responses: {
    202: { description: 'On its way', content: { 'application/json': { schema: sent } } },
    ...VISITOR_PROBLEMS,
  },
});

const again = createRoute({
  method: 'post',
  path: '/webhooks/{id}/resend',
  tags: ['Webhooks'],
  operationId: 'resendMessages',
  summary: 'Send dead messages again',
  description: 'One, or all of them; under the same ids, so a receiver can tell what it has.',
  ...ADMIN,
  request: {
    params: webhookPath,
    query: z.strictObject({
      message: z
        .string()
        .min(1)
        .max(100)
        .optional()
        .openapi({ description: 'Only this one', example: 'msg_0196af2b3c4d5e6f70819' }),
    }),
  },
  responses: {
    202: {
      description: 'How many are on their way again',
      content: {
        'application/json': {
          schema: z.object({ resent: z.int() }).openapi('Resent', { example: { resent: 3 } }),
        },
      },
    },
    ...VISITOR_PROBLEMS,
  },
});

export function webhookDeliveries(api: Api): void {
  api.openapi(list, async (context) => {
    const { webhook } = await webhookInPath(context, context.req.valid('param').id);
    const { cursor, limit, state } = context.req.valid('query');
    const caller = context.get('caller');
    const scope = { list: 'deliveries', filters: { webhook, state } };
    const below = (await openCursor(caller, scope, { cursor, schema: z.string() })) ?? LAST;
    const wanted = { site: caller.site.id, webhook, state, below, limit: limit + 1 };
    const found = await rows(context.env.DB, deliveriesOf(wanted));
    const last = found.length > limit ? found[limit - 1] : undefined;
    const body = {
      data: found.slice(0, limit).map(present),
      next_cursor: last ? await sealCursor(caller, scope, last.message) : null,
      as_of: toRfc3339(context.get('now')),
    };
    return context.json(body, 200);
  });
  api.openapi(trial, async (context) => {
    const { webhook } = await webhookInPath(context, context.req.valid('param').id);
    const to = { site: context.get('caller').site.id, webhook };
    const { testWebhook } = context.get('commands');
    return context.json(
      { message: await testWebhook(context.env.DB, to, context.get('now')) },
      202,
    );
  });
  api.openapi(again, async (context) => {
    const { webhook } = await webhookInPath(context, context.req.valid('param').id);
    const { message } = context.req.valid('query');
    const of = { site: context.get('caller').site.id, webhook, ...(message && { message }) };
    const resent = await context.get('commands').resendDead(context.env.DB, of, context.get('now'));
    return context.json({ resent }, 202);
  });
}

const present = ({ message, state, at, next_at, tries, answer, body }: DeliveryRow): Delivery => ({
  id: message,
  state,
  at: toRfc3339(at),
  next_try: next_at === null ? null : toRfc3339(next_at),
  tries,
  answer,
  message: JSON.parse(body),
});
