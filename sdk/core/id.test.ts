import { expect, it } from 'vitest';
import { uuid7 } from './id.ts';

const ALL_ONES = 2n ** 64n - 1n;

it('holds time and random number at their places (RFC 9562, 5.7)', () => {
  const id = uuid7(0x017f22e279b0, 0xf8c4dc0c0c07398fn);
  expect(id).toBe('017f22e2-79b0-7000-88c4-dc0c0c07398f');
});

it('sorts ids by their time', () => {
  const ids = [0, 1, 2, 255, 4095].map((ms) => uuid7(17e11 + ms, ALL_ONES - BigInt(ms)));
  expect([...ids].sort()).toEqual(ids);
});

it('has version and variant whatever the numbers', () => {
  for (const ms of [0x010000000000, 0x0fffffffffff, 0x018888888888]) {
    for (const random of [0n, 8n ** 20n, ALL_ONES]) {
      expect(uuid7(ms, random)).toMatch(
        /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
      );
    }
  }
});
