/** `GET visitors/{id}/timeline`: what did they do? */
import { createRoute, z } from '@hono/zod-openapi';
import { openCursor, sealCursor } from '../cursor.ts';
import { pageQuery } from '../present/schemas/basics.ts';
import { timelinePage as timelineSchema } from '../present/schemas/timeline.ts';
import { toRfc3339 } from '../present/time.ts';
import { timelinePage } from '../queries/timeline.ts';
import type { Api } from './guards.ts';
import { READ } from './secured.ts';
import { personInPath, VISITOR_PROBLEMS, visitorPath } from './visitor-path.ts';

const route = createRoute({
  method: 'get',
  path: '/visitors/{id}/timeline',
  tags: ['People'],
  operationId: 'getTimeline',
  summary: 'What did they do?',
  description: 'Events, visits, moves on the ladder and orders in one row, newest first.',
  ...READ,
  request: { params: visitorPath, query: z.strictObject(pageQuery) },
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: timelineSchema } } },
    ...VISITOR_PROBLEMS,
  },
});

/** A place in a timeline; see `present/timeline.ts`. */
const placeSchema = z.tuple([z.int(), z.int(), z.string()]);

export function timeline(api: Api): void {
  api.openapi(route, async (context) => {
    const { limit, cursor } = context.req.valid('query');
    const found = await personInPath(context, context.req.valid('param').id);
    const { database, site, person, compiled, now } = found;
    const caller = context.get('caller');
    const scope = { list: 'timeline', filters: { person: person.person } };
    const after = await openCursor(caller, scope, { cursor, schema: placeSchema });
    const request = { site: site.id, person, compiled, now, after, limit };
    const { entries, end } = await timelinePage(database, request);
    const body = {
      data: entries.map(({ item }) => item),
      next_cursor: end ? await sealCursor(caller, scope, end) : null,
      as_of: toRfc3339(context.get('now')),
    };
    return context.json(body, 200);
  });
}
