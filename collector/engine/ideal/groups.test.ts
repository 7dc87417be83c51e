/** A group and the segment made of it are the same people. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { customers } from '../../../test/unit/customers.ts';
import { bought, happened, MONDAY, viewed } from '../../../test/unit/histories.ts';
import { PATIENCE, RUNS } from '../../../test/unit/models.ts';
import {
  type CanonicalEvent,
  compile,
  defaultModel,
  type Model,
  position,
  replay,
  start,
  validateModel,
} from '../index.ts';
import { checkGroup, type Group, isIn, whenOf } from './groups.ts';
import { Observed } from './observed.ts';
import type { Profile } from './traits.ts';
import { TRAITS } from './traits.ts';

vi.setConfig(PATIENCE);

const NOW = Date.UTC(2027, 0, 15);
const plain: Model = { ...defaultModel, rules: [], segments: [] };
const bare = compile(plain, 1);
const asking = { model: plain, at: NOW };

function profile(log: readonly CanonicalEvent[]): Profile {
  const person = new Observed(bare);
  person.take(start(), log, NOW);
  return person.as(NOW, 'any')?.profile ?? {};
}

function checked(group: Group): Group {
  const result = checkGroup(group, defaultModel);
  if (!result.ok) throw new Error(`${result.problem.path}: ${result.problem.reason}`);
  return result.value;
}

/** Whether the person is in a segment made of the group. */
function isMember(group: Group, log: readonly CanonicalEvent[]): boolean {
  const made = whenOf(group, asking);
  if (!made.ok) throw new Error(`${made.problem.path}: ${made.problem.reason}`);
  const result = validateModel({
    ...plain,
    segments: [{ id: 'it', label: { en: 'It' }, when: made.value }],
  });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const c = compile(result.model, 1);
  return position(c, replay(c, start(), log, NOW).state, NOW).segments.includes('it');
}

const segmentable = Object.entries(TRAITS).filter(([, { when }]) => typeof when === 'function');
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  job_title: ['ceo', 'clerk', 'مدیر عامل'],
  region: ['bayern', 'کرمان', 'wien', 'فارس'],
  country: ['DE', 'IR', 'AT', 'ایران', 'Österreich'],
  device: ['mobile', 'desktop'],
  product: ['Salmon Supper', 'p3', 'غذاي گربه'],
};
const term = fc
  .constantFrom(...segmentable)
  .chain(([id, { values }]) =>
    fc.constantFrom(...(values ?? SAMPLES[id] ?? [])).map((value) => [id, value] as const),
  );
const buyer = fc.constantFrom('yes', 'no').map((value) => ['buyer', value] as const);
const combination = fc
  .array(fc.oneof({ weight: 5, arbitrary: term }, buyer), { minLength: 1, maxLength: 3 })
  .map((terms) => Object.fromEntries(terms));
const groups = fc.array(combination, { minLength: 1, maxLength: 3 });

