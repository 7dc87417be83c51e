import { expect, it } from 'vitest';
import { uuid7 } from './id.ts';

it('makes the example of RFC 9562, A.6', () => {
  const random = Uint32Array.of(0x18c4dc0c, 0x0c07398f);
  expect(uuid7(0x017f22e279b0, 0xcc3, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
});

it('sorts the ids of one page in the order they were made', () => {
  const ids = [0, 1, 2, 255, 4095].map((seq) =>
    uuid7(1e12, seq, Uint32Array.of(2 ** 32 - seq - 1, 0)),
  );
  expect([...ids].sort()).toEqual(ids);
});

it('has version and variant whatever the numbers', () => {
  for (const n of [0, 2 ** 32 - 1]) {
    expect(uuid7(0, n, Uint32Array.of(n, n))).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
  }
});
