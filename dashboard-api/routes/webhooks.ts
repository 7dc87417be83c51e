/** `webhooks`: which programs are told what. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { WebhookOutcome } from '../commands.ts';
import type { Environment } from '../environment.ts';
import { conflictProblem, MODEL_PROBLEMS } from '../present/schemas/problem.ts';
import {
  newWebhook,
  type Webhook,
  webhookChange,
  webhookSchema,
} from '../present/schemas/webhook.ts';
import { toRfc3339 } from '../present/time.ts';
import { ApiProblem } from '../problem.ts';
import { rows } from '../queries/run.ts';
import { type WebhookRow, webhooksOf } from '../queries/webhooks.ts';
import { API_PATH } from './base.ts';
import type { Api } from './guards.ts';
import { ADMIN, READ } from './secured.ts';
import { VISITOR_PROBLEMS } from './visitor-path.ts';

export const webhookPath = z.object({
  id: z
    .string()
    .min(1)
    .max(100)
    .openapi({ param: { name: 'id', in: 'path' }, example: 'wh_0f4c2a9d5be1473c8a6d1e2f3b4c5d6e' }),
});

const NONE = z.strictObject({});
const TOO_MANY = 'A site has at most 20 webhooks.';
const shown = (description: string) => ({
  description,
  content: { 'application/json': { schema: webhookSchema } },
});

const list = createRoute({
  method: 'get',
  path: '/webhooks',
  tags: ['Webhooks'],
  operationId: 'listWebhooks',
  summary: 'Who is told what happens?',
  ...READ,
  request: { query: NONE },
  responses: {
    200: {
      description: 'All of them',
      content: {
        'application/json': {
          schema: z
            .object({ data: z.array(webhookSchema) })
            .openapi('Webhooks', { example: { data: [] } }),
        },
      },
    },
    ...VISITOR_PROBLEMS,
  },
});

const create = createRoute({
  method: 'post',
  path: '/webhooks',
  tags: ['Webhooks'],
  operationId: 'createWebhook',
  summary: 'Tell this address',
  description:
    'The address is one of https, has a public host name and uses the port 443. Messages are signed as Standard Webhooks has it; the secret is in this answer and in no later one. What happens is told within some minutes; what cannot be delivered is tried again for three days.',
  ...ADMIN,
  request: {
    query: NONE,
    body: { required: true, content: { 'application/json': { schema: newWebhook } } },
  },
  responses: {
    201: shown('The webhook, with its secret'),
    ...VISITOR_PROBLEMS,
    ...conflictProblem(TOO_MANY),
    415: MODEL_PROBLEMS[415],
  },
});

const read = createRoute({
  method: 'get',
  path: '/webhooks/{id}',
  tags: ['Webhooks'],
  operationId: 'getWebhook',
  summary: 'One webhook',
  ...READ,
  request: { params: webhookPath, query: NONE },
  responses: { 200: shown('The webhook'), ...VISITOR_PROBLEMS },
});

const change = createRoute({
  method: 'patch',
  path: '/webhooks/{id}',
  tags: ['Webhooks'],
  operationId: 'changeWebhook',
  summary: 'Change a webhook, or its secret',
  ...ADMIN,
  request: {
    params: webhookPath,
    query: NONE,
    body: { required: true, content: { 'application/json': { schema: webhookChange } } },
  },
  responses: {
    200: shown('As it is now; with the secret if that is new'),
    ...VISITOR_PROBLEMS,
    ...conflictProblem(TOO_MANY),
    415: MODEL_PROBLEMS[415],
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/webhooks/{id}',
  tags: ['Webhooks'],
  operationId: 'deleteWebhook',
  summary: 'Tell this address nothing more',
  ...ADMIN,
  request: { params: webhookPath, query: NONE },
  responses: {
    200: {
      description: 'Gone, and what waited for it',
      content: {
        'application/json': {
          schema: z
            .object({ deleted: z.string() })
            .openapi('DeletedWebhook', { example: { deleted: 'wh_0f4c2a9d5be1473c' } }),
        },
      },
    },
    ...VISITOR_PROBLEMS,
  },
});

export function webhooks(api: Api): void {
  api.openapi(list, async (context) => {
    const found = await rows(context.env.DB, webhooksOf(context.get('caller').site.id));
    return context.json({ data: found.map((row) => present(row)) }, 200);
  });
  api.openapi(create, async (context) => {
    const saved = await save(context, undefined, context.req.valid('json'));
    context.header('Location', `${API_PATH}/webhooks/${saved.id}`);
    return context.json(saved, 201);
  });
  api.openapi(read, async (context) => {
    return context.json(present(await webhookInPath(context, context.req.valid('param').id)), 200);
  });
  api.openapi(change, async (context) => {
    const { id } = context.req.valid('param');
    return context.json(await save(context, id, context.req.valid('json')), 200);
  });
  api.openapi(remove, async (context) => {
    const { id } = context.req.valid('param');
    const site = context.get('caller').site.id;
    const gone = await context.get('commands').deleteWebhook(context.env.DB, site, id);
    if (!gone) throw unknown();
    return context.json({ deleted: id }, 200);
  });
}

const unknown = (): ApiProblem =>
  new ApiProblem('not_found', 'No webhook of this site has that id.');

/** The webhook that the path names. */
export async function webhookInPath(context: Context<Environment>, id: string) {
  const [row] = await rows(context.env.DB, webhooksOf(context.get('caller').site.id, id));
  if (!row) throw unknown();
  return row;
}

/** Leaves out what was not said. */
const said = (wish: object): object =>
  Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));

async function save(context: Context<Environment>, id: string | undefined, wish: object) {
  const of = { site: context.get('caller').site.id, ...(id !== undefined && { webhook: id }) };
  const around = { local: context.env.RUNG_LOCAL_WEBHOOKS === '1', now: context.get('now') };
  const { saveWebhook } = context.get('commands');
  const outcome = await saveWebhook(context.env.DB, of, said(wish), around);
  if (!outcome.done) throw refusal(outcome);
  const row = await webhookInPath(context, outcome.webhook);
  return { ...present(row), ...(outcome.secret && { secret: outcome.secret }) };
}

function refusal(outcome: Exclude<WebhookOutcome, { done: true }>): ApiProblem {
  if (outcome.because !== 'invalid') {
    return outcome.because === 'unknown' ? unknown() : new ApiProblem('conflict', TOO_MANY);
  }
  const { field, reason } = outcome;
  return new ApiProblem('invalid_parameter', `\`${field}\` ${reason}.`, { field });
}

function present({ webhook, body, live, digest_at, waiting, dead }: WebhookRow): Webhook {
  const { created_at, digest = null, ...kept } = JSON.parse(body);
  return {
    id: webhook,
    ...kept,
    digest,
    live: live === 1,
    next_digest: digest_at === null ? null : toRfc3339(digest_at),
    waiting,
    dead,
    created_at: toRfc3339(created_at),
  };
}
