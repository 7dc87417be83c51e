import fc from 'fast-check';
import { expect, test } from 'vitest';
import { medianOf } from './median.ts';

test('The median is that of the list which the counts spell', () => {
  expect(medianOf({})).toBeNull();
  const list = fc.array(fc.nat(20), { minLength: 1 });
  fc.assert(
    fc.property(list, (values) => {
      const counts: Record<string, number> = {};
      for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
      const inOrder = [...values].sort((a, b) => a - b);
      const half = values.length / 2;
      const middle = [inOrder[Math.ceil(half) - 1] ?? 0, inOrder[Math.floor(half)] ?? 0];
      expect(medianOf(counts)).toBe(((middle[0] ?? 0) + (middle[1] ?? 0)) / 2);
    }),
  );
});
