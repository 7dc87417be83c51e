/** Rungs, grades and segments as callers name them. */
import { ApiProblem } from '../problem.ts';

/** Refuses a name that the model does not have. Throws a problem that names the field. */
export function assertNamed(
  steps: readonly { id: string }[],
  field: string,
  name: string | undefined,
): void {
  if (name === undefined || steps.some(({ id }) => id === name)) return;
  const all = steps.map(({ id }) => id).join(', ');
  throw new ApiProblem('invalid_parameter', `The model has only: ${all}.`, { field });
}
