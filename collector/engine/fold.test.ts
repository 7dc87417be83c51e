/** State is a fold: however the log comes and is cut, the state and what is told are the same. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { endOf, histories } from '../../test/unit/histories.ts';
import {
  anyModel,
  compiledModel as compiled,
  moments,
  PATIENCE,
  RUNS,
} from '../../test/unit/models.ts';
import {
  advance,
  close,
  compareEvents,
  compile,
  defaultModel,
  due,
  fold,
  mergeTails,
  open,
  position,
  type Replay,
  replay,
  type State,
  start,
} from './index.ts';

vi.setConfig(PATIENCE);

const json = (value: unknown): string => JSON.stringify(value);

/** Outputs of one replay after another, the later form of each counting. */
function joined(...replays: Replay[]) {
  const visits = new Map(replays.flatMap((it) => it.visits.map((visit) => [visit.start, visit])));
  const orders = new Map(
    replays.flatMap((it) => it.orders.map((order) => [order.order_id, order])),
  );
  const byId = [...orders.values()].sort((a, b) => (a.order_id < b.order_id ? -1 : 1));
  return { moves: replays.flatMap((it) => it.moves), visits: [...visits.values()], orders: byId };
}

describe('State is a fold over the deduplicated events in (ts, id) order', () => {
  test('any order of arrival and any duplication give the identical replay', () => {
    const arrivals = fc
      .tuple(anyModel, histories(25))
      .chain(([model, log]) =>
        fc.tuple(
          fc.constant(model),
          fc.constant(log),
          fc.shuffledSubarray(log, { minLength: log.length }),
          fc.subarray(log),
        ),
      );
    fc.assert(
      fc.property(arrivals, ([model, log, shuffled, again]) => {
        const merged = mergeTails(shuffled, again);
        expect(json(replay(compiled(model), start(), merged, endOf(log)))).toBe(
          json(replay(compiled(model), start(), log, endOf(log))),
        );
      }),
      RUNS,
    );
  });

  test('any cut into base and tail, kept as JSON in between, gives the identical state and outputs', () => {
    const cuts = moments.chain(({ model, log }) =>
      fc.record({
        model: fc.constant(model),
        log: fc.constant(log),
        cut: fc.nat(log.length),
        wait: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    );
    fc.assert(
      fc.property(cuts, ({ model, log, cut, wait }) => {
        const c = compiled(model);
        const whole = replay(c, start(), log, endOf(log));
        const [head, tail] = [log.slice(0, cut), log.slice(cut)];
        const from = head.at(-1)?.ts ?? 0;
        const to = tail[0]?.ts ?? endOf(log);
        const first = replay(
          c,
          start(),
          head,
          cut === 0 ? 0 : Math.floor(from + (to - from) * wait),
        );
        const base = JSON.parse(json(first.state)) as State;
        const second = replay(c, base, tail, endOf(log));
        expect(json(second.state)).toBe(json(whole.state));
        expect(json(joined(first, second))).toBe(json(joined(whole)));
      }),
      RUNS,
    );
  });

  test('letting time pass between events, however often, changes nothing', () => {
    fc.assert(
      fc.property(moments, ({ model, log, instants }) => {
        const c = compiled(model);
        const run = open(c, start());
        const pauses = [...instants].sort((a, b) => a - b);
        for (const event of log) {
          for (const at of pauses) if (at > run.state.at && at < event.ts) advance(run, at);
          fold(run, event);
        }
        advance(run, endOf(log));
        const whole = replay(c, start(), log, endOf(log));
        expect(json(close(run))).toBe(json(whole.state));
        expect(run.moves).toEqual(whole.moves);
      }),
      RUNS,
    );
  });

  test('a merge is associative and commutative, and each part is got back by replaying its events', () => {
    fc.assert(
      fc.property(
        anyModel,
        histories(20),
        fc.array(fc.nat(2), { minLength: 20 }),
        (model, log, whose) => {
          const c = compiled(model);
          const part = (n: number) => log.filter((_, i) => whose[i % whose.length] === n);
          const [a, b, d] = [part(0), part(1), part(2)];
          const left = mergeTails(mergeTails(a, b), d);
          const right = mergeTails(a, mergeTails(d, b));
          expect(left).toEqual(log);
          expect(right).toEqual(log);
          const undone = left.filter((event) => a.includes(event));
          expect(json(replay(c, start(), undone, endOf(log)))).toBe(
            json(replay(c, start(), [...a].sort(compareEvents), endOf(log))),
          );
        },
      ),
      RUNS,
    );
  });

  test('neither base nor events are changed by a replay', () => {
    fc.assert(
      fc.property(moments, ({ model, log }) => {
        const c = compiled(model);
        const half = Math.floor(log.length / 2);
        const base = replay(c, start(), log.slice(0, half), 0).state;
        const before = json([base, log]);
        replay(c, base, log.slice(half), endOf(log));
        position(c, base, endOf(log));
        due(c, base, endOf(log));
        expect(json([base, log])).toBe(before);
      }),
      RUNS,
    );
  });

  test('an event before what the state covers is refused instead of folded late', () => {
    const c = compile(defaultModel, 1);
    const late = { id: 'a', type: 'search', ts: 5, device: 'd:1', offset_min: 0 };
    const base = replay(c, start(), [{ ...late, ts: 10 }], 10).state;
    expect(() => replay(c, base, [late], 10)).toThrow(RangeError);
  });
});
