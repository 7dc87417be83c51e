/** The score is the sum of its explained terms, exactly, now and at any past moment. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { DAY, happened, histories, instantIn, MONDAY, viewed } from '../../test/unit/histories.ts';
import { anyModel, compiledModel, PATIENCE, RUNS } from '../../test/unit/models.ts';
import {
  type CanonicalEvent,
  compareEvents,
  compile,
  defaultModel,
  type Explanation,
  explain,
  position,
  replay,
  start,
  type Term,
} from './index.ts';

vi.setConfig(PATIENCE);

const told = fc.tuple(anyModel, histories()).chain(([model, log]) =>
  fc.record({
    model: fc.constant(model),
    log: fc.constant(log),
    at: instantIn(log),
    cut: fc.nat(log.length),
    most: fc.constantFrom(3, 500),
  }),
);
const sum = (terms: readonly Term[]): number => terms.reduce((all, term) => all + term.value, 0);
const past = (log: readonly CanonicalEvent[], at: number) => log.filter((event) => event.ts <= at);

describe('An explanation', () => {
  test('sums to the score that the position shows, at any moment, from the beginning or a checkpoint', () => {
    fc.assert(
      fc.property(told, ({ model, log, at, cut, most }) => {
        const c = compiledModel(model);
        const known = past(log, at);
        const base = replay(c, start(), known.slice(0, cut), 0).state;
        const explanation = explain(c, base, log.slice(Math.min(cut, known.length)), at, {
          most_terms: most,
        });
        expect(sum(explanation.terms)).toBe(explanation.score);
        const here = position(c, replay(c, start(), known, 0).state, at);
        expect(explanation).toMatchObject(here);
      }),
      RUNS,
    );
  });

  test('has whole hundredths, each within one of what the award is worth now', () => {
    fc.assert(
      fc.property(told, ({ model, log, at }) => {
        for (const term of explain(compiledModel(model), start(), log, at).terms) {
          expect(Number.isInteger(term.value)).toBe(true);
          const worth = term.points * term.factor;
          if (term.cut_by === undefined) expect(Math.abs(term.value - worth)).toBeLessThan(1.001);
          else expect(Math.abs(term.value)).toBeLessThanOrEqual(Math.abs(worth) + 1.001);
        }
      }),
      RUNS,
    );
  });

  test('names the next move: it happens at that instant if nothing else does', () => {
    fc.assert(
      fc.property(told, ({ model, log, at }) => {
        const c = compiledModel(model);
        const known = past(log, at);
        const { next } = explain(c, start(), log, at);
        const from = Math.max(at, known.at(-1)?.ts ?? 0);
        const { moves } = replay(c, start(), known, from + 3_000 * DAY);
        const coming = moves.filter((move) => move.at > from);
        expect(next?.at).toBe(coming[0]?.at);
        if (next) expect(coming).toContainEqual(expect.objectContaining(next));
      }),
      RUNS,
    );
  });
});

describe('A term', () => {
  const c = compiledModel('loyalty');
  const termOf = (explanation: Explanation, rule: string) =>
    explanation.terms.filter((term) => term.rule === rule);

  test('that the cap cut says so and keeps what was left', () => {
    const log = Array.from({ length: 12 }, (_, day) =>
      happened(MONDAY + day * DAY, 'ad_click', { props: { kind: 'arrival' } }),
    );
    const { terms } = explain(c, start(), log, MONDAY + 11 * DAY);
    const last = terms.find((term) => term.event?.ts === MONDAY + 11 * DAY);
    expect(last).toMatchObject({ points: 500, cut_by: 'cap' });
    expect(last?.value).toBeLessThan(500);
    expect(last?.value).toBeGreaterThan(0);
  });

  test('that the floor cut says so: a complaint takes no more than there may be lost', () => {
    const log = [0, 1].map((day) => happened(MONDAY + day * DAY, 'complaint'));
    const { terms, score } = explain(c, start(), log, MONDAY + DAY);
    expect(score).toBe(-5_000);
    expect(terms.map((term) => term.cut_by)).toContain('floor');
  });

  test('of several job titles is one line, for the highest', () => {
    const titles = ['Staff', 'Sales Manager', 'CEO', 'Director'];
    const log = titles.map((job_title, i) =>
      happened(MONDAY + i, 'form_submit', { props: { form: 'survey', job_title } }),
    );
    const explanation = explain(c, start(), log, MONDAY + DAY);
    expect(explanation.score).toBe(5_000);
    expect(explanation.terms).toHaveLength(1);
    expect(termOf(explanation, 'title_chief')).toMatchObject([{ value: 5_000, factor: 1 }]);
  });

  test('of a checkpoint without its events is named before_retention, group by group', () => {
    const log = [
      happened(MONDAY, 'search'),
      happened(MONDAY, 'email_open', { device: 's:server' }),
    ];
    const base = replay(c, start(), log, 0).state;
    const { terms, score } = explain(c, base, [], MONDAY + 30 * DAY);
    expect(terms.map(({ rule, group, value }) => [rule, group, value])).toEqual([
      ['before_retention', 'intent', 250],
      ['before_retention', 'attention', 50],
    ]);
    expect(score).toBe(300);
  });

  test('stands for a whole rule, with the count, when there are more than 500', () => {
    const log = Array.from({ length: 600 }, (_, day) => happened(MONDAY + day * DAY, 'search'));
    const { terms, score } = explain(c, start(), log, MONDAY + 599 * DAY);
    expect(terms).toMatchObject([{ rule: 'site_search', event: null, count: 600, value: score }]);
    const few = explain(c, start(), log.slice(0, 500), MONDAY + 499 * DAY);
    expect(few.terms).toHaveLength(500);
  });

  test('tells today by the rules given, whatever they were then', () => {
    const log = [happened(MONDAY, 'search')];
    const rules = defaultModel.rules.map((rule) =>
      rule.id === 'site_search' ? { ...rule, points: 7.25 } : rule,
    );
    const draft = compile({ ...defaultModel, rules }, 2);
    expect(explain(draft, start(), log, MONDAY)).toMatchObject({ score: 725, model: 2 });
    expect(explain(c, start(), log, MONDAY)).toMatchObject({ score: 500, model: 1 });
  });
});

describe('The sentence', () => {
  const c = compiledModel('loyalty');
  const log = [
    viewed(MONDAY, '/'),
    viewed(MONDAY, '/pricing'),
    happened(MONDAY, 'newsletter_signup'),
    viewed(MONDAY + 4 * DAY, '/pricing'),
    happened(MONDAY + 5 * DAY, 'file_download'),
  ].sort(compareEvents);

  test('says where, how much, why and what comes next, in both languages', () => {
    const { sentence } = explain(c, start(), log, MONDAY + 5 * DAY);
    expect(sentence.en).toBe(
      'Prospect, weak, with 96.33 points. Counts most: Newsletter sign-up, 5 days ago (35.64); ' +
        'Download, today (30.00); Pricing page, 2 times, last yesterday (28.02). ' +
        'Falls to Lead on 1 April if silent.',
    );
    expect(sentence.fa).toBe(
      'مشتری بالقوه، ضعیف، با ۹۶٫۳۳ امتیاز. مهم‌ترین دلایل: عضویت در خبرنامه، ۵ روز پیش (۳۵٫۶۴)؛ ' +
        'دانلود فایل، امروز (۳۰٫۰۰)؛ صفحهٔ قیمت، ۲ بار، آخرین بار دیروز (۲۸٫۰۲). ' +
        'اگر خبری نشود، ۱۲ فروردین ۱۴۰۵ به سرنخ پایین می‌آید.',
    );
  });

  test('does not promise a move where none comes', () => {
    const { sentence, next } = explain(c, start(), [viewed(MONDAY, '/')], MONDAY);
    expect(next).toBeUndefined();
    expect(sentence.en).toBe('Suspect, weak, with 0.00 points.');
  });

  test('names a loss as one', () => {
    const { sentence } = explain(c, start(), [happened(MONDAY, 'complaint')], MONDAY);
    expect(sentence.en).toContain('Complaint or poor rating, today (-30.00)');
    expect(sentence.fa).toContain('(\u200e-۳۰٫۰۰)');
  });
});
