/** `/models/{v}`: which version a path stands for. */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Environment } from '../environment.ts';
import { KEY_PROBLEMS, NOT_FOUND_PROBLEM, PARAMETER_PROBLEM } from '../present/schemas/problem.ts';
import { ApiProblem } from '../problem.ts';
import { versionOf } from '../queries/models.ts';
import { rows } from '../queries/run.ts';

export const modelPath = z.object({
  v: z.coerce
    .number()
    .int()
    .min(1)
    .max(Number.MAX_SAFE_INTEGER)
    .openapi({ param: { name: 'v', in: 'path' }, type: 'integer', example: 2 }),
});

/** What a route below a version may answer instead. */
export const MODEL_PATH_PROBLEMS = {
  ...PARAMETER_PROBLEM,
  ...NOT_FOUND_PROBLEM,
  ...KEY_PROBLEMS,
};

/** The version that the path names. */
export async function versionInPath(context: Context<Environment>, version: number) {
  const { site } = context.get('caller');
  const [row] = await rows(context.env.DB, versionOf(site.id, version));
  if (!row) throw new ApiProblem('not_found', 'The site has no such version of the model.');
  return row;
}
