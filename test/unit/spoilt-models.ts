/** Models that are wrong in one place, for tests of what validation says. */
import { type ModelProblem, validateModel } from '../../collector/engine/index.ts';
import { restless } from './models.ts';

type Node = Record<string | number, unknown>;

/** Short, so that a test may ask about many places. */
const whole = JSON.stringify({
  ...restless,
  rules: restless.rules.slice(0, 2),
  ladder: restless.ladder.slice(0, 2),
  segments: restless.segments.slice(0, 1),
  pages: restless.pages?.slice(0, 1),
});

/** A copy of a short model with the value at a place like `a[0].b`; `undefined` takes it away. */
export function modelWith(place: string, value: unknown): unknown {
  const steps = place.match(/[^.[\]]+/g) ?? [];
  const last = steps.pop() ?? '';
  const model = JSON.parse(whole) as Node;
  let node = model;
  for (const step of steps) node = node[step] as Node;
  if (value === undefined) delete node[last];
  else node[last] = value;
  return model;
}

/** What stands at a place of that model. */
export function partAt(place: string): unknown {
  const steps = place.match(/[^.[\]]+/g) ?? [];
  return steps.reduce<unknown>((node, step) => (node as Node)[step], JSON.parse(whole));
}

/** What is wrong with the model; nothing when it is accepted. */
export function problemsOf(model: unknown): ModelProblem[] {
  const result = validateModel(model);
  return result.ok ? [] : result.problems;
}
