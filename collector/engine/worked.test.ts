/** Sara and Bardia, worked by hand in the domain's description, to the hundredth. */
import { describe, expect, test } from 'vitest';
import { DAY, happened, MONDAY, viewed } from '../../test/unit/histories.ts';
import { compiledModel } from '../../test/unit/models.ts';
import {
  type CanonicalEvent,
  compareEvents,
  explain,
  type Position,
  position,
  replay,
  start,
} from './index.ts';

const c = compiledModel('loyalty');
const AD = { source: { channel: 'paid_search' as const, source: 'google' } };

/** A visit with a minute of engagement; everything happens at once so that days are whole. */
function visit(day: number, ...rest: ((ts: number) => CanonicalEvent)[]): CanonicalEvent[] {
  const ts = MONDAY + day * DAY;
  const reads = happened(ts, 'user_engagement', { props: { engaged_ms: 60_000 } });
  return [viewed(ts, '/', day === 0 ? AD : {}), ...rest.map((act) => act(ts)), reads];
}
const ad = (ts: number) => happened(ts, 'ad_click', { props: { kind: 'arrival' } });
const page = (ts: number) => viewed(ts, '/products');
const pricing = (ts: number) => viewed(ts, '/pricing');
const signsUp = (ts: number) => happened(ts, 'newsletter_signup');
const downloads = (ts: number) => happened(ts, 'file_download');
const contactsAsCeo = (ts: number) =>
  happened(ts, 'form_submit', { props: { purpose: 'contact', job_title: 'مدير عامل' } });

/** Points of day 0, 3 and 6: 69, 54 and 23. */
const week = [
  ...visit(0, ad, page, pricing, signsUp),
  ...visit(3, page, pricing, downloads),
  ...visit(6, pricing),
];
const sara = week.sort(compareEvents);
const ready = [...week, ...visit(7, page, contactsAsCeo)].sort(compareEvents);

function standing(
  log: readonly CanonicalEvent[],
  at: number,
): Pick<Position, 'score' | 'grade' | 'rung'> {
  const { score, grade, rung } = position(c, replay(c, start(), log, 0).state, at);
  return { score, grade, rung };
}

describe('Sara', () => {
  test('is a medium prospect with 130.40 points on day 7', () => {
    expect(standing(sara, MONDAY + 7 * DAY)).toEqual({
      score: 13_040,
      grade: 'medium',
      rung: 'prospect',
    });
  });

  test('has 69, 54 and 23 points from her three days', () => {
    const { terms } = explain(c, start(), sara, MONDAY + 7 * DAY);
    const points = [0, 3, 6].map((day) =>
      terms
        .filter((term) => term.event?.ts === MONDAY + day * DAY)
        .reduce((sum, term) => sum + term.points, 0),
    );
    expect(points).toEqual([6_900, 5_400, 2_300]);
  });

  test('is strong with 238.40 points after a contact form as CEO that day', () => {
    expect(standing(ready, MONDAY + 7 * DAY)).toEqual({
      score: 23_840,
      grade: 'strong',
      rung: 'prospect',
    });
  });

  test('is medium after 9.9 days of silence and weak after 57.4', () => {
    const { moves } = replay(c, start(), ready, MONDAY + 400 * DAY);
    const falls = moves.filter(({ kind, cause }) => kind === 'grade' && cause.by === 'time');
    const days = falls.map(({ at, to }) => [to, ((at - MONDAY) / DAY - 7).toFixed(1)]);
    expect(days).toEqual([
      ['medium', '9.9'],
      ['weak', '57.4'],
    ]);
  });

  test('loses the sign-up points when she unsubscribes', () => {
    const at = MONDAY + 7 * DAY;
    const leaves = [...sara, happened(at, 'newsletter_unsubscribe')];
    expect(standing(leaves, at).score).toBe(13_040 - 4_000);
  });
});

/** Comes by an ad and leaves at once. */
const bounce = (day: number) => [ad(MONDAY + day * DAY), viewed(MONDAY + day * DAY, '/', AD)];

describe('Bardia', () => {
  test('is a weak suspect with 13.70 points after three bounces', () => {
    const log = [0, 3, 6].flatMap(bounce).sort(compareEvents);
    expect(standing(log, MONDAY + 7 * DAY)).toEqual({
      score: 1_370,
      grade: 'weak',
      rung: 'suspect',
    });
  });

  test('bouncing daily for ever stays at 49 and never becomes a lead', () => {
    const log = Array.from({ length: 700 }, (_, day) => bounce(day))
      .flat()
      .sort(compareEvents);
    const { state, moves } = replay(c, start(), log, 0);
    expect(position(c, state, MONDAY + 699 * DAY).score).toBe(4_900);
    expect(moves).toEqual([]);
  });
});
