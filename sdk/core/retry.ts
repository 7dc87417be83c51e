/** When to send again: a state value and its step. */

export interface Pace {
  /** attempts since the last success */
  fails_: number;
  /** not before this time, milliseconds since 1970 */
  at_: number;
}

export const EAGER: Pace = { fails_: 0, at_: 0 };

const BASE_MS = 1000;
const CAP_MS = 300_000;

/**
 * The request may do better next time: RFC 9110's 408, RFC 6585's 429, any 5xx, no answer (0); or in
 * halves: it was too large (413), or one of its events breaks it (400).
 */
export function isWorthAnother(status: number, events: number): boolean {
  return (
    !status ||
    status === 408 ||
    status === 429 ||
    status >= 500 ||
    (events > 1 && isTooMuch(status))
  );
}

export function isTooMuch(status: number): boolean {
  return status === 413 || status === 400;
}

/**
 * Full jitter after https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/,
 * never earlier than the collector asked for.
 *
 * @param failed whether something has to be sent again
 * @param retryAfter seconds that the collector asked for, or 0
 * @param now milliseconds since 1970
 * @param random 0 ≤ random < 1
 */
export function paceAfter(
  { fails_ }: Pace,
  failed: boolean,
  retryAfter: number,
  now: number,
  random: number,
): Pace {
  const jitter = failed ? random * Math.min(CAP_MS, BASE_MS * 2 ** fails_) : 0;
  return { fails_: failed ? fails_ + 1 : 0, at_: now + retryAfter * 1000 + jitter };
}
