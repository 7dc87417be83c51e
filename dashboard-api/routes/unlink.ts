/** `POST visitors/{id}/unlink`: this device is somebody else's. */
import { createRoute, z } from '@hono/zod-openapi';
import { conflictProblem, MODEL_PROBLEMS } from '../present/schemas/problem.ts';
import { ApiProblem } from '../problem.ts';
import { findPerson } from '../queries/person.ts';
import type { Api } from './guards.ts';
import { WRITE } from './secured.ts';
import { VISITOR_PROBLEMS, visitorPath } from './visitor-path.ts';

const body = z
  .strictObject({
    device: z.string().min(1).max(300).openapi({ description: 'A visitor id of the person' }),
  })
  .openapi('Unlinking', { example: { device: 'demo-sara-laptop' } });

const answer = z
  .object({
    person: z.string().openapi({ description: 'Who is left, without the device' }),
    unlinked: z.string().openapi({ description: 'Who the device is now' }),
  })
  .openapi('Unlinked', {
    example: {
      person: 'p_0f4c2a9d5be1473c8a6d1e2f3b4c5d6e',
      unlinked: 'p_8d21b7c6a5f04e39b8c7d6e5f4a3b2c1',
    },
  });

const REFUSED = {
  home: 'The person began with this device. Unlink the others instead.',
  too_long: 'What has happened since the device came is more than one call may replay.',
} as const;

const route = createRoute({
  method: 'post',
  path: '/visitors/{id}/unlink',
  tags: ['People'],
  operationId: 'unlinkDevice',
  summary: 'This device is somebody else’s',
  description:
    'Undoes the joining of a device. Events, orders and user ids that it brought go with it, and both people stand as if they had never been one. Nothing joins the device to the same user again.',
  ...WRITE,
  request: {
    params: visitorPath,
    query: z.strictObject({}),
    body: { required: true, content: { 'application/json': { schema: body } } },
  },
  responses: {
    200: { description: 'Both people', content: { 'application/json': { schema: answer } } },
    ...VISITOR_PROBLEMS,
    ...conflictProblem(REFUSED.home),
    415: MODEL_PROBLEMS[415],
  },
});

export function unlink(api: Api): void {
  api.openapi(route, async (context) => {
    const database = context.env.DB;
    const site = context.get('caller').site.id;
    const { person } = await findPerson(database, site, context.req.valid('param').id);
    const device = `d:${context.req.valid('json').device}`;
    const unlinking = { site, person, device };
    const result = await context.get('commands').unlink(database, unlinking, context.get('now'));
    if (result.done) return context.json({ person, unlinked: result.person }, 200);
    throw refusal(result.because);
  });
}

function refusal(because: 'unknown' | 'busy' | keyof typeof REFUSED): ApiProblem {
  if (because === 'unknown') {
    return new ApiProblem('not_found', 'The person has no such device.', { field: 'device' });
  }
  if (because === 'busy') {
    return new ApiProblem('unavailable', 'Others wrote this person all the time. Try again.');
  }
  return new ApiProblem('conflict', REFUSED[because]);
}
