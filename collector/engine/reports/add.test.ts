import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addCell, addTree, countedFirst, medianOf, noTree, withinDays } from './add.ts';
import type { Cell } from './types.ts';

test('Numbers are added name by name at any depth, whatever the names', () => {
  const sum = noTree();
  const part = JSON.parse('{"a":1,"__proto__":{"b":2},"constructor":{"c":{"d":3}}}');
  addTree(sum, part);
  addTree(sum, part);
  expect(JSON.parse(JSON.stringify(sum))).toEqual(
    JSON.parse('{"a":2,"__proto__":{"b":4},"constructor":{"c":{"d":6}}}'),
  );
  expect(Object.prototype).not.toHaveProperty('b');
});

test('The order in which days are added does not matter', () => {
  const leaf = fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fc.nat(), {
    noNullPrototype: false,
  });
  fc.assert(
    fc.property(fc.array(fc.record({ x: leaf, y: fc.nat() })), (days) => {
      const [there, back] = [noTree(), noTree()];
      for (const day of days) addTree(there, day);
      for (const day of [...days].reverse()) addTree(back, day);
      expect(JSON.stringify(sorted(there))).toBe(JSON.stringify(sorted(back)));
    }),
  );
});

const sorted = (tree: object): unknown =>
  Object.entries(tree)
    .map(([name, value]) => [name, typeof value === 'object' ? sorted(value) : value])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));

test('A person counts on the first day of the period on which they came, and on no other', () => {
  const days = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(days, { maxLength: 8 }), fc.nat(60), fc.nat(60), (people, a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      let counted = 0;
      for (const came of people) {
        const inOrder = [...came].sort((x, y) => x - y);
        inOrder.forEach((day, i) => {
          if (day < from || day > to) return;
          const before = inOrder[i - 1];
          const gap = before === undefined ? 'none' : String(day - before);
          counted += countedFirst({ [gap]: 1 }, day - from);
        });
      }
      const expected = people.filter((came) => came.some((day) => day >= from && day <= to));
      expect(counted).toBe(expected.length);
    }),
  );
});

test('A cell of a period has people once and everything else as often as it happened', () => {
  const total = noTree();
  const cell: Cell = { visits: 2, people: { none: 1, 3: 1 }, orders: { verified: ONE } };
  addCell(total, cell, 0);
  addCell(total, cell, 3);
  expect(total).toEqual({
    visits: 4,
    people: 3,
    orders: { verified: { first: 2, last: 2, linear: 2 } },
  });
});
const ONE = { first: 1, last: 1, linear: 1 };

test('Moves count as those of a cohort when people had come there since the period began', () => {
  expect(withinDays({ 0: 1, 5: 2, 6: 4 }, 5)).toBe(3);
  expect(withinDays({}, 5)).toBe(0);
});

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
