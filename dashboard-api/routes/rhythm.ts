/** `GET rhythm`: on which weekday and at which hour things happen. */
import { createRoute, z } from '@hono/zod-openapi';
import { addAll } from '../../collector/engine/reports/record.ts';
import type { Beat } from '../../collector/engine/reports/types.ts';
import { presentRhythm } from '../present/rhythm.ts';
import { KEY_PROBLEMS, PARAMETER_PROBLEM } from '../present/schemas/problem.ts';
import { rhythmSchema } from '../present/schemas/rhythm.ts';
import { dayParts } from '../queries/totals.ts';
import type { Api } from './guards.ts';
import { periodQuery } from './period.ts';
import { reportOf, segmentQuery } from './report-query.ts';
import { READ } from './secured.ts';

type Week = Record<string, Beat>;

const route = createRoute({
  method: 'get',
  path: '/rhythm',
  tags: ['Reports'],
  operationId: 'getRhythm',
  summary: 'When do they come?',
  description:
    'Visits, ad clicks, sign-ups and purchases by weekday and hour as the clocks of the site showed them, summer time or not. An hour that clocks leave out in spring is empty that day, one that they repeat in autumn counts twice.',
  ...READ,
  request: { query: z.strictObject({ ...periodQuery, segment: segmentQuery }) },
  responses: {
    200: { description: 'The week', content: { 'application/json': { schema: rhythmSchema } } },
    ...PARAMETER_PROBLEM,
    ...KEY_PROBLEMS,
  },
});

export function rhythm(api: Api): void {
  api.openapi(route, async (context) => {
    const asked = context.req.valid('query');
    const { wanted, head } = await reportOf(context, asked);
    const week: Week = {};
    const days = dayParts<{ week: Week }>(context.env.DB, wanted, { week: '$.rhythm' });
    for await (const day of days) addAll(week, day.week ?? {});
    const { timeZone: time_zone } = context.get('caller').site;
    const { segment = null } = asked;
    return context.json({ ...head, time_zone, segment, ...presentRhythm(week) }, 200);
  });
}
