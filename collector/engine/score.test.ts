/** Scores: rounding shares adds up, and more points never hurt. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { histories, instantIn } from '../../test/unit/histories.ts';
import { PATIENCE, RUNS } from '../../test/unit/models.ts';
import { apportion } from './explain.ts';
import { type Compiled, compile, defaultModel, position, replay, start } from './index.ts';

vi.setConfig(PATIENCE);

describe('Apportioning', () => {
  test('adds up exactly and moves no value by a hundredth or more', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5_000, max: 5_000, noNaN: true }), { maxLength: 40 }),
        (values) => {
          const total = Math.round(values.reduce((all, value) => all + value, 0)) + 0;
          const shares = apportion(values, total);
          expect(shares.reduce((all, share) => all + share, 0)).toBe(total);
          shares.forEach((share, i) => {
            expect(Math.abs(share - (values[i] ?? 0))).toBeLessThan(1.0001);
          });
        },
      ),
      RUNS,
    );
  });
});

describe('More points', () => {
  const known = new Map<string, Compiled>();
  /** The default model with one rule that gives something raised. */
  function raised(index: number, more: number): Compiled {
    const key = `${index} ${more}`;
    const rules = defaultModel.rules.map((rule, i) =>
      i === index ? { ...rule, points: (rule.points ?? 0) + more } : rule,
    );
    const c = known.get(key) ?? compile({ ...defaultModel, rules }, 1);
    known.set(key, c);
    return c;
  }
  const giving = [...defaultModel.rules.entries()].filter(([, rule]) => (rule.points ?? 0) >= 0);
  const moment = histories().chain((log) =>
    fc.record({
      log: fc.constant(log),
      at: instantIn(log),
      rule: fc.constantFrom(...giving.map(([index]) => index)),
      more: fc.constantFrom(0.01, 3.7, 100),
    }),
  );

  /**
   * Not so for a limit in points: it would be used up by earlier events, and what is earned earlier
   * has decayed further. The limits that ship count times.
   */
  test('for a rule that gives some never lower anyone at any moment', () => {
    fc.assert(
      fc.property(moment, ({ log, at, rule, more }) => {
        const past = log.filter((event) => event.ts <= at);
        const scoreBy = (c: Compiled) => position(c, replay(c, start(), past, 0).state, at).score;
        expect(scoreBy(raised(rule, more))).toBeGreaterThanOrEqual(scoreBy(raised(rule, 0)));
      }),
      RUNS,
    );
  });
});
