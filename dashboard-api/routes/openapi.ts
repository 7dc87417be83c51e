/** `GET openapi.json`: the API described from its own routes, OpenAPI 3.1. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Props } from '../../sdk/wire.ts';
import { PROBLEM_PAGE } from '../problem.ts';
import type { Api } from './guards.ts';
import { SECRET_KEY_SCHEME } from './secured.ts';

const route = createRoute({
  method: 'get',
  path: '/openapi.json',
  tags: ['About'],
  operationId: 'getOpenapi',
  summary: 'This description',
  responses: {
    200: {
      description: 'OpenAPI 3.1',
      content: {
        'application/json': {
          schema: z.record(z.string(), z.unknown()).openapi('OpenApiDocument'),
          example: { openapi: '3.1.0', info: { title: 'Rung' }, paths: {} },
        },
      },
    },
  },
});

const description = `Which visitors are about to become customers, why, and what brought them.

Every call needs a secret key: \`Authorization: Bearer sk_…\`. A key opens one site.
Times are RFC 3339 in UTC. Lists come in pages: send \`next_cursor\` back as \`cursor\`.
Errors are problem details (RFC 9457); [the kinds of problem](${PROBLEM_PAGE}).`;

const TAGS = [
  { name: 'People', description: 'Who is ready to buy, who is this, and why' },
  { name: 'Ladder', description: 'How many stand where, and how they move' },
  { name: 'Reports', description: 'What brings people, when they come, and what they are worth' },
  { name: 'Site', description: 'Does data come in, and by which rules is it scored' },
  {
    name: 'Rules',
    description: 'Change the rules with open eyes: draft, preview, backtest, publish',
  },
  { name: 'Ideal customer', description: 'What buyers share, and groups made of that' },
  { name: 'Webhooks', description: 'Tell other programs what happens' },
  { name: 'Privacy', description: 'Hand out, forget, delete' },
  { name: 'About', description: 'The API itself' },
];

/** The whole description of the routes that the API has. */
function describe(api: Api, base: string) {
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Rung', version: '1', description },
    servers: [{ url: base }],
    tags: TAGS,
  });
}

export function openapi(api: Api, base: string): void {
  api.openAPIRegistry.registerComponent('securitySchemes', SECRET_KEY_SCHEME, {
    type: 'http',
    scheme: 'bearer',
    description: 'A secret key of the site: `sk_…`. Keep it out of web pages.',
  });
  let described: Props | undefined;
  api.openapi(route, (context) => {
    described ??= JSON.parse(JSON.stringify(describe(api, base))) as Props;
    return context.json(described, 200);
  });
}
