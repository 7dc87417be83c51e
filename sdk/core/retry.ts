/** When it is worth to send again, and after how long. */

const BASE_MS = 1000;
const CAP_MS = 300_000;

/** RFC 9110's 408, RFC 6585's 429, any 5xx, no answer (0): the same request may do better next time. */
export function mayPass(status: number): boolean {
  return /^(0|408|429|5..)$/.test(`${status}`);
}

/** It was too large (413), or one of its events breaks it (400): its halves may do better. */
export function isTooMuch(status: number): boolean {
  return status === 413 || status === 400;
}

/**
 * Milliseconds to wait after so many failures in a row. Full jitter after
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/.
 *
 * @param random 0 ≤ random < 1
 */
export function pauseAfter(fails: number, random: number): number {
  return fails && random * Math.min(CAP_MS, BASE_MS * 2 ** (fails - 1));
}
