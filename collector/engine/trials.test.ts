/** The edges of a backtest: the first and last instant of its slice, and orders without an id. */
import { describe, expect, test } from 'vitest';
import { DAY, MONDAY } from '../../test/unit/histories.ts';
import { type CanonicalEvent, compile, type Model, Trial } from './index.ts';

const SLICE = { from: MONDAY, to: MONDAY + 10 * DAY };
const MODEL: Model = {
  name: 'Trial',
  half_life_days: 30,
  groups: [{ id: 'warm', decays: true }],
  rules: [
    { id: 'view', label: { en: 'v' }, when: { event: 'view' }, points: 100, group: 'warm' },
    { id: 'leave', label: { en: 'l' }, when: { event: 'leave' }, points: -100, group: 'warm' },
  ],
  grades: [{ id: 'weak' }, { id: 'strong', min: 100 }],
  ladder: [{ id: 'all', label: { en: 'All' }, enter: { all: [] } }],
  segments: [],
};
const c = compile(MODEL, 1);

let made = 0;
function at(ts: number, type: string, more: Partial<CanonicalEvent> = {}): CanonicalEvent {
  return { id: `e${made++}`, type, ts, device: 'd:v', offset_min: 0, ...more };
}
const sale = (ts: number, order_id?: unknown) =>
  at(ts, 'purchase', order_id === undefined ? {} : { props: { order_id } as never });
const { from, to } = SLICE;

function tried(...events: CanonicalEvent[]) {
  const trial = new Trial(c, SLICE);
  trial.take(events);
  return trial.outcome();
}

describe('A slice', () => {
  test('begins with its first instant', () => {
    expect(tried(at(from, 'chat')).who).toBe('other');
    expect(tried(at(from - 1, 'chat')).who).toBe('absent');
    expect(tried(sale(from, 'a')).who).toBe('buyer');
    expect(tried(sale(from - 1, 'a'), at(from, 'chat')).who).toBe('other');
  });

  test('ends before its last instant', () => {
    expect(tried(at(to - 1, 'chat')).who).toBe('other');
    expect(tried(at(to, 'chat')).who).toBe('absent');
    expect(tried(sale(to, 'a')).who).toBe('absent');
  });

  test('is over once somebody has bought or it has passed', () => {
    const trial = new Trial(c, SLICE);
    expect(trial.open).toBe(true);
    trial.take([at(from - DAY, 'chat'), at(from, 'chat')]);
    expect(trial.open).toBe(true);
    trial.take([sale(from + DAY, 'a'), at(from + 2 * DAY, 'view')]);
    expect(trial.open).toBe(false);
    expect(trial.outcome()).toEqual({ who: 'buyer', flagged: false });
    const other = new Trial(c, SLICE);
    other.take([at(from, 'chat'), at(to, 'view')]);
    expect(other.open).toBe(false);
    expect(other.outcome()).toEqual({ who: 'other', flagged: false });
  });

  test('flags nobody who stayed away during it', () => {
    expect(tried(at(from - 1, 'view'))).toEqual({ who: 'absent', flagged: false });
    expect(tried(at(from - 1, 'view'), at(to, 'view'))).toEqual({ who: 'absent', flagged: false });
  });

  test('is not entered by software', () => {
    const trial = new Trial(c, SLICE);
    trial.take([at(to, 'chat', { bot: true })]);
    expect(trial.open).toBe(true);
  });
});

describe('Somebody is flagged', () => {
  test('who is strong as the slice begins, however that ends', () => {
    expect(tried(at(from - 1, 'view'), at(from + DAY, 'leave')).flagged).toBe(true);
    expect(tried(at(from - 1, 'view'), at(from, 'leave')).flagged).toBe(true);
    expect(tried(at(from - 1, 'view'), at(from - 1, 'leave'), at(from + 1, 'chat')).flagged).toBe(
      false,
    );
  });

  test('who was strong until just before it, not', () => {
    const falls = Math.floor(30 * DAY * Math.log2(10_000 / 9_999.5)) + 1;
    expect(tried(at(from - falls, 'view'), at(from + DAY, 'chat')).flagged).toBe(false);
    expect(tried(at(from - falls + 1, 'view'), at(from + DAY, 'chat')).flagged).toBe(true);
  });

  test('who becomes strong on its first or last instant, also by the act that was last', () => {
    expect(tried(at(from, 'view')).flagged).toBe(true);
    expect(tried(at(to - 1, 'view')).flagged).toBe(true);
    expect(tried(at(from, 'chat'), at(to, 'view')).flagged).toBe(false);
  });

  test('who is strong for a moment only', () => {
    expect(tried(at(from, 'view'), at(from, 'leave')).flagged).toBe(true);
    expect(tried(at(from, 'view'), at(from + 1, 'leave'), sale(from + 2, 'a'))).toEqual({
      who: 'buyer',
      flagged: true,
    });
  });

  const forgiving = compile({ ...MODEL, grades: [{ id: 'weak' }, { id: 'strong', min: -60 }] }, 1);
  const forgiven = (...events: CanonicalEvent[]) => {
    const trial = new Trial(forgiving, SLICE);
    trial.take(events);
    return trial.outcome();
  };

  test('by time alone, where time lifts: a loss is forgotten', () => {
    const lost = at(from - 15 * DAY, 'leave');
    expect(forgiven(lost, at(from, 'chat'))).toEqual({ who: 'other', flagged: true });
    const sold = sale(from + 9 * DAY, 'a');
    expect(forgiven(lost, at(from, 'chat'), sold)).toEqual({ who: 'buyer', flagged: true });
    expect(forgiven(lost, at(from, 'chat'), sale(from + 2 * DAY, 'b')).flagged).toBe(false);
  });

  test('by time until the last instant of the slice, not at its end', () => {
    const after = Math.ceil(30 * DAY * Math.log2(10_000 / 6_000.5));
    expect(forgiven(at(to - after, 'leave'), at(from, 'chat')).flagged).toBe(false);
    expect(forgiven(at(to - after - 1, 'leave'), at(from, 'chat')).flagged).toBe(true);
  });

  test('by the highest grade, not by a rung of that name', () => {
    const high = { id: 'strong', label: { en: 'S' }, enter: { count: { event: 'chat' } } };
    const named = compile({ ...MODEL, ladder: [...MODEL.ladder, high] }, 1);
    const trial = new Trial(named, SLICE);
    trial.take([at(from, 'chat')]);
    expect(trial.outcome().flagged).toBe(false);
  });
});

describe('An order', () => {
  test('without an id, or with an empty one, is each its own', () => {
    expect(tried(sale(from - DAY), sale(from + DAY)).who).toBe('buyer');
    expect(tried(sale(from - DAY, ''), sale(from + DAY, '')).who).toBe('buyer');
    expect(tried(sale(from - DAY, 5), sale(from + DAY, 5)).who).toBe('buyer');
    expect(tried(sale(from - DAY, 'a'), sale(from + DAY, 'a')).who).toBe('other');
  });

  test('of before the slice is known by its purchase only', () => {
    expect(tried(at(from - DAY, 'chat', { props: { order_id: 'a' } }), sale(from, 'a')).who).toBe(
      'buyer',
    );
  });
});
