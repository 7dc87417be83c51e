/** `GET ladder`: how many people stand on each rung and grade, and who moved up and down. */
import { createRoute, z } from '@hono/zod-openapi';
import { presentMoves, presentPeople } from '../present/ladder.ts';
import { momentParameter } from '../present/schemas/basics.ts';
import { ladderSchema } from '../present/schemas/ladder.ts';
import { KEY_PROBLEMS, PARAMETER_PROBLEM } from '../present/schemas/problem.ts';
import { DAY_MS, toRfc3339 } from '../present/time.ts';
import { ApiProblem } from '../problem.ts';
import { countMoves, countPeople } from '../queries/ladder.ts';
import { modelsInUse } from '../queries/models.ts';
import { rowsOfEach } from '../queries/run.ts';
import type { Api } from './guards.ts';
import { READ } from './secured.ts';

const DEFAULT_PERIOD = 30 * DAY_MS;

const bound = (description: string) =>
  momentParameter.optional().openapi({ type: 'string', format: 'date-time', description });

const route = createRoute({
  method: 'get',
  path: '/ladder',
  tags: ['Ladder'],
  operationId: 'getLadder',
  summary: 'How many stand where, and who moved?',
  description:
    'People by rung and grade now, and moves in a period. Up to some thousand people everybody is counted; beyond that `exact` is false and the figures are an estimate with its `error`.',
  ...READ,
  request: {
    query: z.strictObject({
      from: bound('Begin of the period for moves, included. Default 30 days before `to`.'),
      to: bound('End of the period, not included. Default now.'),
    }),
  },
  responses: {
    200: { description: 'The ladder', content: { 'application/json': { schema: ladderSchema } } },
    ...PARAMETER_PROBLEM,
    ...KEY_PROBLEMS,
  },
});

export function ladder(api: Api): void {
  api.openapi(route, async (context) => {
    const { site } = context.get('caller');
    const now = context.get('now');
    const { to = now, from = to - DEFAULT_PERIOD } = context.req.valid('query');
    if (from > to) {
      throw new ApiProblem('invalid_parameter', '`from` is later than `to`.', { field: 'from' });
    }
    const { model, byVersion, open } = await modelsInUse(context.env.DB, site);
    const [people, moves] = await rowsOfEach(context.env.DB, [
      countPeople(site.id, open ? undefined : site.model),
      countMoves(site.id, from, to),
    ]);
    const body = {
      as_of: toRfc3339(now),
      model: site.model,
      publishing: open ? { job: open.job, done: open.done, total: open.total } : null,
      ...presentPeople(model, byVersion, people),
      moves: presentMoves(model, moves, { from, to }),
    };
    return context.json(body, 200);
  });
}
