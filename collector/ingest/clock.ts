/** The visitor's clock, corrected: most are right, and the wrong ones are wrong by much. */
import { LIMITS } from '../../sdk/wire.ts';

/** Greatest time a Date can hold (ECMA-262, 21.4.1.1), milliseconds since 1970. */
export const LAST_MS = 8.64e15;

/**
 * How far the visitor's clock is behind the collector's, milliseconds; 0 when the difference may
 * be the journey's. A correction by seconds would only add the network's delay to right times.
 */
export function clockSkew(sentAt: number, receivedAt: number): number {
  const skew = Math.round(receivedAt - sentAt);
  return Math.abs(skew) > LIMITS.skewMs ? skew : 0;
}

/** An event's time by the collector's clock; what is far in the future happened now. */
export function correctTime(ts: number, skew: number, receivedAt: number): number {
  const corrected = ts + skew;
  return corrected > receivedAt + LIMITS.aheadMs ? receivedAt : corrected;
}
