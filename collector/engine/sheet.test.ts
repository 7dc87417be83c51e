/** Every row of the sheet that the presets share, and the grades to the hundredth. */
import { describe, expect, test } from 'vitest';
import { bought, type Given, HOUR, happened, MONDAY, viewed } from '../../test/unit/histories.ts';
import { compiledModel } from '../../test/unit/models.ts';
import {
  type CanonicalEvent,
  compareEvents,
  compile,
  defaultModel,
  explain,
  position,
  replay,
  start,
  validateModel,
} from './index.ts';

describe('The sheet', () => {
  const c = compiledModel('loyalty');
  const at = (log: CanonicalEvent[], rule: string): number[] =>
    explain(c, start(), log.sort(compareEvents), MONDAY)
      .terms.filter((term) => term.rule === rule)
      .map((term) => term.points / 100);
  const page = (path: string) => () => viewed(MONDAY, path);
  const act = (type: string, props?: Given['props']) => () =>
    happened(MONDAY, type, props ? { props } : {});
  const ordered = (id: string) => bought(MONDAY, id);

  /** what happens, how often, and what each earns within one visit */
  test.each([
    ['engaged_visit', act('user_engagement', { engaged_ms: 10_000 }), 3, [2]],
    ['engaged_visit', act('user_engagement', { engaged_ms: 9_999 }), 1, []],
    ['further_page', page('/a'), 8, [1, 1, 1, 1, 1]],
    ['engaged_minute', act('user_engagement', { engaged_ms: 30_000 }), 3, [5]],
    ['ad_arrival', act('ad_click', { kind: 'arrival' }), 2, [5]],
    ['ad_arrival', act('ad_click', { kind: 'slot' }), 2, []],
    ['email_open', act('email_open'), 2, [1]],
    ['email_click', act('email_click'), 2, [5]],
    ['product_view', act('view_item'), 3, [3, 3]],
    ['site_search', act('search'), 3, [5, 5]],
    ['comparison_page', page('/compare'), 2, [8]],
    ['comparison_page', page('/fa/مقایسه'), 1, [8]],
    ['pricing_page', page('/pricing'), 2, [15]],
    ['pricing_page', page('/fa/قیمت'), 1, [15]],
    ['download', act('file_download'), 3, [30, 30]],
    ['video_half', act('video_progress', { percent: 50 }), 3, [10, 10]],
    ['video_half', act('video_progress', { percent: 100 }), 1, []],
    ['newsletter_signup', act('newsletter_signup'), 2, [40]],
    ['newsletter_unsubscribe', act('newsletter_unsubscribe'), 2, [-40]],
    ['contact_form', act('form_submit', { purpose: 'quote' }), 2, [50]],
    ['contact_form', act('form_submit', { form: 'فرم تماس با ما' }), 1, [50]],
    ['contact_form', act('form_submit', { form: 'survey' }), 1, []],
    ['add_to_cart', act('add_to_cart'), 2, [20]],
    ['begin_checkout', act('begin_checkout'), 2, [30]],
    ['email_goal', act('email_goal'), 2, [15]],
    ['good_review', act('review', { rating: 4 }), 2, [15]],
    ['good_review', act('review', { rating: 3.5 }), 1, []],
    ['referral', act('referral'), 2, [15]],
    ['follow', act('social_follow'), 2, [10]],
    ['share', act('share'), 2, [10]],
    ['unhappy', act('complaint'), 2, [-30]],
    ['unhappy', act('feedback', { kind: 'csat', score: 2 }), 1, [-30]],
    ['unhappy', act('feedback', { kind: 'nps', score: 3 }), 1, [-30]],
    ['unhappy', act('feedback', { kind: 'csat', score: 3 }), 1, []],
    ['unhappy', act('feedback', { kind: 'nps', score: 4 }), 1, []],
    ['complaint_resolved', act('complaint_resolved'), 2, [30]],
  ])('%s: %# earns what the sheet says, as often as it says', (rule, make, times, points) => {
    expect(at(Array.from({ length: times }, make), rule)).toEqual(points);
  });

  test('a purchase warms once a day and a copy of it never, a refund cools', () => {
    expect(at([ordered('o1'), ordered('o1'), ordered('o2')], 'purchase')).toEqual([25]);
    const order = ordered('o1');
    const refund = happened(MONDAY, 'refund', { props: { order_id: 'o1' } });
    expect(at([order, refund], 'refund')).toEqual([-25]);
    const unknown = happened(MONDAY, 'refund', { props: { order_id: 'o9' } });
    expect(at([ordered('o1'), unknown], 'refund')).toEqual([]);
  });

  test.each([
    ['CEO', 50],
    ['ceo & founder', 50],
    ['Managing Director', 50],
    ['مدیرعامل', 50],
    ['مدیر عامل شرکت', 50],
    ['مدير\u200cعامل', 50],
    ['Vice President, Sales', 30],
    ['Director of Marketing', 30],
    ['معاون مدیرعامل', 30],
    ['Office Manager', 20],
    ['مدیر فروش', 20],
    ['Assistant to the CEO', 0],
    ['Engineer', 0],
    ['oceanographer', 0],
  ])('the job title %s is worth %d', (job_title, points) => {
    const forms = happened(MONDAY, 'form_submit', { props: { form: 'survey', job_title } });
    const traits = happened(MONDAY, 'identify', { props: { user_id: 'u', traits: { job_title } } });
    for (const event of [forms, traits]) {
      expect(explain(c, start(), [event], MONDAY).score).toBe(points * 100);
    }
  });

  test('attention and a title alone never make medium', () => {
    const log = Array.from({ length: 300 }, (_, i) => viewed(MONDAY + i * HOUR, '/blog'));
    const title = happened(MONDAY, 'identify', { props: { traits: { job_title: 'CEO' } } });
    const { state, moves } = replay(c, start(), [title, ...log].sort(compareEvents), 0);
    expect(position(c, state, state.at).score).toBeLessThanOrEqual(9_900);
    expect(moves.filter((move) => move.kind === 'grade')).toEqual([]);
  });
});

describe('Grades', () => {
  test.each([
    [99.99, 'weak'],
    [100, 'medium'],
    [200, 'medium'],
    [200.01, 'strong'],
  ])('%d points are %s', (points, grade) => {
    const rules = [
      {
        id: 'exact',
        label: { en: 'Exact' },
        when: { event: 'search' },
        points,
        group: 'sum',
      },
    ];
    const groups = [{ id: 'sum', decays: true }];
    const segments: typeof defaultModel.segments = [];
    const result = validateModel({ ...defaultModel, groups, rules, segments });
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const c = compile(result.model, 1);
    expect(replay(c, start(), [happened(MONDAY, 'search')], 0).state.grade).toBe(grade);
  });
});
