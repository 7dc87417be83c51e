/** The engagement clock: a state value and its step. It runs while the page is looked at and in use. */

/**
 * All times are milliseconds of one monotonic clock.
 * - `at`: the moment the clock has been brought to
 * - `here`: whether the page is visible and focused since then
 * - `active`: when the visitor last did something
 * - `spent`: engaged time not yet reported
 */
export type Clock = readonly [at: number, here: boolean, active: number, spent: number];

/**
 * Brings the clock to `now`. Time counts up to `idle` after the last activity, so neither a
 * sleeping machine nor a forgotten window adds more than that. Coming back is an activity.
 *
 * @param acts whether the visitor does something now
 */
export function step(
  [at, here, active, spent]: Clock,
  now: number,
  isHere: boolean,
  acts: unknown,
  idle: number,
): Clock {
  const read = here ? Math.max(0, Math.min(now - at, active - at + idle)) : 0;
  return [now, isHere, acts || isHere > here ? now : active, spent + read];
}
