/** Weekday and hour, as rhythm is counted. */
import { localHour, localWeekday } from '../units.ts';

/** Weekday (0 is Sunday) × 24 + hour, local. @example beatAt(0, 0) // '96': Thursday, midnight */
export const beatAt = (at: number, offsetMin: number): string =>
  String(localWeekday(at, offsetMin) * 24 + localHour(at, offsetMin));
