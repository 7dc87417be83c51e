/** UUIDv7 (RFC 9562, 5.7) from a given time, counter and random numbers. */

const BITS_30 = 2 ** 30;

/**
 * Ids made in one page sort in the order they were made: `seq` fills the 12 bits after the time
 * (RFC 9562, 6.2, method 1).
 *
 * @param ms milliseconds since 1970
 * @param seq counts the ids of this page; only its low 12 bits are used
 * @param random two random numbers of 32 bits
 */
export function uuid7(ms: number, seq: number, random: Uint32Array): string {
  const [high = 0, low = 0] = random;
  const time = hex(ms, 12);
  const tail = hex((high % BITS_30) + 2 * BITS_30, 8) + hex(low, 8);
  const version = hex(0x7000 + (seq & 0xfff), 4);
  return [time.slice(0, 8), time.slice(8), version, tail.slice(0, 4), tail.slice(4)].join('-');
}

function hex(n: number, digits: number): string {
  return n.toString(16).padStart(digits, '0');
}
