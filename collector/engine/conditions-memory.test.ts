/** What conditions remember: enough to be right, and no more however much happens. */
import { describe, expect, test } from 'vitest';
import { bought, HOUR, happened, MONDAY } from '../../test/unit/histories.ts';
import { memoryOf, modelOf, spells } from '../../test/unit/spells.ts';
import { type CanonicalEvent, type Condition, compile } from './index.ts';

const engaged = { event: 'user_engagement' };
const search = { event: 'search' };
const spent = (hour: number, engaged_ms: number) =>
  happened(MONDAY + hour * HOUR, 'user_engagement', { props: { engaged_ms } });
const many = (n: number, make: (i: number) => CanonicalEvent) =>
  Array.from({ length: n }, (_, i) => make(i));
const on = (type: string) => (hour: number) => happened(MONDAY + hour * HOUR, type);
const sum = (bounds: object): Condition => ({ sum: engaged, of: 'props.engaged_ms', ...bounds });
/** Hours and values of a list of moments. */
const hours = (memory: unknown[] | undefined) =>
  memory?.map((it) => (typeof it === 'number' && it > 1e9 ? (it - MONDAY) / HOUR : it));

describe('A count remembers', () => {
  test('the latest matches that its bound asks for', () => {
    const log = many(9, on('search'));
    expect(hours(memoryOf({ count: search, within_days: 1 }, log)[0])).toEqual([8]);
    expect(hours(memoryOf({ count: search, at_least: 3 }, log)[0])).toEqual([6, 7, 8]);
    expect(hours(memoryOf({ count: search, at_most: 3 }, log)[0])).toEqual([5, 6, 7, 8]);
    const both = { count: search, at_least: 1, at_most: 2 };
    expect(hours(memoryOf(both, log)[0])).toEqual([6, 7, 8]);
    expect(memoryOf({ count: search, at_least: 0 }, log)).toEqual([]);
  });

  test('of different values the latest moment each, by their folded spelling', () => {
    const terms: Condition = { distinct: search, by: 'props.term', at_least: 3 };
    const log = ['a', 'B', 'c', 'b', 'D', 'd'].map((term, hour) =>
      happened(MONDAY + hour * HOUR, 'search', { props: { term } }),
    );
    expect(hours(memoryOf(terms, log)[0])).toEqual([2, 'c', 3, 'b', 5, 'd']);
  });

  test('a value no longer than a hundred letters, and truth as a word', () => {
    const terms: Condition = { distinct: search, by: 'props.term', at_least: 3 };
    const log = ['A'.repeat(200), true, 7, null].map((term, hour) =>
      happened(MONDAY + hour * HOUR, 'search', { props: { term } }),
    );
    expect(hours(memoryOf(terms, log)[0])).toEqual([0, 'a'.repeat(100), 1, 'true', 2, 7]);
  });
});

describe('A sum remembers', () => {
  test('one number when it has no window', () => {
    const log = many(9, (i) => spent(i, 2));
    expect(hours(memoryOf(sum({ at_least: 100 }), log)[0])).toEqual([8, 18]);
  });

  test('what is in its window: what has just left it is gone, and nothing is not kept', () => {
    const log = [spent(0, 1), spent(1, 2), spent(2, 0), spent(24, 3)];
    const memory = memoryOf(sum({ at_least: 100, within_days: 1 }), log)[0];
    expect(hours(memory)).toEqual([1, 2, 24, 3]);
  });

  test('nothing that newer entries outweigh, once it has grown to eight', () => {
    const log = (n: number) => many(n, (i) => spent(i, 5.5));
    const bounds = { at_least: 2, at_most: 10, within_days: 9 };
    expect(memoryOf(sum(bounds), log(7))[0]).toHaveLength(14);
    expect(hours(memoryOf(sum(bounds), log(8))[0])).toEqual([5, 5.5, 6, 5.5, 7, 5.5]);
    expect(memoryOf(sum(bounds), log(9))[0]).toHaveLength(8);
    expect(memoryOf(sum({ at_least: 10, within_days: 9 }), log(8))[0]).toHaveLength(6);
  });

  test('the latest 500 entries', () => {
    const log = many(505, (i) => spent(i, 1));
    const memory = memoryOf(sum({ at_least: 1e6, within_days: 99 }), log)[0];
    expect(memory).toHaveLength(1_000);
    expect(hours(memory?.slice(0, 2))).toEqual([5, 1]);
  });
});

describe('A ratio remembers', () => {
  const ratio = { ratio: { event: 'email_click' }, to: { event: 'email_open' }, at_least: 0.5 };

  test('the latest 500 of either side', () => {
    const log = many(510, (i) => on(i % 2 ? 'email_click' : 'email_open')(i));
    expect(memoryOf(ratio, log)[0]).toHaveLength(1_000);
    expect(spells(ratio, log)).toMatch(/^[\d.]+-$/);
  });

  test('what is in its window', () => {
    const log = [on('email_open')(0), on('email_click')(1), on('email_open')(24)];
    const memory = memoryOf({ ...ratio, within_days: 1 }, log)[0];
    expect(hours(memory)).toEqual([1, 1, 24, 2]);
  });
});

