/** `GET model`: the rules that score the site, and `GET model/schema.json`: what a model may say. */
import { createRoute, z } from '@hono/zod-openapi';
import { defaultModel, modelSchema } from '../../collector/engine/index.ts';
import type { Props } from '../../sdk/wire.ts';
import { moment } from '../present/schemas/basics.ts';
import { KEY_PROBLEMS } from '../present/schemas/problem.ts';
import { toRfc3339 } from '../present/time.ts';
import { modelOf } from '../queries/models.ts';
import type { Api } from './guards.ts';
import { READ } from './secured.ts';

const SCHEMA_PATH = '/model/schema.json';

const answer = z
  .object({
    version: z.number().int(),
    published_at: moment.nullable(),
    schema: z.string().openapi({ description: 'Address of the JSON Schema of `model`' }),
    model: z.record(z.string(), z.unknown()).openapi({ description: 'As its JSON Schema says' }),
  })
  .openapi('PublishedModel', {
    example: {
      version: 1,
      published_at: '2026-05-01T00:00:00.000Z',
      schema: `/api/v1${SCHEMA_PATH}`,
      model: { ...defaultModel },
    },
  });

const published = createRoute({
  method: 'get',
  path: '/model',
  tags: ['Site'],
  operationId: 'getModel',
  summary: 'The published model',
  description: 'Points, limits, grades, rungs and segments by which the site is scored now.',
  ...READ,
  responses: {
    200: { description: 'The model', content: { 'application/json': { schema: answer } } },
    ...KEY_PROBLEMS,
  },
});

const schema = createRoute({
  method: 'get',
  path: SCHEMA_PATH,
  tags: ['Site'],
  operationId: 'getModelSchema',
  summary: 'JSON Schema of a model',
  responses: {
    200: {
      description: 'JSON Schema, draft 2020-12',
      content: {
        'application/schema+json': {
          schema: z.record(z.string(), z.unknown()).openapi('JsonSchema'),
          example: { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' },
        },
      },
    },
  },
});

export function model(api: Api): void {
  api.openapi(published, async (context) => {
    const { site } = context.get('caller');
    const { version, publishedAt, document } = await modelOf(context.env.DB, site.id, site.model);
    const body = {
      version,
      published_at: publishedAt === null ? null : toRfc3339(publishedAt),
      schema: new URL('./model/schema.json', context.req.url).href,
      model: document,
    };
    return context.json(body, 200);
  });
  const headers = { 'Content-Type': 'application/schema+json' };
  api.openapi(schema, (context) => context.json(modelSchema as Props, 200, headers));
}
