/** Which moves count when the rules have changed on the way, and how two logs become one. */
import { describe, expect, test } from 'vitest';
import { happened, MONDAY } from '../../test/unit/histories.ts';
import { isLinked, type RulesSince } from './document.ts';
import { compareEvents, type Move, mergeTails, movesSince } from './index.ts';
import type { State } from './state.ts';

const move = (kind: Move['kind'], at: number, from: string, to: string): Move => ({
  kind,
  at,
  from,
  to,
  cause: { by: 'time' },
  model: 2,
  score: 0,
});
const since: RulesSince = { at: 100, rung: 'lead', grade: 'weak', score: 550 };
const end = (rung: string, grade: string) => ({ rung, grade }) as State;
const made = (kind: Move['kind'], from: string, to: string, alert = {}): Move => ({
  ...move(kind, 100, from, to),
  cause: { by: 'model', ...alert },
  model: 7,
  score: 550,
});

describe('Moves since a change of the rules', () => {
  const moves = [
    move('rung', 50, 'suspect', 'lead'),
    move('rung', 100, 'lead', 'fan'),
    move('rung', 150, 'fan', 'suspect'),
  ];

  test('are those after it, and the one that the change itself made', () => {
    const state = end('suspect', 'strong');
    expect(movesSince(since, 0, { moves, state }, 7)).toEqual([
      made('grade', 'weak', 'strong'),
      made('rung', 'lead', 'fan'),
      moves[2],
    ]);
  });

  test('have none of the change where it left everybody in their place', () => {
    const later = [move('rung', 150, 'lead', 'fan'), move('rung', 160, 'fan', 'lead')];
    expect(movesSince(since, 0, { moves: later, state: end('lead', 'weak') }, 7)).toEqual(later);
    expect(movesSince(since, 0, { moves: [], state: end('lead', 'weak') }, 7)).toEqual([]);
  });

  test('may alert only where the change may', () => {
    const loud = { ...since, alert: true as const };
    const told = movesSince(loud, 0, { moves: [], state: end('fan', 'weak') }, 7);
    expect(told).toEqual([made('rung', 'lead', 'fan', { alert: true })]);
  });

  test('are all of them without a change, after it, or for one who had no place before', () => {
    const state = end('suspect', 'strong');
    expect(movesSince(undefined, 0, { moves, state }, 7)).toBe(moves);
    expect(movesSince(since, 100, { moves, state }, 7)).toBe(moves);
    expect(movesSince({ ...since, rung: '' }, 0, { moves, state }, 7)).toBe(moves);
    expect(movesSince(since, 99, { moves, state }, 7)).not.toBe(moves);
  });
});

describe('Events', () => {
  const event = (ts: number, id: string, device = 'd:1') => ({
    ...happened(ts, 'chat'),
    id,
    device,
  });

  test('are ordered by time, then id, then device', () => {
    const sorted = [
      event(1, 'b'),
      event(2, 'a', 'd:1'),
      event(2, 'a', 'd:2'),
      event(2, 'b', 'd:1'),
      event(3, 'a'),
    ];
    for (const [i, one] of sorted.entries()) {
      for (const [j, other] of sorted.entries()) {
        expect(Math.sign(compareEvents(one, other))).toBe(Math.sign(i - j));
      }
    }
  });

  test('of two logs are one log, the first copy of each', () => {
    const copy = { ...event(MONDAY, 'a'), title: 'copy' };
    const ours = [event(MONDAY, 'a'), event(MONDAY + 2, 'c')];
    const theirs = [copy, event(MONDAY + 1, 'b'), event(MONDAY + 3, 'a', 'd:2')];
    const merged = mergeTails(ours, theirs);
    expect(merged.map(({ id, device }) => `${id} ${device}`)).toEqual([
      'a d:1',
      'b d:1',
      'c d:1',
      'a d:2',
    ]);
    expect(merged[0]).not.toHaveProperty('title');
  });
});

test('A user id stands for the person unless it is only claimed or was taken away', () => {
  const by = ['first_device', 'signature', 'secret_key', 'trusted', 'claim', 'unlinked'] as const;
  const linked = by.filter((it) => isLinked({ id: 'u', at: 1, device: 'd:1', by: it }));
  expect(linked).toEqual(['first_device', 'signature', 'secret_key', 'trusted']);
});
