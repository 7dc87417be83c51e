/** `POST visitors/{id}/bot`: this visitor is software, or is a person after all. */
import { createRoute, z } from '@hono/zod-openapi';
import { conflictProblem, MODEL_PROBLEMS } from '../present/schemas/problem.ts';
import { ApiProblem } from '../problem.ts';
import { findPerson } from '../queries/person.ts';
import type { Api } from './guards.ts';
import { WRITE } from './secured.ts';
import { VISITOR_PROBLEMS, visitorPath } from './visitor-path.ts';

const TOO_LONG = 'The history is longer than one call may replay.';

const body = z
  .strictObject({
    bot: z.boolean().nullable().openapi({
      description:
        '`true`: software made it all. `false`: a person did. `null`: take back what was said, so that each event counts as it was found when it came.',
    }),
    device: z
      .string()
      .min(1)
      .max(300)
      .optional()
      .openapi({ description: 'A visitor id of the person; without one all of their devices' }),
  })
  .openapi('BotVerdict', { example: { bot: true } });

const answer = z
  .object({
    person: z.string(),
    bot: z.boolean().nullable(),
    devices: z.array(z.string()).openapi({ description: 'Visitor ids that this was said of' }),
  })
  .openapi('BotVerdictNoted', {
    example: {
      person: 'p_0f4c2a9d5be1473c8a6d1e2f3b4c5d6e',
      bot: true,
      devices: ['7c0d9f12-88a1-4c55-9d0e-1f2a3b4c5d6e'],
    },
  });

const route = createRoute({
  method: 'post',
  path: '/visitors/{id}/bot',
  tags: ['People'],
  operationId: 'judgeVisitor',
  summary: 'This is software, or a person after all',
  description:
    'The history is replayed without, or with, what these devices did: score, rung, visits, moves, orders and segments are as if it had been known from the start. Events to come from them are treated the same.',
  ...WRITE,
  request: {
    params: visitorPath,
    query: z.strictObject({}),
    body: { required: true, content: { 'application/json': { schema: body } } },
  },
  responses: {
    200: { description: 'It is noted', content: { 'application/json': { schema: answer } } },
    ...VISITOR_PROBLEMS,
    ...conflictProblem(TOO_LONG),
    415: MODEL_PROBLEMS[415],
  },
});

const wordOf = (bot: boolean | null) =>
  bot === null ? undefined : bot ? ('bot' as const) : ('person' as const);

export function bot(api: Api): void {
  api.openapi(route, async (context) => {
    const database = context.env.DB;
    const site = context.get('caller').site.id;
    const asked = context.req.valid('json');
    const { person } = await findPerson(database, site, context.req.valid('param').id);
    const device = asked.device === undefined ? {} : { device: `d:${asked.device}` };
    const judging = { site, person, word: wordOf(asked.bot), ...device };
    const result = await context
      .get('commands')
      .judgeDevices(database, judging, context.get('now'));
    if (!result.done) throw refusal(result.because);
    const devices = result.devices.map((alias) => alias.replace(/^d:/, ''));
    return context.json({ person, bot: asked.bot, devices }, 200);
  });
}

function refusal(because: 'unknown' | 'too_long' | 'busy'): ApiProblem {
  if (because === 'too_long') return new ApiProblem('conflict', TOO_LONG);
  if (because === 'busy') {
    return new ApiProblem('unavailable', 'Others wrote this person all the time. Try again.');
  }
  return new ApiProblem('not_found', 'The person has no such device.', { field: 'device' });
}
