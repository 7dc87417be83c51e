import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toPoints } from './points.ts';

test('Hundredths survive being shown as decimals, in JSON too, so that sums stay exact', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 })), (values) => {
      const shown = JSON.parse(JSON.stringify(values.map(toPoints))) as number[];
      const sum = shown.reduce((all, value) => all + Math.round(value * 100), 0);
      expect(sum).toBe(values.reduce((all, value) => all + value, 0));
    }),
  );
});
