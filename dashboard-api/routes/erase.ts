/** `DELETE visitors/{id}`: someone asks to be forgotten. */
import { createRoute, z } from '@hono/zod-openapi';
import { ApiProblem } from '../problem.ts';
import { findPerson } from '../queries/person.ts';
import type { Api } from './guards.ts';
import { ADMIN } from './secured.ts';
import { VISITOR_PROBLEMS, visitorPath } from './visitor-path.ts';

const answer = z
  .object({
    erased: z.string().openapi({ description: 'Who is no longer there' }),
    rows: z.record(z.string(), z.int()).openapi({ description: 'Rows that went, by table' }),
  })
  .openapi('ErasedPerson', {
    example: { erased: 'p_0f4c2a9d5be1473c8a6d1e2f3b4c5d6e', rows: { people: 1, visits: 7 } },
  });

const route = createRoute({
  method: 'delete',
  path: '/visitors/{id}',
  tags: ['Privacy'],
  operationId: 'eraseVisitor',
  summary: 'Forget this person',
  description:
    'Takes away everything of the person, on all their devices, for good. What remains is a digest of each device and user id, so that their later events are refused (`rejected: erased`); a script that is told so begins anew with another visitor. A device that only claimed the user id, unproven, is another person: it is erased by its own visitor id.',
  ...ADMIN,
  request: { params: visitorPath, query: z.strictObject({}) },
  responses: {
    200: { description: 'Gone', content: { 'application/json': { schema: answer } } },
    ...VISITOR_PROBLEMS,
  },
});

const NOBODY = 'No person of this site has that id.';

export function erasing(api: Api): void {
  api.openapi(route, async (context) => {
    const database = context.env.DB;
    const site = context.get('caller').site.id;
    const { person } = await findPerson(database, site, context.req.valid('param').id);
    const { erase } = context.get('commands');
    const result = await erase(database, { site, person }, context.get('now'));
    if (result.done) return context.json({ erased: person, rows: result.rows }, 200);
    if (result.because === 'unknown') throw new ApiProblem('not_found', NOBODY);
    throw new ApiProblem('unavailable', 'Others wrote this person all the time. Try again.');
  });
}
