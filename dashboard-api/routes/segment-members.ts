/** `GET segments/{id}/members`: who is in a group. */
import { createRoute, z } from '@hono/zod-openapi';
import { type CursorScope, openCursor, sealCursor } from '../cursor.ts';
import { toCsv, withMark } from '../present/csv.ts';
import { LEAD_COLUMNS, leadCells } from '../present/lead-columns.ts';
import { pageQuery } from '../present/schemas/basics.ts';
import { bomQuery, csvOf, linkHeader } from '../present/schemas/csv.ts';
import { leadPage } from '../present/schemas/lead.ts';
import { toRfc3339 } from '../present/time.ts';
import { ApiProblem } from '../problem.ts';
import { lookAtAll } from '../queries/list-leads.ts';
import { modelsInUse } from '../queries/models.ts';
import { rows } from '../queries/run.ts';
import { membersAfter } from '../queries/segments.ts';
import { answerCsv, wantsCsv } from './csv-answer.ts';
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
    query: z.strictObject({ ...pageQuery, bom: bomQuery }),
  },
  responses: {
    200: {
      description: 'A page of people',
      headers: linkHeader,
      content: { 'application/json': { schema: leadPage }, ...csvOf(LEAD_COLUMNS) },
    },
    ...VISITOR_PROBLEMS,
  },
});

export function segmentMembers(api: Api): void {
  api.openapi(route, async (context) => {
    const { id: segment } = context.req.valid('param');
    const { cursor, limit, bom } = context.req.valid('query');
    const caller = context.get('caller');
    const database = context.env.DB;
    const now = context.get('now');
    const { each } = await modelsInUse(database, caller.site);
    if (!each.some(({ model }) => model.segments.some(({ id }) => id === segment))) {
      throw new ApiProblem(
        'not_found',
        'The model has no segment of that id: `GET segments` lists them.',
        { field: 'id' },
      );
    }
    const scope: CursorScope = { list: 'segments/members', filters: { segment } };
    const after = await openCursor(caller, scope, { cursor, schema: z.string() });
    const wish = { site: caller.site.id, segment, after: after ?? '', limit };
    const found = await rows(database, membersAfter(wish));
    const last = found.length > limit ? found[limit - 1] : undefined;
    const next_cursor = last ? await sealCursor(caller, scope, last.person) : null;
    const of = { site: caller.site.id, now };
    const looked = await lookAtAll(database, of, found.slice(0, limit));
    // What is stored may be a minute behind.
    const people = looked.filter(({ lead }) => lead.segments.includes(segment));
    context.header('Vary', 'Accept, Authorization');
    if (wantsCsv(context)) {
      const csv = toCsv(LEAD_COLUMNS, people.map(leadCells));
      return answerCsv(context, withMark(csv, bom === 'true'), next_cursor);
    }
    const data = people.map(({ lead }) => lead);
    return context.json({ data, next_cursor, as_of: toRfc3339(now) }, 200);
  });
}
