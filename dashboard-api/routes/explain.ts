/** `GET visitors/{id}/explain`: why this score, now or at any moment? */
import { createRoute, z } from '@hono/zod-openapi';
import { explain } from '../../collector/engine/index.ts';
import { presentExplanation } from '../present/explanation.ts';
import { momentParameter } from '../present/schemas/basics.ts';
import { explanationSchema } from '../present/schemas/explanation.ts';
import { logUntil } from '../queries/log.ts';
import { modelInForce } from '../queries/models.ts';
import type { Api } from './guards.ts';
import { READ } from './secured.ts';
import { personInPath, VISITOR_PROBLEMS, visitorPath } from './visitor-path.ts';

const route = createRoute({
  method: 'get',
  path: '/visitors/{id}/explain',
  tags: ['People'],
  operationId: 'explainVisitor',
  summary: 'Why this score, now or at any moment?',
  description:
    'Every term that makes the score. In whole hundredths their values sum to it exactly. A moment in the future tells what is left if nothing more happens. What older checkpoints left behind is the term `before_retention`: so it is told of very long logs, the latest thousands of events of which are told one by one or rule by rule.',
  ...READ,
  request: {
    params: visitorPath,
    query: z.strictObject({
      at: momentParameter.optional().openapi({
        type: 'string',
        format: 'date-time',
        description: 'RFC 3339; default now',
        example: '2026-05-08T08:00:00Z',
      }),
      rules: z.enum(['then', 'today']).default('then').openapi({
        description:
          '`then`: by the model that was in force for the person at that moment, as the moves on record are; `today`: by the one they are shown by now',
      }),
    }),
  },
  responses: {
    200: {
      description: 'The score and its terms',
      content: { 'application/json': { schema: explanationSchema } },
    },
    ...VISITOR_PROBLEMS,
  },
});

export function explanation(api: Api): void {
  api.openapi(route, async (context) => {
    const found = await personInPath(context, context.req.valid('param').id);
    const { database, site, person } = found;
    const { at = found.now, rules } = context.req.valid('query');
    const then = rules === 'then' && (await modelInForce(database, site.id, person.document, at));
    const { compiled } = then || found;
    const { base, tail } = await logUntil(database, site.id, person, at);
    return context.json(presentExplanation(person.person, explain(compiled, base, tail, at)), 200);
  });
}
