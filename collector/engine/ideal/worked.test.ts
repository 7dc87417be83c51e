/** Sixty buyers and two hundred others, every figure worked out apart from the engine. */
import { describe, expect, test } from 'vitest';
import { idealPeople } from '../../../test/unit/ideal-people.ts';
import { compile, defaultModel, figuresOf, start } from '../index.ts';
import { Counter } from './counter.ts';
import { BUYERS } from './groups.ts';
import { Observed, type Purchases } from './observed.ts';

const NOW = Date.UTC(2026, 4, 8);
const model = compile(defaultModel, 1);

function counted(purchases: Purchases = 'any', buyers = 60, others = 200) {
  const counter = new Counter({ group: BUYERS, versus: null });
  for (const { visitor, events } of idealPeople()) {
    if (Number(visitor.slice(6)) >= (visitor.startsWith('buyer') ? buyers : others)) continue;
    const person = new Observed(model);
    person.take(start(), events, NOW);
    counter.add(person.as(NOW, purchases));
  }
  return figuresOf(counter.sum());
}

const rounded = (figures: readonly (number | null | undefined)[]): string =>
  figures.map((it) => it?.toFixed(4) ?? 'none').join(' ');

/** Lines of cells. */
const table = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));

/** Share among 60 buyers, low, high; among 200 others, low, high; lift, low, high. */
const COMPARED = table(`
job_role | director | 0.5000 0.3774 0.6226 | 0.2000 0.1505 0.2609 | 2.5000 1.6981 3.5778
job_role | manager | 0.2000 0.1183 0.3178 | 0.2500 0.1951 0.3143 | 0.8000 0.4530 1.3577
job_role | staff | 0.2000 0.1183 0.3178 | 0.5000 0.4314 0.5686 | 0.4000 0.2335 0.6521
job_role | chief | 0.1000 0.0466 0.2015 | 0.0500 0.0274 0.0896 | 2.0000 0.7708 5.0590
job_title | sales director | 0.5000 0.3774 0.6226 | 0.2000 0.1505 0.2609 | 2.5000 1.6981 3.5778
job_title | clerk | 0.2000 0.1183 0.3178 | 0.5000 0.4314 0.5686 | 0.4000 0.2335 0.6521
job_title | team lead | 0.2000 0.1183 0.3178 | 0.2500 0.1951 0.3143 | 0.8000 0.4530 1.3577
job_title | مدیر عامل | 0.1000 0.0466 0.2015 | 0.0500 0.0274 0.0896 | 2.0000 0.7708 5.0590
region | bayern | 0.6667 0.5406 0.7727 | 0.2500 0.1951 0.3143 | 2.6667 1.9543 3.5554
region | کرمان | 0.3333 0.2273 0.4594 | 0.0000 0.0000 0.0188 | none 16.7690 none
region | wien | 0.0000 0.0000 0.0602 | 0.7500 0.6857 0.8049 | 0.0000 0.0000 0.0805
country | DE | 0.7500 0.6277 0.8422 | 0.5000 0.4314 0.5686 | 1.5000 1.2047 1.8094
country | AT | 0.2500 0.1578 0.3723 | 0.5000 0.4314 0.5686 | 0.5000 0.3107 0.7663
age | 35-44 | 0.6000 0.4737 0.7143 | 0.2500 0.1951 0.3143 | 2.4000 1.7270 3.2473
age | 25-34 | 0.4000 0.2857 0.5263 | 0.7500 0.6857 0.8049 | 0.5333 0.3784 0.7125
sex | male | 0.6000 0.4737 0.7143 | 0.5000 0.4314 0.5686 | 1.2000 0.9177 1.5085
sex | female | 0.4000 0.2857 0.5263 | 0.5000 0.4314 0.5686 | 0.8000 0.5589 1.0939
channel | direct | 0.5000 0.3774 0.6226 | 0.8000 0.7391 0.8495 | 0.6250 0.4690 0.7897
channel | paid_search | 0.5000 0.3774 0.6226 | 0.2000 0.1505 0.2609 | 2.5000 1.6981 3.5778
device | desktop | 0.7500 0.6277 0.8422 | 0.2500 0.1951 0.3143 | 3.0000 2.2432 3.9411
device | mobile | 0.2500 0.1578 0.3723 | 0.7500 0.6857 0.8049 | 0.3333 0.2094 0.5020
visit_weekday | friday | 0.8000 0.6822 0.8817 | 0.3000 0.2407 0.3668 | 2.6667 2.0625 3.3894
visit_weekday | monday | 0.2000 0.1183 0.3178 | 0.7000 0.6332 0.7593 | 0.2857 0.1681 0.4596
visit_hour | 10 | 0.8000 0.6822 0.8817 | 0.3000 0.2407 0.3668 | 2.6667 2.0625 3.3894
visit_hour | 20 | 0.2000 0.1183 0.3178 | 0.7000 0.6332 0.7593 | 0.2857 0.1681 0.4596
`);

