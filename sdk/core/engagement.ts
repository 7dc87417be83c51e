/** How much of a stretch of time was engaged. */

/**
 * Milliseconds of a stretch in which the visitor was there: up to `idle` after the last activity, so
 * neither a sleeping machine nor a forgotten window adds more than that.
 *
 * @param quiet ms from the last activity to the end of the stretch
 */
export function engagedIn(stretch: number, quiet: number, idle: number): number {
  return Math.max(0, stretch - Math.max(0, quiet - idle));
}
