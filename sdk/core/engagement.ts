/** How much of a stretch of time was engaged. */

/**
 * Milliseconds of `at` to `now` in which the visitor was there: up to `idle` after the last activity,
 * so neither a sleeping machine nor a forgotten window adds more than that. All times are of one
 * monotonic clock.
 *
 * @param active when the visitor last did something
 */
export function engagedIn(now: number, active: number, idle: number, at: number): number {
  return Math.max(0, Math.min(now, active + Number(idle)) - at);
}
