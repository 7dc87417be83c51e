/** `GET visitors/{id}`: who is this? */
import { createRoute, z } from '@hono/zod-openapi';
import { standingAt } from '../present/lead.ts';
import { visitorSchema } from '../present/schemas/lead.ts';
import { toRfc3339 } from '../present/time.ts';
import { presentVisitor } from '../present/visitor.ts';
import { followUpOf } from '../queries/follow-ups.ts';
import { recentLogs } from '../queries/log.ts';
import type { Api } from './guards.ts';
import { READ } from './secured.ts';
import { personInPath, VISITOR_PROBLEMS, visitorPath } from './visitor-path.ts';

const route = createRoute({
  method: 'get',
  path: '/visitors/{id}',
  tags: ['People'],
  operationId: 'getVisitor',
  summary: 'Who is this?',
  description: 'The person behind a person id, a visitor id or a user id. Answers with the person.',
  ...READ,
  request: { params: visitorPath, query: z.strictObject({}) },
  responses: {
    200: { description: 'The person', content: { 'application/json': { schema: visitorSchema } } },
    ...VISITOR_PROBLEMS,
  },
});

export function visitors(api: Api): void {
  api.openapi(route, async (context) => {
    const found = await personInPath(context, context.req.valid('param').id);
    const { database, site, person, compiled, now } = found;
    const logOf = await recentLogs(database, site.id, [person]);
    const standing = standingAt(compiled, { at: now, log: logOf(person) });
    const followUp = await followUpOf(database, site.id, person.person);
    const shown = presentVisitor(person, { ...standing, compiled }, followUp);
    return context.json({ ...shown, as_of: toRfc3339(context.get('now')) }, 200);
  });
}
