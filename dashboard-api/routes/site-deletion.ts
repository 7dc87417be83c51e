/** `DELETE site`: the site and everything of it goes. */
import { createRoute, z } from '@hono/zod-openapi';
import { KEY_PROBLEMS, PARAMETER_PROBLEM } from '../present/schemas/problem.ts';
import { ApiProblem } from '../problem.ts';
import type { Api } from './guards.ts';
import { ADMIN } from './secured.ts';

const route = createRoute({
  method: 'delete',
  path: '/site',
  tags: ['Privacy'],
  operationId: 'deleteSite',
  summary: 'Delete the site and everything of it',
  description:
    'Closes the site at once: none of its keys works any more, this one included. Its rows are taken away in the background, some thousands a minute. There is no way back; `GET site/export` first.',
  ...ADMIN,
  request: {
    query: z.strictObject({
      confirm: z.string().min(1).max(100).openapi({
        description: 'The id of the site, so that nobody deletes one by mistake',
        example: 's_0f4c2a9d5be1',
      }),
    }),
  },
  responses: {
    202: {
      description: 'Closed',
      content: {
        'application/json': {
          schema: z
            .object({ deleting: z.string() })
            .openapi('SiteDeletion', { example: { deleting: 's_0f4c2a9d5be1' } }),
        },
      },
    },
    ...PARAMETER_PROBLEM,
    ...KEY_PROBLEMS,
  },
});

export function siteDeletion(api: Api): void {
  api.openapi(route, async (context) => {
    const { id } = context.get('caller').site;
    if (context.req.valid('query').confirm !== id) {
      const detail = `\`confirm\` must be the id of this site, ${id}.`;
      throw new ApiProblem('invalid_parameter', detail, { field: 'confirm' });
    }
    await context.get('commands').deleteSite(context.env.DB, id, context.get('now'));
    return context.json({ deleting: id }, 202);
  });
}
