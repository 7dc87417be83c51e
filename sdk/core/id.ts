/** UUIDv7 (RFC 9562, 5.7) from a given time, counter and random number. */

/** Of a UUID's 32 digits. */
const PARTS = /(.{8})(.{4})(.{4})(.{4})/;

/**
 * Ids made in one page sort in the order they were made: `seq` fills the 12 bits after the time
 * (RFC 9562, 6.2, method 1).
 *
 * @param ms milliseconds since 1970, eleven digits from 2004 to 2527
 * @param seq counts the ids of this page; only its low 12 bits are used
 * @param random of 64 bits, 60 of which are used
 */
export function uuid7(ms: number, seq: number, random: bigint): string {
  const time = ms.toString(16) + (0x7000 + (seq % 4096)).toString(16);
  const digits = `0${time}8${(random + 2n ** 64n).toString(16).slice(2)}`;
  return digits.replace(PARTS, '$1-$2-$3-$4-');
}
