/** When it is worth to send again, and after how long. */

const BASE_MS = 1000;
const CAP_MS = 300_000;

/**
 * Whether the same request can never do better: any 4xx but 408 (RFC 9110) and 429 (RFC 6585). A 200
 * that is no answer of ours comes from somebody between, as does no answer at all (0).
 */
export function isRefused(status: number): boolean {
  return /^4(?!08|29)/.test(`${status}`);
}

/** It was too large (413), or one of its events breaks it (400): its halves may do better. */
export function isTooMuch(status: number): boolean {
  return status === 413 || status === 400;
}

/**
 * Milliseconds to wait after so many failures in a row, the last one not counted. Full jitter after
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/.
 *
 * @param random 0 ≤ random < 1
 */
export function pauseAfter(random: number, fails: number): number {
  return random * Math.min(CAP_MS, BASE_MS * 2 ** fails);
}
