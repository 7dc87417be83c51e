/** `GET jobs/{id}`: how far is it, and what came of it? Asking does the next part of the work. */
import { createRoute, z } from '@hono/zod-openapi';
import { presentJob } from '../present/job.ts';
import { jobSchema } from '../present/schemas/job.ts';
import { KEY_PROBLEMS, NOT_FOUND_PROBLEM, PARAMETER_PROBLEM } from '../present/schemas/problem.ts';
import { ApiProblem } from '../problem.ts';
import { jobById, namedPeople } from '../queries/jobs.ts';
import { rows, rowsOfEach } from '../queries/run.ts';
import type { Api } from './guards.ts';
import { READ } from './secured.ts';

const route = createRoute({
  method: 'get',
  path: '/jobs/{id}',
  tags: ['Rules'],
  operationId: 'getJob',
  summary: 'How far is it, and what came of it?',
  description:
    'Long work goes on by itself, a hundred people a minute; each call of this does a hundred more, so ask again and again to have it soon.',
  ...READ,
  request: {
    params: z.object({
      id: z
        .string()
        .min(1)
        .max(100)
        .openapi({ param: { name: 'id', in: 'path' }, example: 'job_0f4c2a9d5be1473c' }),
    }),
    query: z.strictObject({}),
  },
  responses: {
    200: { description: 'The job', content: { 'application/json': { schema: jobSchema } } },
    ...PARAMETER_PROBLEM,
    ...NOT_FOUND_PROBLEM,
    ...KEY_PROBLEMS,
  },
});

export function jobs(api: Api): void {
  api.openapi(route, async (context) => {
    const { id } = context.req.valid('param');
    const { site } = context.get('caller');
    const { DB } = context.env;
    const now = context.get('now');
    const [known] = await rows(DB, jobById(site.id, id));
    if (!known) throw new ApiProblem('not_found', 'No job of this site has that id.');
    await context.get('commands').stepJob(DB, { site: site.id, job: id }, now);
    const [[row = known], named] = await rowsOfEach(DB, [
      jobById(site.id, id),
      namedPeople(site.id, id),
    ]);
    return context.json(presentJob(row, named, now), 200);
  });
}