/** What only buyers have: share, low, high. */
const BUYING = table(`
purchase_weekday | friday | 0.8000 0.6822 0.8817
purchase_weekday | monday | 0.2000 0.1183 0.3178
purchase_hour | 10 | 0.8000 0.6822 0.8817
purchase_hour | 20 | 0.2000 0.1183 0.3178
items | several | 0.6667 0.5406 0.7727
items | one | 0.3333 0.2273 0.4594
product | salmon supper | 0.8333 0.7197 0.9069
product | tuna twigs | 0.3333 0.2273 0.4594
product_by_region | bayern / salmon supper | 0.6667 0.5406 0.7727
product_by_region | bayern / tuna twigs | 0.1667 0.0931 0.2803
product_by_region | کرمان / salmon supper | 0.1667 0.0931 0.2803
product_by_region | کرمان / tuna twigs | 0.1667 0.0931 0.2803
`);

describe('Of sixty buyers and two hundred others', () => {
  const figures = counted();
  const told = figures.traits.flatMap(({ trait, known, values }) =>
    values.map((it) => ({ ...it, trait, known })),
  );
  const row = ([trait, value]: readonly string[]) =>
    told.find((it) => it.trait === trait && it.value === value);

  test.each(COMPARED)('%s %s has its share, lift, n and interval', (...expected) => {
    const it = row(expected);
    expect(it?.known).toEqual({ group: 60, versus: 200 });
    expect([it?.group.n, it?.versus?.n, it?.lift?.n]).toEqual([60, 200, 260]);
    const seen = [it?.group, it?.versus, it?.lift].map((share) =>
      rounded([share?.value, share?.low, share?.high]),
    );
    expect([it?.trait, it?.value, ...seen]).toEqual(expected);
  });

  test.each(BUYING)('%s %s is told of buyers alone', (...expected) => {
    const it = row(expected);
    expect(it).toMatchObject({ known: { group: 60, versus: 0 }, versus: null, lift: null });
    const { value, low, high } = it?.group ?? {};
    expect([it?.trait, it?.value, rounded([value, low, high])]).toEqual(expected);
  });

  test('there is no value beside these', () => {
    const names = told.map(({ trait, value }) => `${trait} ${value}`);
    const expected = [...COMPARED, ...BUYING].map(([trait, value]) => `${trait} ${value}`);
    expect(names.sort()).toEqual(expected.sort());
    expect(figures.traits.every(({ more, cut }) => more + cut.group + cut.versus === 0)).toBe(true);
  });

  test('orders are of 10 to 60 euros, half of them below 35', () => {
    const [euro, ...rest] = figures.spending;
    expect(rest).toEqual([]);
    expect(euro).toMatchObject({
      currency: 'EUR',
      group: { people: 60, needed: 0, order: { n: 60, min: 1000, max: 6000 } },
      versus: { people: 0, needed: 30, order: null, person: null },
    });
    const median = euro?.group.order?.median ?? 0;
    expect(Math.abs(median - 3500)).toBeLessThanOrEqual(35);
    expect(euro?.group.person).toEqual(euro?.group.order);
  });
});

test('Twenty-nine buyers are too few: all is hidden, and one more is asked for', () => {
  const { people, needed, traits, spending } = counted('any', 29);
  expect(people).toEqual({ group: 29, versus: 200 });
  expect(needed).toEqual({ group: 1, versus: 0 });
  expect(traits.flatMap(({ values }) => values)).toEqual([]);
  for (const { known, needed: lacking } of traits) expect(lacking.group).toBe(30 - known.group);
  expect(spending[0]?.group).toEqual({ people: 29, needed: 1, order: null, person: null });
});

test('Thirty buyers are enough', () => {
  const { needed, traits } = counted('any', 30);
  expect(needed.group).toBe(0);
  expect(traits.find(({ trait }) => trait === 'country')?.values[0]?.group.n).toBe(30);
});

test('Against twenty-nine others buyers have shares, and no lift', () => {
  const { needed, traits } = counted('any', 60, 29);
  expect(needed).toEqual({ group: 0, versus: 1 });
  const told = traits.flatMap(({ values }) => values);
  expect(told.length).toBeGreaterThan(20);
  for (const it of told) expect(it).toMatchObject({ group: { n: 60 }, versus: null, lift: null });
});

test('Where only verified purchases count, a browser’s make nobody a buyer', () => {
  const { people, spending } = counted('verified');
  expect(people).toEqual({ group: 0, versus: 260 });
  expect(spending).toEqual([]);
});
