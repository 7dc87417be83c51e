/** Time moves people too, at exact instants, and no move goes unrecorded. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { DAY, endOf } from '../../test/unit/histories.ts';
import { compiledModel as compiled, moments, PATIENCE, RUNS } from '../../test/unit/models.ts';
import { due, type Move, position, replay, start } from './index.ts';

vi.setConfig(PATIENCE);

const json = (value: unknown): string => JSON.stringify(value);

/** Where the moves say the person is at an instant. */
function placeByMoves(
  moves: readonly Move[],
  kind: Move['kind'],
  at: number,
  lowest: string,
): string {
  return moves.filter((move) => move.kind === kind && move.at <= at).at(-1)?.to ?? lowest;
}

describe('Time moves people too', () => {
  test('the moves agree with the position at any instant: none goes unrecorded', () => {
    fc.assert(
      fc.property(moments, ({ model, log, instants }) => {
        const c = compiled(model);
        const { moves } = replay(c, start(), log, endOf(log));
        const edges = moves.flatMap((move) => [move.at - 1, move.at]);
        const { ladder, grades } = c.model;
        for (const at of [...instants, ...edges]) {
          const past = log.filter((event) => event.ts <= at);
          if (past.every((event) => event.bot)) continue;
          const here = position(c, replay(c, start(), past, past.at(-1)?.ts ?? 0).state, at);
          expect(here.rung).toBe(placeByMoves(moves, 'rung', at, ladder[0]?.id ?? ''));
          expect(here.grade).toBe(placeByMoves(moves, 'grade', at, grades[0]?.id ?? ''));
        }
      }),
      RUNS,
    );
  });

  test('the grade is what the shown score says, to the millisecond of each crossing', () => {
    fc.assert(
      fc.property(moments, ({ model, log, instants }) => {
        const c = compiled(model);
        const { moves } = replay(c, start(), log, endOf(log));
        for (const at of [...instants, ...moves.flatMap((move) => [move.at - 1, move.at])]) {
          const past = log.filter((event) => event.ts <= at);
          const { score, grade } = position(c, replay(c, start(), past, 0).state, at);
          const reached = c.model.grades.filter(({ min = -1e9, above }) =>
            above === undefined ? score >= min * 100 : score > above * 100,
          );
          expect(grade).toBe(reached.at(-1)?.id);
        }
      }),
      RUNS,
    );
  });

  test('each move leaves from where the one before arrived, in order of time', () => {
    fc.assert(
      fc.property(moments, ({ model, log }) => {
        const { ladder, grades } = compiled(model).model;
        const { moves } = replay(compiled(model), start(), log, endOf(log));
        for (const kind of ['rung', 'grade'] as const) {
          let place = (kind === 'rung' ? ladder : grades)[0]?.id;
          for (const move of moves.filter((it) => it.kind === kind)) {
            expect(move.from).toBe(place);
            expect(move.to).not.toBe(move.from);
            place = move.to;
          }
        }
        expect(moves.map((move) => move.at)).toEqual(
          moves.map((move) => move.at).sort((a, b) => a - b),
        );
      }),
      RUNS,
    );
  });

  test('nothing shown changes before what is due, and something does then', () => {
    fc.assert(
      fc.property(moments, ({ model, log, instants }) => {
        const c = compiled(model);
        const { state } = replay(c, start(), log, 0);
        if (state.first_seen === null) {
          expect(due(c, state, 0)).toBe(null);
          return;
        }
        const after = Math.max(state.at, ...instants);
        const next = due(c, state, after);
        const shown = (at: number) => {
          const { rung, grade, segments } = position(c, state, at);
          const ended = replay(c, state, [], at).visits.at(-1)?.ended ?? true;
          return json({ rung, grade, segments, ended });
        };
        const far = after + 8_000 * DAY;
        if (next === null) {
          expect(shown(far)).toBe(shown(after));
          return;
        }
        expect(next).toBeGreaterThan(after);
        expect(shown(next - 1)).toBe(shown(after));
        const visitEnds = next === (state.visit?.last ?? 0) + 30 * 60_000 + 1;
        if (!visitEnds) expect(shown(next)).not.toBe(shown(after));
      }),
      RUNS,
    );
  });

  test('a stay of at least so many days holds back moves down, never moves up', () => {
    fc.assert(
      fc.property(moments, ({ model, log }) => {
        const { ladder } = compiled(model).model;
        const rank = new Map(ladder.map((rung, i) => [rung.id, i]));
        const stays = new Map(ladder.map((rung) => [rung.id, (rung.min_days ?? 0) * DAY]));
        const { moves } = replay(compiled(model), start(), log, endOf(log));
        let since = Number.NEGATIVE_INFINITY;
        for (const move of moves.filter(({ kind }) => kind === 'rung')) {
          const down = (rank.get(move.to) ?? 0) < (rank.get(move.from) ?? 0);
          if (down) expect(move.at - since).toBeGreaterThanOrEqual(stays.get(move.from) ?? 0);
          since = move.at;
        }
      }),
      RUNS,
    );
  });
});
