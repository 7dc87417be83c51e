/** From when to when a condition holds, as the moves of one replay tell it. */

import { step } from '../../collector/engine/fold.ts';
import {
  type CanonicalEvent,
  type Compiled,
  type Condition,
  compareEvents,
  compile,
  defaultModel,
  type Model,
  open,
  replay,
  start,
} from '../../collector/engine/index.ts';
import { DAY, MONDAY } from './histories.ts';

/** A ladder of two rungs; on the upper one stand those for whom the condition holds. */
export function modelOf(when: Condition, more: Partial<Model> = {}): Model {
  const ladder = [
    { id: 'out', label: { en: 'Out' }, enter: { all: [] } },
    { id: 'in', label: { en: 'In' }, enter: when },
  ];
  return { ...defaultModel, rules: [], segments: [], ladder, ...more };
}

/** An instant in days after the story began. */
export const dayOf = (at: number): number => (at - MONDAY) / DAY;

function inOrder(c: Compiled, log: readonly CanonicalEvent[], until: number) {
  return replay(c, start(), [...log].sort(compareEvents), until);
}

/** Days at which the condition begins and ends to hold: `1-4 6-` is from day 1 to 4, and from 6 on. */
export function spells(when: Condition, log: readonly CanonicalEvent[], more = {}): string {
  const { moves } = inOrder(compile(modelOf(when, more), 1), log, MONDAY + 5_000 * DAY);
  return moves
    .filter(({ kind }) => kind === 'rung')
    .map(({ at, to }) => (to === 'in' ? ` ${dayOf(at)}-` : `${dayOf(at)}`))
    .join('')
    .trim();
}

/** Days after the last event at which the fold looks at the condition again. */
export function wakes(when: Condition, log: readonly CanonicalEvent[], more = {}): number[] {
  const c = compile(modelOf(when, more), 1);
  const run = open(c, inOrder(c, log, 0).state);
  const days: number[] = [];
  for (let at = step(run, Infinity); at !== undefined; at = step(run, Infinity)) {
    days.push(dayOf(at));
  }
  return days;
}

/** What the leaves of the condition remember in the end. */
export function memoryOf(when: Condition, log: readonly CanonicalEvent[]): unknown[][] {
  return Object.values(inOrder(compile(modelOf(when), 1), log, 0).state.memory);
}
