/** The sentence, word by word, in both languages. */
import { describe, expect, test } from 'vitest';
import { DAY, MONDAY } from '../../test/unit/histories.ts';
import { defaultModel, type Model, type Position, type Term } from './index.ts';
import { sentence } from './sentence.ts';

const model: Model = {
  ...defaultModel,
  grades: [
    { id: 'weak', label: { en: 'Weak', fa: 'ضعیف' } },
    { id: 'strong', label: { en: 'Strong' }, min: 100 },
    { id: 'bare', min: 200 },
  ],
  ladder: [
    { id: 'lead', label: { en: 'Lead', fa: 'سرنخ' }, enter: { all: [] } },
    { id: 'fan', label: { en: 'Fan' }, enter: { score: { min: 1 } } as never },
  ],
};
const NOW = MONDAY + 10 * DAY;
const place: Position = {
  at: NOW,
  model: 1,
  score: 12_345,
  grade: 'weak',
  rung: 'lead',
  rung_since: 0,
  segments: [],
};
const term = (rule: string, value: number, day: number | null, more: Partial<Term> = {}): Term => ({
  rule,
  label: { en: rule, fa: `${rule}-fa` },
  group: 'g',
  event: day === null ? null : { id: 'e', type: 't', ts: MONDAY + day * DAY },
  points: value,
  factor: 1,
  value,
  ...more,
});
type Next = Parameters<typeof sentence>[3]['next'];
const told = (terms: Term[], next?: Next, position = {}, offsetMin = 0) =>
  sentence(model, { ...place, ...position }, terms, { next, offsetMin });
/** The reasons alone. */
const reasons = (...terms: Term[]) => {
  const { en, fa } = told(terms);
  return {
    en: en.replace(/^.* Counts most: |\.$/g, ''),
    fa: fa.replace(/^.* مهم‌ترین دلایل: |\.$/g, ''),
  };
};

describe('The place', () => {
  test('is the rung, the grade in small letters and the points', () => {
    expect(told([])).toEqual({
      en: 'Lead, weak, with 123.45 points.',
      fa: 'سرنخ، ضعیف، با ۱۲۳٫۴۵ امتیاز.',
    });
  });

  test('has English names where there are no Persian ones, and ids where there are none', () => {
    expect(told([], undefined, { rung: 'fan', grade: 'strong' })).toEqual({
      en: 'Fan, strong, with 123.45 points.',
      fa: 'Fan، Strong، با ۱۲۳٫۴۵ امتیاز.',
    });
    expect(told([], undefined, { score: 0 }).fa).toContain('با ۰٫۰۰ امتیاز');
    const nameless = told([], undefined, { rung: 'gone', grade: 'bare', score: -5 });
    expect(nameless.en).toBe('gone, bare, with -0.05 points.');
    expect(nameless.fa).toBe('gone، bare، با \u200e-۰٫۰۵ امتیاز.');
  });
});

