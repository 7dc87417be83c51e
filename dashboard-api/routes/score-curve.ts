/** `visitors/{id}/score-curve`: how did the score come to be what it is? */
import { createRoute, z } from '@hono/zod-openapi';
import { momentParameter } from '../present/schemas/basics.ts';
import { scoreCurve as answer } from '../present/schemas/score-curve.ts';
import { curveOf, MOST_POINTS } from '../present/score-curve.ts';
import { DAY_MS } from '../present/time.ts';
import { ApiProblem } from '../problem.ts';
import { logUntil } from '../queries/log.ts';
import type { Api } from './guards.ts';
import { READ } from './secured.ts';
import { personInPath, VISITOR_PROBLEMS, visitorPath } from './visitor-path.ts';

/** Half of what a curve may have: the rest is for moves. */
const MOST_EVEN = MOST_POINTS / 2;
const DEFAULT_DAYS = 90;

const moment = (description: string) =>
  momentParameter.optional().openapi({ type: 'string', format: 'date-time', description });

const route = createRoute({
  method: 'get',
  path: '/visitors/{id}/score-curve',
  tags: ['People'],
  operationId: 'getScoreCurve',
  summary: 'How did the score come to be what it is?',
  description:
    'The exact score at evenly spaced moments and at each change of rung or grade between them, by the rules of today: at every one of them `explain?rules=today` says why. It reaches back as far as the log does that one call may read, some thousands of events. A moment in the future tells what is left if nothing more happens.',
  ...READ,
  request: {
    params: visitorPath,
    query: z.strictObject({
      from: moment(`RFC 3339; default ${DEFAULT_DAYS} days before \`to\``),
      to: moment('RFC 3339; default now'),
      points: z.coerce
        .number()
        .int()
        .min(2)
        .max(MOST_EVEN)
        .default(50)
        .openapi({
          type: 'integer',
          description: `Evenly spaced ones; with the moves at most ${MOST_POINTS}`,
        }),
    }),
  },
  responses: {
    200: { description: 'The curve', content: { 'application/json': { schema: answer } } },
    ...VISITOR_PROBLEMS,
  },
});

export function scoreCurve(api: Api): void {
  api.openapi(route, async (context) => {
    const { points, ...asked } = context.req.valid('query');
    const found = await personInPath(context, context.req.valid('param').id);
    const { database, site, person, compiled, now } = found;
    const to = asked.to ?? now;
    const from = asked.from ?? Math.max(0, to - DEFAULT_DAYS * DAY_MS);
    if (from >= to) {
      throw new ApiProblem('invalid_parameter', '`from` must lie before `to`.', { field: 'from' });
    }
    const log = await logUntil(database, site.id, person, to);
    const shown = curveOf(compiled, log, { from, to, points });
    return context.json({ person: person.person, ...shown }, 200);
  });
}
