/** How long a model may be. */
import { ApiProblem } from '../problem.ts';

/** Characters of JSON: as much as the largest model that makes sense, and far below a row's 2 MB. */
const LONGEST = 500_000;

export function refuseTooLong(model: string): void {
  if (model.length <= LONGEST) return;
  throw new ApiProblem('too_large', `A model has at most ${LONGEST} characters.`);
}
