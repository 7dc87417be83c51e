/** One uploader among the tabs of an origin. */

/**
 * Runs `job` while no other tab runs one. Without Web Locks, or where they are denied, tabs may send
 * the same event; the collector counts it once.
 *
 * @param job must not reject
 */
export async function alone(job: () => Promise<void>): Promise<void> {
  try {
    await navigator.locks.request('rung', job);
  } catch {
    await job();
  }
}
