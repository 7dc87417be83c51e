/** Values that are rounded so that they still sum to the score. */
import { describe, expect, test } from 'vitest';
import { apportion } from './explain.ts';

describe('Values that are rounded together', () => {
  test.each([
    [[0.5, 0.5], 1, [1, 0]],
    [[0.2, 0.7, 0.7], 2, [0, 1, 1]],
    [[1.9, 1.1], 3, [2, 1]],
    [[-0.5, 1.5], 1, [0, 1]],
    [[-0.4, -0.4], -1, [0, -1]],
    [[2, 3], 5, [2, 3]],
    [[2, 3], 4, [2, 3]],
    [[], 0, []],
    [[0.4, 0.4, 0.4], 1, [1, 0, 0]],
  ])('%j make up %d as %j', (values, sum, whole) => {
    expect(apportion(values, sum)).toEqual(whole);
  });

  test('have no negative zero', () => {
    expect(Object.is(apportion([-0], 0)[0], 0)).toBe(true);
  });
});
