/** What other rules would change: one person under two models, and the sums over everybody. */
import type { Explanation, Move, Term } from './types.ts';

interface Step {
  from: string;
  to: string;
}

/** A rule whose part of the score is another one. Hundredths; 0 where a model does not have it. */
export interface RuleChange {
  rule: string;
  from: number;
  to: number;
}

/** Someone who would stand elsewhere. */
export interface Shift {
  rung: Step | null;
  grade: Step | null;
  /** hundredths */
  score: { from: number; to: number };
  why: {
    /** what put them there under the new rules; `model` when nothing did: no rule holds them up */
    cause: Move['cause'];
    /** the rules whose part changed most, {@link RULES_NAMED} at most */
    rules: RuleChange[];
  };
}

const RULES_NAMED = 3;

type Place = Pick<Explanation, 'rung' | 'grade'>;

export const samePlace = (a: Place, b: Place): boolean => a.rung === b.rung && a.grade === b.grade;

const step = (from: string, to: string): Step | null => (from === to ? null : { from, to });

function sums(terms: readonly Term[]): Map<string, number> {
  const all = new Map<string, number>();
  for (const { rule, value } of terms) all.set(rule, (all.get(rule) ?? 0) + value);
  return all;
}

function ruleChanges(before: readonly Term[], after: readonly Term[]): RuleChange[] {
  const [old, fresh] = [sums(before), sums(after)];
  const rules = [...new Set([...old.keys(), ...fresh.keys()])];
  const size = ({ from, to }: RuleChange): number => Math.abs(to - from);
  return rules
    .map((rule) => ({ rule, from: old.get(rule) ?? 0, to: fresh.get(rule) ?? 0 }))
    .filter((change) => size(change) > 0)
    .sort((a, b) => size(b) - size(a) || (a.rule < b.rule ? -1 : 1))
    .slice(0, RULES_NAMED);
}

/** The last move that led to where the person stands; a move of the rung says more than a grade's. */
function causeOf(moves: readonly Move[], rung: Step | null, grade: Step | null): Move['cause'] {
  const into = (kind: Move['kind'], place: Step | null): Move | undefined =>
    place ? moves.findLast((move) => move.kind === kind) : undefined;
  return (into('rung', rung) ?? into('grade', grade))?.cause ?? { by: 'model' };
}

/**
 * How one person's place changes with the rules.
 *
 * @param before explained under the present rules
 * @param after explained at the same moment under the others
 * @param moves of the replay under the others
 */
export function shiftOf(before: Explanation, after: Explanation, moves: readonly Move[]): Shift {
  const rung = step(before.rung, after.rung);
  const grade = step(before.grade, after.grade);
  return {
    rung,
    grade,
    score: { from: before.score, to: after.score },
    why: { cause: causeOf(moves, rung, grade), rules: ruleChanges(before.terms, after.terms) },
  };
}

/** How many go from where to where; from, then to. */
export type Matrix = Record<string, Record<string, number>>;

export interface Comparison {
  people: number;
  /** visitors of whom nothing but software was seen: on no rung under any rules */
  software: number;
  moved: number;
  rungs: Matrix;
  grades: Matrix;
  alerts: {
    /** come into the highest grade: each would be an alert `lead.strong` */
    lead_strong: number;
    /** the same, but silent because they have just bought */
    after_purchase: number;
  };
}

export const noComparison = (): Comparison => ({
  people: 0,
  software: 0,
  moved: 0,
  rungs: {},
  grades: {},
  alerts: { lead_strong: 0, after_purchase: 0 },
});

function add(matrix: Matrix, from: string, to: string): void {
  matrix[from] ??= {};
  const row = matrix[from];
  row[to] = (row[to] ?? 0) + 1;
}

/** Days after a purchase in which nobody is called strong aloud. */
export const QUIET_DAYS = 14;

export interface Compared {
  before: Place;
  after: Place;
  /** the highest grades of the two models */
  highest: { before: string; after: string };
  /** bought within {@link QUIET_DAYS} */
  bought: boolean;
}

/** Counts one person into the sums. */
export function addCompared(sum: Comparison, { before, after, highest, bought }: Compared): void {
  sum.people++;
  add(sum.rungs, before.rung, after.rung);
  add(sum.grades, before.grade, after.grade);
  if (!samePlace(before, after)) sum.moved++;
  const rises = after.grade === highest.after && before.grade !== highest.before;
  if (rises) sum.alerts[bought ? 'after_purchase' : 'lead_strong']++;
}
