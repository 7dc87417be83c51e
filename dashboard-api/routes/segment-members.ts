/** `GET segments/{id}/members`: who is in a group. */
import { createRoute, z } from '@hono/zod-openapi';
import { type CursorScope, openCursor, sealCursor } from '../cursor.ts';
import { pageQuery } from '../present/schemas/basics.ts';
import { leadPage } from '../present/schemas/lead.ts';
import { toRfc3339 } from '../present/time.ts';
import { ApiProblem } from '../problem.ts';
import { leadsOf } from '../queries/list-leads.ts';
import { modelsInUse } from '../queries/models.ts';
import { rows } from '../queries/run.ts';
import { membersAfter } from '../queries/segments.ts';
import type { Api } from './guards.ts';
import { READ } from './secured.ts';
import { VISITOR_PROBLEMS } from './visitor-path.ts';

const route = createRoute({
  method: 'get',
  path: '/segments/{id}/members',
  tags: ['Reports'],
  operationId: 'listSegmentMembers',
  summary: 'Who is in this group?',
  description:
    'Its people as `leads` shows them, by person id, so that nobody is left out or shown twice while others come and go. By score: `leads?segment=`.',
  ...READ,
  request: {
    params: z.object({
      id: z
        .string()
        .min(1)
        .max(100)
        .openapi({ param: { name: 'id', in: 'path' }, example: 'potential' }),
    }),
    query: z.strictObject(pageQuery),
  },
  responses: {
    200: {
      description: 'A page of people',
      content: { 'application/json': { schema: leadPage } },
    },
    ...VISITOR_PROBLEMS,
  },
});

export function segmentMembers(api: Api): void {
  api.openapi(route, async (context) => {
    const { id: segment } = context.req.valid('param');
    const { cursor, limit } = context.req.valid('query');
    const caller = context.get('caller');
    const database = context.env.DB;
    const now = context.get('now');
    const { each } = await modelsInUse(database, caller.site);
    if (!each.some(({ model }) => model.segments.some(({ id }) => id === segment))) {
      throw new ApiProblem('not_found', 'The model has no segment of that id.', { field: 'id' });
    }
    const scope: CursorScope = { list: 'segments/members', filters: { segment } };
    const after = await openCursor(caller, scope, { cursor, schema: z.string() });
    const wish = { site: caller.site.id, segment, after: after ?? '', limit };
    const found = await rows(database, membersAfter(wish));
    const last = found.length > limit ? found[limit - 1] : undefined;
    const leads = await leadsOf(database, { site: caller.site.id, now }, found.slice(0, limit));
    return context.json(
      {
        // What is stored may be a minute behind.
        data: leads.filter(({ segments }) => segments.includes(segment)),
        next_cursor: last ? await sealCursor(caller, scope, last.person) : null,
        as_of: toRfc3339(now),
      },
      200,
    );
  });
}