describe('A span remembers', () => {
  const log = many(6, (i) => on('search')(24 * i));

  test('the first and the last without a window', () => {
    const memory = memoryOf({ span: search, at_least_days: 2 }, log)[0];
    expect(hours(memory)).toEqual([0, 120]);
    expect(memoryOf({ span: search, at_least_days: 2 }, log.slice(0, 1))[0]).toHaveLength(1);
  });

  test('with a window the latest far enough from the last, and those since', () => {
    const span = { span: search, at_least_days: 2, within_days: 4 };
    expect(hours(memoryOf(span, log)[0])).toEqual([72, 96, 120]);
    expect(hours(memoryOf(span, log.slice(0, 2))[0])).toEqual([0, 24]);
  });

  test('500 at most: of more in between the oldest but one goes', () => {
    const dense = many(502, on('search'));
    const memory = memoryOf({ span: search, at_least_days: 90, within_days: 99 }, dense)[0];
    expect(memory).toHaveLength(500);
    expect(hours(memory?.slice(0, 2))).toEqual([0, 3]);
    expect(
      memoryOf({ span: search, at_least_days: 90, within_days: 99 }, dense.slice(2))[0],
    ).toHaveLength(500);
  });
});

describe('A sum before an event remembers', () => {
  const hurried = (more: object): Condition =>
    ({
      before: { event: 'purchase' },
      hours: 2,
      sum: engaged,
      of: 'props.engaged_ms',
      at_most: 5,
      ...more,
    }) as Condition;
  const sale = (hour: number) => bought(MONDAY + hour * HOUR, `o${hour}`);

  test('20 events that passed, with their orders, and what is within the hours', () => {
    const log = Array.from({ length: 25 }, (_, i) => [sale(2 * i), spent(2 * i + 1, 1)]).flat();
    const [recent, hits] = memoryOf(hurried({}), log);
    expect(hours(recent)).toEqual([49, 1]);
    expect(hits).toHaveLength(40);
    expect(hours(hits?.slice(0, 2))).toEqual([10, 'o10']);
  });

  test('each sum by itself when two conditions ask for different ones', () => {
    const other = { ...hurried({ of: 'props.other' }) };
    const log = [spent(0, 9), sale(1)];
    expect(spells(hurried({}), log)).toBe('');
    expect(spells(other, log)).toBe(`${1 / 24}-`);
    expect(spells({ any: [hurried({}), other] }, log)).toBe(`${1 / 24}-`);
    expect(spells({ all: [hurried({}), other] }, log)).toBe('');
    expect(spells({ all: [hurried({ at_most: 9 }), hurried({ at_most: 5 })] }, log)).toBe('');
  });

  test('a sum once for two conditions that ask for the same', () => {
    const when = { any: [hurried({}), hurried({ within_days: 3 })] };
    expect(compile(modelOf(when), 1).leaves).toHaveLength(3);
  });
});

describe('Of more than 200 orders', () => {
  const log = many(250, (i) =>
    bought(
      MONDAY + i * HOUR,
      `o${i}`,
      { value: 2, ...(i < 100 ? { coupon: 'NEW' } : {}) },
      i < 10 ? { verified: true } : {},
    ),
  );
  const last = 249 / 24;
  const held = (when: object): boolean => spells(when as Condition, log).endsWith('-');

  test('the older count in every measure that has no window', () => {
    expect(held({ orders: 'count', at_least: 250, at_most: 250 })).toBe(true);
    expect(held({ orders: 'count', at_least: 251 })).toBe(false);
    expect(held({ orders: 'count', verified: true, at_least: 10, at_most: 10 })).toBe(true);
    expect(held({ orders: 'value', currency: 'EUR', at_least: 500, at_most: 500 })).toBe(true);
    expect(held({ orders: 'coupon_share', at_least: 0.4, at_most: 0.4 })).toBe(true);
    expect(held({ orders: 'span_days', at_least: last, at_most: last })).toBe(true);
  });

  test('only those kept one by one count within a window', () => {
    expect(spells({ orders: 'count', at_least: 200, within_days: 99 }, log)).not.toBe('');
    expect(spells({ orders: 'count', at_least: 201, within_days: 99 }, log)).toBe('');
  });
});

describe('A condition that cannot be', () => {
  const compiling = (when: object) => () => compile(modelOf(when as Condition), 1);

  test('is refused by name: no such kind, group or fact', () => {
    expect(compiling({ colour: 'red' })).toThrow('no condition {"colour":"red"}');
    expect(compiling({ group: 'fame', above: 1 })).toThrow('no group fame');
    expect(compiling({ person: 'shoe_size', min: 1 })).toThrow('no fact shoe_size');
  });
});
