/** Conditions on the score and on what is known of the person. */
import { PERSON_FACTS } from '../facts.ts';
import type { Leaf, Run } from '../machine.ts';
import { valueTest } from '../match.ts';
import type {
  Bounds,
  GroupCondition,
  PersonCondition,
  ScoreCondition,
  SubscriptionCondition,
  TraitCondition,
} from '../model.ts';
import { bound, groupAt, groupSum, scoreAt } from '../score.ts';
import { hundredths } from '../units.ts';
import { type LeafContext, never } from './leaf.ts';

/** The lowest shown sum that is enough, and the lowest that is too much; whole hundredths. */
function edgesOf(bounds: Bounds): { least: number; over: number } {
  const above = bounds.above === undefined ? -Infinity : hundredths(bounds.above) + 1;
  const least = bounds.at_least === undefined ? -Infinity : hundredths(bounds.at_least);
  const below = bounds.below === undefined ? Infinity : hundredths(bounds.below);
  const most = bounds.at_most === undefined ? Infinity : hundredths(bounds.at_most) + 1;
  return { least: Math.max(above, least), over: Math.min(below, most) };
}

/** The fold itself watches the edges of the whole score; see `Compiled.edges`. */
export function scoreLeaf(spec: ScoreCondition, context: LeafContext): Leaf {
  const { least, over } = edgesOf(spec.score);
  context.edge(least);
  context.edge(over);
  return {
    feeds: [],
    topics: ['score'],
    holds: (run, _, at) => {
      const score = scoreAt(run, at);
      return score >= least && score < over;
    },
    until: never,
  };
}

export function groupLeaf(spec: GroupCondition, context: LeafContext): Leaf {
  const group = context.groups.find((it) => it.id === spec.group);
  if (!group) throw new Error(`no group ${spec.group}`);
  const { least, over } = edgesOf(spec);
  const edges = [least, over].filter(Number.isFinite);
  return {
    feeds: [],
    topics: ['groups'],
    holds: (run, _, at) => {
      const score = groupAt(run, group, at);
      return score >= least && score < over;
    },
    until: (run, _, at) => {
      if (!group.decays) return Infinity;
      const sum = { kept: 0, decaying: groupSum(run, group), anchor: run.state.anchor };
      const ends = edges.map((edge) => bound(sum, edge, at, run.c.halfLife));
      return Math.min(...ends, Infinity);
    },
  };
}

function factLeaf(holds: (run: Run) => boolean): Leaf {
  return { feeds: [], topics: ['facts'], holds, until: never };
}

export function traitLeaf(spec: TraitCondition): Leaf {
  const { trait, ...test } = spec;
  const check = valueTest(test);
  return factLeaf((run) =>
    check(Object.hasOwn(run.state.traits, trait) ? run.state.traits[trait] : undefined),
  );
}

export function personLeaf(spec: PersonCondition): Leaf {
  const { person, ...test } = spec;
  const check = valueTest(test);
  const read = PERSON_FACTS[person];
  if (!read) throw new Error(`no fact ${person}`);
  return factLeaf((run) => check(read(run.state)));
}

export function subscriptionLeaf(spec: SubscriptionCondition): Leaf {
  return factLeaf((run) => (run.state.subscription ?? 'none') === spec.subscription);
}
