/** When it is worth to send again, and after how long. */

/** The most that the first failure costs. */
export const FIRST_PAUSE_MS = 1000;
const CAP_MS = 300_000;

const REFUSED = /^4(?!08|29)/;
const TOO_MUCH = /413|400/;

/**
 * Whether the same request can never do better: any 4xx but 408 (RFC 9110) and 429 (RFC 6585). A 200
 * that is no answer of ours comes from somebody between, as does no answer at all (0).
 */
export function isRefused(status: number): boolean {
  return REFUSED.test(status as never);
}

/** It was too large (413), or one of its events breaks it (400): its halves may do better. */
export function isTooMuch(status: number): boolean {
  return TOO_MUCH.test(status as never);
}

/**
 * The most milliseconds to wait after one more failure in a row. A random part of that is waited:
 * "full jitter", https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/.
 */
export function nextPause(longest: number): number {
  return Math.min(CAP_MS, longest * 2);
}
