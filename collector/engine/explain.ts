/** Why the score is what it is at one moment: terms that sum to it exactly, and a sentence. */

import { advance, fold } from './fold.ts';
import type { Award, Compiled, CompiledGroup, Run } from './machine.ts';
import type { Label } from './model.ts';
import { close, open } from './open.ts';
import { nextChange, positionOf } from './replay.ts';
import { decay, groupSum } from './score.ts';
import { NOBODY, sentence } from './sentence.ts';
import type { State } from './state.ts';
import type { CanonicalEvent, Explanation, Term } from './types.ts';

export interface ExplainOptions {
  /** more event terms than this are given one line a rule; default 500 */
  most_terms?: number;
}

/** A term before rounding: `value` is still a real number of hundredths. */
type Draft = Term;

const BEFORE: Label = { en: 'Before the kept history', fa: 'پیش از تاریخچهٔ نگه‌داشته' };
const MOST_TERMS = 500;

function draftOf(run: Run, at: number, award: Award): Draft {
  const { c } = run;
  const { group } = c.rules[award.rule] as Compiled['rules'][number];
  const rule = c.model.rules[award.rule] as Compiled['model']['rules'][number];
  const factor = group.decays ? decay(c.halfLife, at - award.event.ts) : 1;
  return {
    rule: rule.id,
    label: rule.label,
    group: group.id,
    event: award.event,
    points: award.points,
    factor,
    ...(award.cut ? { cut_by: award.cut } : {}),
    value: award.effective * factor,
  };
}

/** What the base brings along from events that are no longer told one by one. */
function inheritedDrafts(c: Compiled, base: State, at: number): Draft[] {
  return c.groups.flatMap((group): Draft[] => {
    const points = base.sums[group.id] ?? 0;
    if (points === 0) return [];
    const factor = group.decays ? decay(c.halfLife, at - base.anchor) : 1;
    const value = points * factor;
    return [
      {
        rule: 'before_retention',
        label: BEFORE,
        group: group.id,
        event: null,
        points,
        factor,
        value,
      },
    ];
  });
}

/** The awards that count among rules of which only the highest does. */
function highestDrafts(run: Run, group: CompiledGroup): Draft[] {
  let room = groupSum(run, group) - (run.sums[group.index] as number);
  return group.sets.flatMap((set): Draft[] => {
    const best = run.state.best[set];
    if (!best) return [];
    const { rule: id, points, event } = best;
    const label = run.c.model.rules.find((rule) => rule.id === id)?.label ?? { en: id };
    const value = Math.min(points, room);
    room -= value;
    const cut = value < points ? { cut_by: 'cap' } : {};
    return [{ rule: id, label, group: group.id, event, points, factor: 1, ...cut, value }];
  });
}

/** One line a rule; `count` tells how many events it stands for. */
function collapse(drafts: readonly Draft[]): Draft[] {
  const lines = new Map<string, { draft: Draft; undecayed: number }>();
  for (const draft of drafts) {
    const line = lines.get(draft.rule);
    const undecayed = draft.factor === 0 ? 0 : draft.value / draft.factor;
    if (!line) {
      lines.set(draft.rule, { draft: { ...draft, event: null, count: 1 }, undecayed });
      continue;
    }
    line.undecayed += undecayed;
    line.draft.points += draft.points;
    line.draft.value += draft.value;
    line.draft.count = (line.draft.count ?? 0) + 1;
    if (draft.cut_by !== undefined) line.draft.cut_by ??= draft.cut_by;
  }
  return [...lines.values()].map(({ draft, undecayed }) => ({
    ...draft,
    factor: undecayed === 0 ? 1 : draft.value / undecayed,
  }));
}

/**
 * Rounds the values so that they sum to the score: all down, then one hundredth more for those
 * that lost most (the largest-remainder method).
 */
export function apportion(values: readonly number[], sum: number): number[] {
  const floors = values.map(Math.floor);
  const order = values.map((_, i) => i);
  const lost = (i: number): number => (values[i] as number) - (floors[i] as number);
  order.sort((a, b) => lost(b) - lost(a) || a - b);
  const missing = sum - floors.reduce((total, value) => total + value, 0);
  for (const i of order.slice(0, Math.max(0, missing))) floors[i] = (floors[i] as number) + 1;
  return floors.map((value) => value + 0);
}

/** Strongest first, then latest. */
function byWeight(a: Term, b: Term): number {
  return Math.abs(b.value) - Math.abs(a.value) || (b.event?.ts ?? 0) - (a.event?.ts ?? 0);
}

function termsOf(run: Run, base: State, score: number, most: number): Term[] {
  const { c } = run;
  const at = run.state.at;
  const told = (run.awards ?? []).map((award) => draftOf(run, at, award));
  const drafts = [
    ...(told.length > most ? collapse(told) : told),
    ...c.groups.flatMap((group) => highestDrafts(run, group)),
    ...inheritedDrafts(c, base, at),
  ];
  const values = apportion(
    drafts.map((draft) => draft.value),
    score,
  );
  return drafts.map((draft, i) => ({ ...draft, value: values[i] as number })).sort(byWeight);
}

/** The next change of rung or grade if nothing more happens; the rung when both change at once. */
function nextMove(run: Run): Explanation['next'] {
  const before = run.moves.length;
  while (run.moves.length === before && nextChange(run) !== undefined);
  const move = run.moves.at(-1);
  if (!move || run.moves.length === before) return undefined;
  return { at: move.at, kind: move.kind, from: move.from, to: move.to };
}

/**
 * Explains a person's place at an instant, past or present, under the rules of `c`: those of then
 * or of today. The values of the terms sum to the score exactly.
 *
 * @param base state before the tail; what it brings along is named `before_retention`
 * @param tail sorted events; those after `at` are left out
 * @param at not before `base.at`, else `base.at` is explained
 * @example explain(compiled, start(), events, Date.parse('2026-05-01')).sentence.en
 */
export function explain(
  c: Compiled,
  base: State,
  tail: readonly CanonicalEvent[],
  at: number,
  options: ExplainOptions = {},
): Explanation {
  return explainWithState(c, base, tail, at, options).explained;
}

/** The same, with the state at that instant: one fold for both. */
export function explainWithState(
  c: Compiled,
  base: State,
  tail: readonly CanonicalEvent[],
  at: number,
  { most_terms = MOST_TERMS }: ExplainOptions = {},
): { state: State; explained: Explanation } {
  const run = open(c, base);
  run.awards = [];
  let offsetMin = base.visit?.offset_min ?? 0;
  for (const event of tail) {
    if (event.ts > at) break;
    fold(run, event);
    offsetMin = event.offset_min;
  }
  advance(run, at);
  const position = positionOf(run);
  const terms = termsOf(run, base, position.score, most_terms);
  const state = close(run);
  const next = nextMove(run);
  const someone = run.state.first_seen !== null;
  const told = someone ? sentence(c.model, position, terms, { next, offsetMin }) : NOBODY;
  return { state, explained: { ...position, terms, sentence: told, ...(next ? { next } : {}) } };
}
