/** UUIDv7 (RFC 9562, 5.7) from a given time and random number. */

/** What a dash follows that is not there yet. */
const BEFORE_DASH = /^.{8}|-8.../g;

/**
 * Ids sort by their time. Those made in one page are each given a later one, so they also sort in the
 * order they were made (RFC 9562, 6.2); beside it stand 60 random bits.
 *
 * @param ms milliseconds since 1970, eleven digits from 2004 to 2527
 * @param random of 64 bits, 60 of which are used
 */
export function uuid7(ms: number, random: bigint): string {
  return `0${ms.toString(16)}-7000-8${(random + 2n ** 64n).toString(16).slice(2)}`.replace(
    BEFORE_DASH,
    '$&-',
  );
}
