import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CanonicalEvent, Model, Outcome } from './index.ts';
import { addOutcome, compile, judge, noTrials, Trial } from './index.ts';

const DAY = 86_400_000;
const FROM = Date.UTC(2026, 3, 1);
const SLICE = { from: FROM, to: FROM + 90 * DAY };

/** A view is worth 120, a purchase would be 1,000: who buys must not be known by the purchase. */
const MODEL: Model = {
  name: 'Test',
  half_life_days: 30,
  groups: [{ id: 'interest', decays: true }],
  rules: [
    { id: 'view', label: { en: 'v' }, when: { event: 'view' }, points: 120, group: 'interest' },
    { id: 'buy', label: { en: 'b' }, when: { event: 'purchase' }, points: 1000, group: 'interest' },
  ],
  grades: [{ id: 'weak' }, { id: 'medium', min: 100 }, { id: 'strong', above: 200 }],
  ladder: [{ id: 'all', label: { en: 'All' }, enter: { all: [] } }],
  segments: [],
};
const compiled = compile(MODEL, 1);

let made = 0;
function event(day: number, type: string, more: Partial<CanonicalEvent> = {}): CanonicalEvent {
  made += 1;
  const id = `01890b2c-5f00-7000-8000-${made.toString(16).padStart(12, '0')}`;
  return { id, type, ts: FROM + day * DAY, device: 'd:v', offset_min: 0, ...more };
}
const order = (day: number, order_id: string, more: Partial<CanonicalEvent> = {}) =>
  event(day, 'purchase', { props: { order_id }, ...more });

function tried(events: CanonicalEvent[], model = compiled): Outcome {
  const trial = new Trial(model, SLICE);
  trial.take(events);
  return trial.outcome();
}

describe('Who is flagged', () => {
  test.each<[string, CanonicalEvent[], Outcome]>([
    [
      'a buyer strong before the purchase',
      [event(1, 'view'), event(2, 'view'), order(3, 'a')],
      { who: 'buyer', flagged: true },
    ],
    [
      'not a buyer whom only the purchase makes strong',
      [event(1, 'view'), order(2, 'a')],
      { who: 'buyer', flagged: false },
    ],
    [
      'not a buyer strong only after the purchase',
      [order(1, 'a'), event(2, 'view'), event(3, 'view')],
      { who: 'buyer', flagged: false },
    ],
    [
      'somebody strong who does not buy',
      [event(1, 'view'), event(2, 'view')],
      { who: 'other', flagged: true },
    ],
    ['nobody who looks once', [event(1, 'view')], { who: 'other', flagged: false }],
    [
      'somebody who was strong as the slice began and still came',
      [event(-2, 'view'), event(-1, 'view'), event(50, 'chat')],
      { who: 'other', flagged: true },
    ],
    [
      'nobody who was strong long before the slice only',
      [event(-90, 'view'), event(-89, 'view'), event(50, 'chat')],
      { who: 'other', flagged: false },
    ],
  ])('is %s', (_, events, outcome) => {
    expect(tried(events)).toEqual(outcome);
  });
});

describe('Who takes part', () => {
  test('is nobody who was away during the slice, before it or after it', () => {
    expect(tried([event(-2, 'view'), event(-1, 'view')]).who).toBe('absent');
    expect(tried([event(91, 'view'), event(92, 'view')]).who).toBe('absent');
    expect(tried([]).who).toBe('absent');
  });

  test('is no software, and no purchase that software made', () => {
    expect(tried([order(1, 'a', { bot: true })]).who).toBe('absent');
  });

  test('is a buyer who bought before the slice only as somebody else', () => {
    expect(tried([order(-1, 'a'), event(1, 'chat')]).who).toBe('other');
  });

  test('does not become a buyer by a second copy of an earlier order', () => {
    const copy = order(1, 'a', { verified: true });
    expect(tried([order(-1, 'a'), copy]).who).toBe('other');
    expect(tried([order(-1, 'a'), order(1, 'b')]).who).toBe('buyer');
  });

  test('becomes a buyer by a confirmed order alone where the model asks for that', () => {
    const strict = compile({ ...MODEL, purchases: 'verified' }, 1);
    expect(tried([order(1, 'a')], strict).who).toBe('other');
    expect(tried([order(1, 'a'), order(2, 'a', { verified: true })], strict).who).toBe('other');
    expect(tried([order(1, 'a', { verified: true })], strict).who).toBe('buyer');
  });
});

test('What happens after the purchase or the slice never changes the outcome, nor how the log is cut', () => {
  const some = fc.array(
    fc.record({
      day: fc.integer({ min: -100, max: 120 }),
      type: fc.constantFrom('view', 'view', 'chat', 'purchase'),
    }),
    { maxLength: 25 },
  );
  fc.assert(
    fc.property(some, fc.nat(25), (days, cut) => {
      const log = days
        .map(({ day, type }) => (type === 'purchase' ? order(day, `o${day}`) : event(day, type)))
        .sort((a, b) => a.ts - b.ts || (a.id < b.id ? -1 : 1));
      const sale = log.find(
        ({ type, ts }) => type === 'purchase' && ts >= SLICE.from && ts < SLICE.to,
      );
      const end = sale ? log.indexOf(sale) + 1 : log.length;
      const outcome = tried(log);
      expect(tried(log.slice(0, end).filter(({ ts }) => ts < SLICE.to))).toEqual(outcome);
      const trial = new Trial(compiled, SLICE);
      trial.take(log.slice(0, cut));
      trial.take(log.slice(cut));
      expect(trial.outcome()).toEqual(outcome);
    }),
    { numRuns: 300 },
  );
});

test('The verdict has hit rate, precision, base rate and lift, each with n and interval', () => {
  const verdict = judge({ people: 500, buyers: 40, flagged: 50, flagged_buyers: 7 });
  expect(verdict.precision).toMatchObject({ value: 0.14, n: 50 });
  expect(verdict.precision?.low.toFixed(4)).toBe('0.0695');
  expect(verdict.hit_rate).toMatchObject({ value: 7 / 40, n: 40 });
  expect(verdict.base_rate).toMatchObject({ value: 0.08, n: 500 });
  expect(verdict.lift?.value).toBeCloseTo(1.75, 10);
  expect(verdict.lift?.low).toBeCloseTo((verdict.precision?.low ?? 0) / 0.08, 10);
  expect(verdict.lift?.n).toBe(50);
});

test('Where nobody bought or was flagged, nothing is claimed', () => {
  const none = { hit_rate: null, precision: null, base_rate: null, lift: null };
  expect(judge(noTrials())).toEqual(none);
  expect(judge({ ...noTrials(), people: 10, flagged: 2 })).toMatchObject({
    hit_rate: null,
    lift: null,
  });
});

test('Those who were absent count nowhere', () => {
  const sum = noTrials();
  addOutcome(sum, { who: 'absent', flagged: false });
  addOutcome(sum, { who: 'buyer', flagged: true });
  addOutcome(sum, { who: 'other', flagged: true });
  expect(sum).toEqual({ people: 2, buyers: 1, flagged: 2, flagged_buyers: 1 });
});
