/** `PATCH visitors/{id}/follow-up`: whose a person is, and when to try again. */
import { createRoute, z } from '@hono/zod-openapi';
import { presentFollowUp } from '../present/follow-up.ts';
import { momentParameter } from '../present/schemas/basics.ts';
import { followUpChanged } from '../present/schemas/follow-up.ts';
import { MODEL_PROBLEMS } from '../present/schemas/problem.ts';
import type { Api } from './guards.ts';
import { assertKeyNamed, nextAt, present, responsible, written } from './note-writing.ts';
import { WRITE } from './secured.ts';
import { VISITOR_PROBLEMS, visitorPath } from './visitor-path.ts';

const followUpBody = z
  .strictObject({
    responsible,
    next_at: nextAt,
    snoozed_until: momentParameter
      .nullable()
      .optional()
      .openapi({
        type: ['string', 'null'],
        format: 'date-time',
        description: 'Until then `follow-up` leaves the person out',
      }),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), {
    error: 'names nothing to change: responsible, next_at or snoozed_until',
  })
  .openapi('FollowUpChange', { example: { snoozed_until: '2026-06-01T00:00:00Z' } });

const change = createRoute({
  method: 'patch',
  path: '/visitors/{id}/follow-up',
  tags: ['Follow-up'],
  operationId: 'changeFollowUp',
  summary: 'Whose they are, and when to try again',
  description: 'What is absent stays as it is, `null` takes it away.',
  ...WRITE,
  request: {
    params: visitorPath,
    query: z.strictObject({}),
    body: { required: true, content: { 'application/json': { schema: followUpBody } } },
  },
  responses: {
    200: {
      description: 'As it is now',
      content: { 'application/json': { schema: followUpChanged } },
    },
    ...VISITOR_PROBLEMS,
    415: MODEL_PROBLEMS[415],
  },
});

export function followUpChange(api: Api): void {
  api.openapi(change, async (context) => {
    const changes = present(context.req.valid('json'));
    await assertKeyNamed(context, changes.responsible);
    const { person, noted } = await written(context, context.req.valid('param').id, (owner) =>
      context.get('commands').changeFollowUp(context.env.DB, { ...owner, changes }),
    );
    return context.json({ person, follow_up: presentFollowUp(noted.follow_up) }, 200);
  });
}
