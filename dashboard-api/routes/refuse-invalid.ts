/** A parameter that its schema refuses, as problem details that name it. */
import type { Hook } from '@hono/zod-openapi';
import type { Environment } from '../environment.ts';
import { ApiProblem } from '../problem.ts';

type Result = Parameters<Hook<unknown, Environment, string, unknown>>[0];

/** Throws the first thing wrong; lets valid input pass. */
export function refuseInvalid(result: Result): void {
  if (result.success) return;
  const [issue] = result.error.issues;
  const [unknown] = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  if (unknown !== undefined) {
    throw new ApiProblem('invalid_parameter', 'There is no such parameter.', { field: unknown });
  }
  const field = issue?.path.join('.') ?? '';
  throw new ApiProblem('invalid_parameter', `${issue?.message ?? 'Invalid'}.`, { field });
}
