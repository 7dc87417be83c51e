/** `GET segments`: which groups there are, and how they grow. */
import { createRoute, z } from '@hono/zod-openapi';
import { presentPeriod } from '../present/freshness.ts';
import { KEY_PROBLEMS, PARAMETER_PROBLEM } from '../present/schemas/problem.ts';
import { segmentsSchema } from '../present/schemas/segments.ts';
import { presentSegments } from '../present/segments.ts';
import { toRfc3339 } from '../present/time.ts';
import { modelOf } from '../queries/models.ts';
import { rows } from '../queries/run.ts';
import { countMembers, segmentsByDay } from '../queries/segments.ts';
import { lastCensus } from '../queries/totals.ts';
import type { Api } from './guards.ts';
import { periodOf, periodQuery } from './period.ts';
import { READ } from './secured.ts';

const route = createRoute({
  method: 'get',
  path: '/segments',
  tags: ['Reports'],
  operationId: 'listSegments',
  summary: 'Which groups are there, and how do they grow?',
  description:
    'The segments of the published model, with how many people are in each now and, day by day, were in it. A segment of which a census knows nothing yet counts 0 on that day.',
  ...READ,
  request: { query: z.strictObject(periodQuery) },
  responses: {
    200: {
      description: 'The segments',
      content: { 'application/json': { schema: segmentsSchema } },
    },
    ...PARAMETER_PROBLEM,
    ...KEY_PROBLEMS,
  },
});

export function segments(api: Api): void {
  api.openapi(route, async (context) => {
    const { site } = context.get('caller');
    const database = context.env.DB;
    const now = context.get('now');
    const period = periodOf(site, now, context.req.valid('query'));
    const { model } = await modelOf(database, site.id, site.model);
    const ids = model.segments.map(({ id }) => id);
    const members = await rows(database, countMembers(site.id, ids));
    const census = await lastCensus(database, site.id);
    const days = await segmentsByDay(database, { site: site.id, ...period });
    const data = presentSegments(model, { now, members, census, days });
    return context.json({ as_of: toRfc3339(now), ...presentPeriod(period), data }, 200);
  });
}
