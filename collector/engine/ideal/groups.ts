/** Groups of people: combinations of traits, joined; and the segment that holds the same people. */
import type { Condition, Model } from '../model.ts';
import { foldText } from '../text-fold.ts';
import type { Asking, Trait } from './trait.ts';
import { type Profile, TRAITS } from './traits.ts';

/** All of its terms must hold: `{job_role: 'director', country: 'DE'}`. */
export type Combination = Readonly<Record<string, string>>;
/** Any of its combinations: two groups are joined by writing them one after the other. */
export type Group = readonly Combination[];

export const BUYERS: Group = [{ buyer: 'yes' }];

/** What is wrong with a group, and where: `[0].job_role`. */
export interface GroupProblem {
  path: string;
  reason: string;
}
export type Checked<T> = { ok: true; value: T } | { ok: false; problem: GroupProblem };

type Term = Pick<Trait, 'values' | 'when' | 'spell'>;

const BUYER: Term = {
  values: ['yes', 'no'],
  when: (value) => {
    const bought: Condition = { orders: 'count', at_least: 1 };
    return value === 'yes' ? bought : { not: bought };
  },
};

/** A segment's own condition: segments cannot refer to one another. */
const segmentTerm = ({ segments }: Model): Term => ({
  values: segments.map(({ id }) => id),
  when: (value) => segments.find(({ id }) => id === value)?.when ?? { any: [] },
});

const termsOf = (model: Model): Readonly<Record<string, Term>> => ({
  buyer: BUYER,
  segment: segmentTerm(model),
  ...TRAITS,
});

/** The value as the table writes it, or undefined when it has none like it. */
function known({ values, spell = (it) => it }: Term, given: string): string | undefined {
  const folded = foldText(given);
  return values === undefined ? spell(folded) : values.find((value) => foldText(value) === folded);
}

/** Terms that exist, with values that may be; texts are folded. */
export function checkGroup(group: Group, model: Model): Checked<Group> {
  const terms = termsOf(model);
  const checked: Record<string, string>[] = [];
  for (const [i, combination] of group.entries()) {
    const own: [string, string][] = [];
    for (const [id, given] of Object.entries(combination)) {
      const path = `[${i}].${id}`;
      const term = Object.hasOwn(terms, id) ? terms[id] : undefined;
      if (!term)
        return wrong(path, `There is no such trait; use ${Object.keys(terms).join(', ')}.`);
      const value = known(term, given);
      if (value === undefined) return wrong(path, `Use one of ${term.values?.join(', ')}.`);
      own.push([id, value]);
    }
    if (own.length === 0) return wrong(`[${i}]`, 'Name at least one trait.');
    checked.push(Object.fromEntries(own));
  }
  return { ok: true, value: checked };
}

const wrong = (path: string, reason: string): { ok: false; problem: GroupProblem } => ({
  ok: false,
  problem: { path, reason },
});

/** Whether the person is in any of the combinations. */
export const isIn = (group: Group, profile: Profile): boolean =>
  group.some((combination) =>
    Object.entries(combination).every(([id, value]) => profile[id]?.includes(value) === true),
  );

/**
 * The condition of a segment that holds the people of a checked group. Purchases count there as the
 * model counts them.
 */
export function whenOf(group: Group, asking: Asking): Checked<Condition> {
  const terms = termsOf(asking.model);
  const any: Condition[] = [];
  for (const [i, combination] of group.entries()) {
    const all: Condition[] = [];
    for (const [id, value] of Object.entries(combination)) {
      const when = terms[id]?.when ?? { refused: 'there is no such trait' };
      if ('refused' in when) return wrong(`[${i}].${id}`, `No segment: ${when.refused}.`);
      all.push(when(value, asking));
    }
    any.push(all.length === 1 && all[0] ? all[0] : { all });
  }
  return { ok: true, value: any.length === 1 && any[0] ? any[0] : { any } };
}
