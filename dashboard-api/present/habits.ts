/** When a person usually comes, from the visits in the log at hand. */
import { type Compiled, habitsOf, replay } from '../../collector/engine/index.ts';
import type { Standing } from './lead.ts';
import { WEEKDAYS, type Weekday } from './schemas/habits.ts';

export interface ShownHabits {
  visits: number;
  weekday: Weekday;
  hour: number;
}

/** Null without a visit. */
export function presentHabits(
  compiled: Compiled,
  { explained, log }: Standing,
): ShownHabits | null {
  const { visits } = replay(compiled, log.base, log.tail, explained.at);
  const habits = habitsOf(visits);
  return habits ? { ...habits, weekday: WEEKDAYS[habits.weekday] as Weekday } : null;
}