describe('A segment made of a group', () => {
  test('holds exactly the people of the group, whatever its traits and their spelling', () => {
    fc.assert(
      fc.property(customers, groups, (log, given) => {
        const group = checked(given);
        expect(isMember(group, log)).toBe(isIn(group, profile(log)));
      }),
      RUNS,
    );
  });

  test('holds a person for each value that was counted for them', () => {
    fc.assert(
      fc.property(customers, (log) => {
        const own = profile(log);
        for (const [id] of segmentable) {
          for (const value of own[id] ?? []) {
            const group = checked([{ [id]: value }]);
            const found = [isMember(group, log), isIn(group, own)];
            expect([id, value, ...found]).toEqual([id, value, true, true]);
          }
        }
      }),
      { ...RUNS, numRuns: Math.ceil(RUNS.numRuns / 5) },
    );
  });

  test('of joined groups holds whoever is in either', () => {
    const salmon = [bought(MONDAY, 'o1', { items: [{ item_name: 'Salmon' }] })];
    const german = [viewed(MONDAY, '/', { country: 'DE' })];
    const neither = [viewed(MONDAY, '/', { country: 'AT' })];
    const joined = checked([{ product: 'SALMON' }, { country: 'de' }]);
    expect([salmon, german, neither].map((log) => isMember(joined, log))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('takes over the condition of a segment that it names', () => {
    const loyal = defaultModel.segments.find(({ id }) => id === 'loyal')?.when;
    const made = whenOf(checked([{ segment: 'loyal' }]), { ...asking, model: defaultModel });
    expect(made).toEqual({ ok: true, value: loyal });
  });

  test.each([
    ['visit_hour', '10', 'usual hour'],
    ['visit_weekday', 'friday', 'usual weekday'],
    ['items', 'several', 'how many items'],
    ['product_by_region', 'bayern / salmon', '`product` and `region`'],
  ])('cannot ask for %s, and says so', (id, value, why) => {
    const made = whenOf(checked([{ buyer: 'yes' }, { [id]: value }]), asking);
    expect(made).toMatchObject({ ok: false, problem: { path: `[1].${id}` } });
    expect(made.ok || made.problem.reason).toContain(why);
  });
});

describe('A group', () => {
  test.each([
    [[{ shoe_size: '43' }], '[0].shoe_size', 'no such trait'],
    [[{ toString: 'x' }], '[0].toString', 'no such trait'],
    [[{ buyer: 'yes' }, { sex: 'often' }], '[1].sex', 'female, male, other'],
    [[{ segment: 'golden' }], '[0].segment', 'loyal'],
    [[{}], '[0]', 'at least one'],
  ])('%j is refused with its place', (group, path, reason) => {
    const result = checkGroup(group as unknown as Group, defaultModel);
    expect(result).toMatchObject({ ok: false, problem: { path } });
    expect(result.ok || result.problem.reason).toContain(reason);
  });
});

describe('Traits', () => {
  const told = (traits: Record<string, string | number>) =>
    profile([happened(MONDAY, 'identify', { props: { user_id: 'u', traits } })]);

  test.each([
    [{ birth_year: 1985 }, '35-44'],
    [{ birth_year: '۱۳۶۴' }, '35-44'],
    [{ birth_year: 1381 }, '25-34'],
    [{ birth_year: 1382 }, '18-24'],
    [{ birthday: '2009-12-31' }, '18-24'],
    [{ birthday: '2010-01-01' }, 'under-18'],
    [{ age: '۶۵' }, '65-and-over'],
    [{ birth_year: 1985, age: 20 }, '35-44'],
    [{ birthday: '8.5.1985' }, undefined],
    [{ birth_year: 2030 }, undefined],
    [{ age: 131 }, undefined],
  ])('%j is the age band %s in 2027', (traits, band) => {
    expect(told(traits).age?.[0]).toBe(band);
  });

  test.each([
    ['CEO', 'chief'],
    ['Deputy CEO', 'director'],
    ['معاون فروش', 'director'],
    ['Team Lead', 'manager'],
    ['Assistant to the CEO', 'staff'],
    ['Clerk', 'staff'],
  ])('"%s" is of the class %s', (job_title, role) => {
    expect(told({ job_title }).job_role).toEqual([role]);
  });

  test('the hour is that of the site, in winter and in summer', () => {
    const winter = bought(Date.UTC(2026, 0, 16, 22, 30), 'o1', {}, { offset_min: 60 });
    const summer = bought(Date.UTC(2026, 6, 17, 22, 30), 'o2', {}, { offset_min: 120 });
    const { purchase_hour, purchase_weekday } = profile([winter, summer]);
    expect(purchase_hour).toEqual(['23', '0']);
    expect(purchase_weekday).toEqual(['friday', 'saturday']);
  });

  test('the usual weekday is that of most visits, and of two equal ones the earlier', () => {
    const hour = 3_600_000;
    const on = (...days: number[]) =>
      profile(days.map((day) => viewed(MONDAY + day * 24 * hour, '/'))).visit_weekday;
    expect(on(0, 2, 9)).toEqual(['wednesday']);
    expect(on(1, 2)).toEqual(['tuesday']);
  });
});
