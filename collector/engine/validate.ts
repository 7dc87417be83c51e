/** Checks a model that comes from outside. */
import type { Model } from './model.ts';
import { modelShape } from './model-shape.ts';
import { checkReferences } from './references.ts';
import { checkRemembered } from './remembered.ts';
import type { Problem } from './shape.ts';

export type ModelProblem = Problem;
export type ModelResult = { ok: true; model: Model } | { ok: false; problems: ModelProblem[] };

/** Problems named at once; mending these first makes the rest clearer. */
const NAMED = 50;

/**
 * Whether the input is a model. Unknown keys are refused, references are checked, and each problem
 * names its place, the reason and the mend. References are looked at once the shape is right.
 *
 * @example
 * const result = validateModel(JSON.parse(body));
 * if (!result.ok) return problem(422, result.problems);
 */
export function validateModel(input: unknown): ModelResult {
  const problems: ModelProblem[] = [];
  const report = (path: string, reason: string, mend: string): void => {
    if (problems.length < NAMED) problems.push({ path, reason, mend });
  };
  modelShape.check(input, '', report, 0);
  if (problems.length === 0) checkReferences(input as Model, report);
  if (problems.length === 0) checkRemembered(input as Model, report);
  return problems.length === 0 ? { ok: true, model: input as Model } : { ok: false, problems };
}
