/** Acts that reports list one by one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, endOf, happened, histories, MONDAY, viewed } from '../../test/unit/histories.ts';
import { RUNS } from '../../test/unit/models.ts';
import { type CanonicalEvent, compile, defaultModel, replay, start } from './index.ts';

const c = compile(defaultModel, 1);
const actsOf = (log: CanonicalEvent[]) => replay(c, start(), log, 0).acts;
const outside = (type: string, props = {}): CanonicalEvent => {
  const { url: _, ...event } = happened(MONDAY, type, { device: 's:server', props });
  return event;
};

describe('Acts', () => {
  test('are feedback, complaints and their resolution, with what was said', () => {
    const said = [
      happened(MONDAY, 'feedback', { props: { kind: 'nps', score: 9, text: 'good' } }),
      happened(MONDAY + 1, 'feedback', { props: { kind: 'csat', score: 2 } }),
      happened(MONDAY + 2, 'feedback', { props: { kind: 'text', text: 'so so' } }),
      happened(MONDAY + 3, 'complaint', { props: { topic: 'bag', text: 'torn' }, offset_min: 60 }),
      happened(MONDAY + 4, 'complaint_resolved', { device: 's:server' }),
      viewed(MONDAY + 5, '/'),
    ];
    expect(actsOf(said)).toEqual([
      { event: said[0]?.id, kind: 'nps', at: MONDAY, offset_min: 0, score: 9, text: 'good' },
      { event: said[1]?.id, kind: 'csat', at: MONDAY + 1, offset_min: 0, score: 2 },
      { event: said[2]?.id, kind: 'feedback', at: MONDAY + 2, offset_min: 0, text: 'so so' },
      {
        ...{ event: said[3]?.id, kind: 'complaint', at: MONDAY + 3, offset_min: 60 },
        ...{ text: 'torn', topic: 'bag' },
      },
      { event: said[4]?.id, kind: 'resolved', at: MONDAY + 4, offset_min: 0 },
    ]);
  });

  test('are sign-ups and unsubscribes outside of visits only', () => {
    expect(actsOf([happened(MONDAY, 'newsletter_signup')])).toEqual([]);
    expect(actsOf([outside('newsletter_signup')])).toMatchObject([{ kind: 'signup' }]);
    expect(actsOf([outside('newsletter_unsubscribe')])).toMatchObject([{ kind: 'unsubscribe' }]);
  });

  test('are not what software says', () => {
    expect(actsOf([happened(MONDAY, 'complaint', { bot: true })])).toEqual([]);
  });

  test('are the same however the log is cut', () => {
    fc.assert(
      fc.property(histories(), fc.nat(40), (log, cut) => {
        const end = endOf(log);
        const [early, late] = [log.slice(0, cut), log.slice(cut)];
        const first = replay(c, start(), early, early.at(-1)?.ts ?? 0);
        const second = replay(c, first.state, late, end);
        expect([...first.acts, ...second.acts]).toEqual(replay(c, start(), log, end).acts);
      }),
      RUNS,
    );
  });

  test('say when somebody came onto the place that they leave', () => {
    const [since, at] = [MONDAY, MONDAY + DAY];
    const log = [viewed(since, '/'), happened(at, 'newsletter_signup')];
    const { moves } = replay(c, start(), log, at);
    expect(moves).toMatchObject([{ kind: 'rung', from: 'suspect', since, at }]);
  });
});
