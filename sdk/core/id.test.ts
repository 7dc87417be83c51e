import { expect, it } from 'vitest';
import { uuid7 } from './id.ts';

const ALL_ONES = 2n ** 64n - 1n;

it('holds time, counter and random number at their places (RFC 9562, 5.7)', () => {
  const id = uuid7(0x017f22e279b0, 0xcc3, 0xf8c4dc0c0c07398fn);
  expect(id).toBe('017f22e2-79b0-7cc3-88c4-dc0c0c07398f');
});

it('sorts the ids of one page in the order they were made', () => {
  const ids = [0, 1, 2, 255, 4095].map((seq) => uuid7(17e11, seq, ALL_ONES - BigInt(seq)));
  expect([...ids].sort()).toEqual(ids);
});

it('has version and variant whatever the numbers', () => {
  for (const n of [0n, ALL_ONES]) {
    expect(uuid7(17e11, Number(n % 10_000n), n)).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
  }
});
