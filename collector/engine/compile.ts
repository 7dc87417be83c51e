/** Turns a model into what the fold runs on: thresholds, plans by event type, shared leaves. */
import { fieldReader, type Read } from './fields.ts';
import { pageKinds } from './glob.ts';
import { Leaves } from './leaves.ts';
import type { Compiled, CompiledGroup, CompiledRule, Topic } from './machine.ts';
import type { Model, Rule } from './model.ts';
import { compilePlans } from './plans.ts';
import { DAY, hundredths } from './units.ts';

function compileGroups(model: Model): CompiledGroup[] {
  return model.groups.map(({ id, decays, cap = Infinity, floor = -Infinity }, index) => {
    const own = model.rules.filter((rule) => rule.group === id);
    const sets = new Set(own.flatMap((rule) => rule.highest_of ?? []));
    return { index, id, decays, cap: round(cap), floor: round(floor), sets: [...sets] };
  });
}

const round = (bound: number): number => (Number.isFinite(bound) ? hundredths(bound) : bound);

function pointsOf(rule: Rule, reader: (field: string) => Read): CompiledRule['points'] {
  const per = rule.points_per;
  if (!per) {
    const points = hundredths(rule.points ?? 0);
    return () => points;
  }
  const read = reader(`props.${per.prop}`);
  const points = hundredths(per.points);
  return (event) => {
    const value = read(event, undefined);
    return typeof value === 'number' && value > 0 ? Math.floor(value / per.every) * points : 0;
  };
}

function limitOf({ limit }: Rule): Pick<CompiledRule, 'limit' | 'limits' | 'per'> {
  if (!limit) return { per: 'lifetime', limit: Infinity, limits: 'times' };
  return 'times' in limit
    ? { per: limit.per, limit: limit.times, limits: 'times' }
    : { per: limit.per, limit: hundredths(limit.points), limits: 'points' };
}

/**
 * Compiles a valid model. Do it once a version: folding is fast because this is thorough.
 *
 * @param version stamped on moves and positions
 * @throws when the model names a group or kind of condition that does not exist; pass what comes
 *   from outside through `validateModel` first
 * @example const compiled = compile(defaultModel, 1)
 */
export function compile(model: Model, version: number): Compiled {
  const kindsOf = pageKinds(model.pages ?? []);
  const reader = (field: string): Read => fieldReader(field, kindsOf);
  const groups = compileGroups(model);
  const grades = model.grades.map(({ id, min, above }) => ({ id, from: gradeFrom(min, above) }));
  const edges = new Set(grades.map((grade) => grade.from));
  const edge = (least: number): void => void edges.add(least);
  const leaves = new Leaves({ model, groups, reader, edge });
  const rules = model.rules.map((rule, index): CompiledRule => {
    const group = groups.find((it) => it.id === rule.group);
    if (!group) throw new Error(`no group ${rule.group}`);
    const points = pointsOf(rule, reader);
    return { index, id: rule.id, group, points, set: rule.highest_of, ...limitOf(rule) };
  });
  const rungs = model.ladder.map(({ id, enter, keep = enter, min_days = 0 }) => ({
    id,
    enter: leaves.tree(enter),
    keep: leaves.tree(keep),
    stay: min_days * DAY,
  }));
  const segments = model.segments.map(({ id, when }) => ({ id, when: leaves.tree(when) }));
  const about = (topic: Topic): number[] =>
    leaves.list.filter((leaf) => leaf.topics?.includes(topic)).map((leaf) => leaf.index);
  return {
    model,
    version,
    halfLife: model.half_life_days * DAY,
    verifiedOnly: model.purchases === 'verified',
    groups,
    decaying: groups.filter((group) => group.decays),
    keeping: groups.filter((group) => !group.decays),
    rules,
    grades,
    rungs,
    segments,
    leaves: leaves.list,
    indexes: {
      groups: indexesOf(groups.map(({ id }) => id)),
      rules: indexesOf(rules.map(({ id }) => id)),
      segments: indexesOf(segments.map(({ id }) => id)),
      leaves: indexesOf(leaves.list.map(({ key }) => key)),
    },
    edges: [...edges].filter(Number.isFinite).sort((a, b) => a - b),
    topics: {
      facts: about('facts'),
      orders: about('orders'),
      score: about('score'),
      groups: about('groups'),
      seen: about('seen'),
    },
    ...compilePlans(rules, { model, leaves: leaves.list, reader }),
  };
}

function indexesOf(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, index) => [name, index]));
}

function gradeFrom(min: number | undefined, above: number | undefined): number {
  if (min !== undefined) return hundredths(min);
  return above === undefined ? -Infinity : hundredths(above) + 1;
}