describe('A reason', () => {
  test('says when: today, yesterday, or how many days ago', () => {
    expect(reasons(term('a', 100, 10))).toEqual({
      en: 'a, today (1.00)',
      fa: 'a-fa، امروز (۱٫۰۰)',
    });
    expect(reasons(term('a', 100, 9))).toEqual({
      en: 'a, yesterday (1.00)',
      fa: 'a-fa، دیروز (۱٫۰۰)',
    });
    expect(reasons(term('a', 100, 8))).toEqual({
      en: 'a, 2 days ago (1.00)',
      fa: 'a-fa، ۲ روز پیش (۱٫۰۰)',
    });
    expect(reasons(term('a', 100, 12)).en).toBe('a, today (1.00)');
  });

  test('counts days as the site does', () => {
    const late = term('a', 100, 8.5);
    expect(told([late]).en).toContain('2 days ago');
    expect(told([late], undefined, {}, 600).en).toContain('yesterday');
  });

  test('says how often, and when last', () => {
    const twice = [term('a', 100, 3), term('a', 200, 9), term('a', 50, 5)];
    expect(reasons(...twice)).toEqual({
      en: 'a, 3 times, last yesterday (3.50)',
      fa: 'a-fa، ۳ بار، آخرین بار دیروز (۳٫۵۰)',
    });
  });

  test('that stands for many events says how many, and not when', () => {
    const many = term('a', 70_000, null, { count: 700 });
    expect(reasons(many)).toEqual({ en: 'a, 700 times (700.00)', fa: 'a-fa، ۷۰۰ بار (۷۰۰٫۰۰)' });
    expect(reasons(term('a', 7, null))).toEqual({ en: 'a (0.07)', fa: 'a-fa (۰٫۰۷)' });
    expect(reasons(term('a', 100, null, { count: 1 }), term('a', 100, 9)).en).toBe(
      'a, 2 times, last yesterday (2.00)',
    );
  });

  test('has its English name where there is no Persian one', () => {
    expect(reasons(term('a', 100, 10, { label: { en: 'A' } })).fa).toBe('A، امروز (۱٫۰۰)');
  });

  test('is one of the three strongest, losses included, and never one that is worth nothing', () => {
    const terms = [
      term('a', 100, 10),
      term('b', -300, 10),
      term('c', 200, 10),
      term('d', 50, 10),
      term('none', 0, 10),
    ];
    expect(reasons(...terms)).toEqual({
      en: 'b, today (-3.00); c, today (2.00); a, today (1.00)',
      fa: 'b-fa، امروز (\u200e-۳٫۰۰)؛ c-fa، امروز (۲٫۰۰)؛ a-fa، امروز (۱٫۰۰)',
    });
    expect(told([term('none', 0, 10)]).en).toBe('Lead, weak, with 123.45 points.');
  });

  test('is as strong as all its terms together', () => {
    const terms = [term('a', 100, 10), term('b', 60, 10), term('b', 60, 10)];
    expect(reasons(...terms).en).toBe('b, 2 times, last today (1.20); a, today (1.00)');
  });
});

describe('What comes next', () => {
  const next = (kind: 'rung' | 'grade', from: string, to: string): NonNullable<Next> => {
    return { at: MONDAY + 20 * DAY, kind, from, to };
  };
  const coming = (move: NonNullable<Next>, offset = 0) => {
    const { en, fa } = told([], move, {}, offset);
    return [en.replace(/^.*points\. /, ''), fa.replace(/^.*امتیاز\. /, '')];
  };

  test('is a fall or a rise, to a rung or a grade, on a day of the site', () => {
    expect(coming(next('rung', 'fan', 'lead'))).toEqual([
      'Falls to Lead on 22 March if silent.',
      'اگر خبری نشود، ۲ فروردین ۱۴۰۵ به سرنخ پایین می‌آید.',
    ]);
    expect(coming(next('rung', 'lead', 'fan'))).toEqual([
      'Rises to Fan on 22 March if silent.',
      'اگر خبری نشود، ۲ فروردین ۱۴۰۵ به Fan بالا می‌رود.',
    ]);
    expect(coming(next('grade', 'strong', 'weak'))[0]).toBe('Falls to Weak on 22 March if silent.');
    expect(coming(next('grade', 'weak', 'bare'))[0]).toBe('Rises to bare on 22 March if silent.');
    expect(coming(next('grade', 'strong', 'weak'), 16 * 60)[0]).toContain('23 March');
  });

  test('is not said where nothing comes', () => {
    expect(told([]).en).toBe('Lead, weak, with 123.45 points.');
  });

  test('follows the reasons', () => {
    expect(told([term('a', 100, 10)], next('rung', 'fan', 'lead'))).toEqual({
      en: 'Lead, weak, with 123.45 points. Counts most: a, today (1.00). Falls to Lead on 22 March if silent.',
      fa: 'سرنخ، ضعیف، با ۱۲۳٫۴۵ امتیاز. مهم‌ترین دلایل: a-fa، امروز (۱٫۰۰). اگر خبری نشود، ۲ فروردین ۱۴۰۵ به سرنخ پایین می‌آید.',
    });
  });
});
