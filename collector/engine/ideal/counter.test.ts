/** However people are portioned out to be counted, the sums are the same, and they stay small. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { customers } from '../../../test/unit/customers.ts';
import { bought, happened, MONDAY, viewed } from '../../../test/unit/histories.ts';
import { PATIENCE, RUNS } from '../../../test/unit/models.ts';
import { type CanonicalEvent, compile, defaultModel, start } from '../index.ts';
import { type Compared, Counter, noSum, type Sum } from './counter.ts';
import { figuresOf } from './figures.ts';
import { BUYERS } from './groups.ts';
import { Observed } from './observed.ts';

vi.setConfig(PATIENCE);

const NOW = Date.UTC(2027, 0, 15);
const model = compile({ ...defaultModel, rules: [], segments: [] }, 1);
const buyers: Compared = { group: BUYERS, versus: null };

function observed(log: readonly CanonicalEvent[]) {
  const person = new Observed(model);
  person.take(start(), log, NOW);
  return person.as(NOW, 'any');
}

const json = (sum: Sum): Sum => JSON.parse(JSON.stringify(sum));

function sumOf(logs: readonly (readonly CanonicalEvent[])[], compared = buyers, begin = noSum()) {
  const counter = new Counter(compared, begin);
  for (const log of logs) counter.add(observed(log));
  return json(counter.sum());
}

const crowds = fc.array(customers, { minLength: 1, maxLength: 12 });
const few = { ...RUNS, numRuns: Math.ceil(RUNS.numRuns / 4) };

describe('A count', () => {
  test('comes to the same in whatever portions it was done', () => {
    fc.assert(
      fc.property(crowds, fc.array(fc.nat(12), { maxLength: 4 }), (logs, cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), logs.length];
        const portions = edges.slice(1).map((edge, i) => logs.slice(edges[i], edge));
        const total = portions.reduce((sum, portion) => sumOf(portion, buyers, sum), noSum());
        expect(total).toEqual(sumOf(logs));
      }),
      few,
    );
  });

  test('gives shares that sum to one where a person has one value', () => {
    fc.assert(
      fc.property(customers, fc.array(customers, { maxLength: 5 }), (first, logs) => {
        const crowd = Array.from({ length: 40 }, (_, i) => [first, ...logs][i % (logs.length + 1)]);
        const whole: Compared = { group: [{ buyer: 'yes' }, { buyer: 'no' }], versus: null };
        const { traits } = figuresOf(
          sumOf(
            crowd.map((log) => log ?? first),
            whole,
          ),
        );
        for (const { counts, values, known } of traits) {
          const total = values.reduce((sum, { group }) => sum + group.value, 0);
          if (counts === 'one' && known.group >= 30) expect(total).toBeCloseTo(1, 9);
          if (known.group < 30) expect(values).toEqual([]);
        }
      }),
      few,
    );
  });

  test('of a group against itself finds no difference', () => {
    fc.assert(
      fc.property(customers, (log) => {
        const everybody = [{ buyer: 'yes' }, { buyer: 'no' }];
        const crowd = Array.from({ length: 30 }, () => log);
        const sum = sumOf(crowd, { group: everybody, versus: everybody });
        const { traits, people } = figuresOf(sum);
        expect(people).toEqual({ group: 30, versus: 30 });
        for (const { values } of traits) for (const it of values) expect(it.lift?.value).toBe(1);
      }),
      few,
    );
  });

  test('leaves the sum it goes on from as it was', () => {
    const begin = sumOf([[viewed(MONDAY, '/')]]);
    const before = json(begin);
    sumOf([[viewed(MONDAY, '/')], [bought(MONDAY, 'o1')]], buyers, begin);
    expect(begin).toEqual(before);
  });

  test('counts software apart', () => {
    const sum = sumOf([[viewed(MONDAY, '/', { bot: true })], [viewed(MONDAY, '/')]]);
    expect(figuresOf(sum)).toMatchObject({ software: 1, people: { group: 0, versus: 1 } });
  });
});

describe('Of more values than there is room for', () => {
  const told = (region: string) =>
    happened(MONDAY, 'identify', { props: { user_id: 'u', traits: { region } } });
  /** Every third is from Wien, the others each from a place of their own. */
  const logs = Array.from({ length: 3000 }, (_, i) => [
    told(i % 3 === 0 ? 'Wien' : `place ${i}`),
    ...(i % 10 === 0 ? [bought(MONDAY + 1, `o${i}`)] : []),
  ]);
  const sum = sumOf(logs);
  const region = sum.traits.region;

  test('the frequent ones are kept exactly, and it says how much any other may have lost', () => {
    expect(region?.values.length).toBeLessThanOrEqual(300);
    expect(region?.values.find(([value]) => value === 'wien')).toEqual(['wien', 100, 900]);
    expect(region?.known).toEqual([300, 2700]);
    const rarest = Math.max(...(region?.cut ?? []));
    expect(rarest).toBeGreaterThan(0);
    expect(rarest).toBeLessThan(100);
  });

  test('the answer lists fifty and tells of the rest', () => {
    const figures = figuresOf(sum).traits.find(({ trait }) => trait === 'region');
    expect(figures?.values).toHaveLength(50);
    expect(figures?.more).toBe((region?.values.length ?? 0) - 50);
    expect(figures?.cut).toEqual({ group: region?.cut[0], versus: region?.cut[1] });
  });

  test('a value may be called __proto__', () => {
    const odd = sumOf([[told('__proto__')]]).traits.region;
    expect(odd?.values).toEqual([['__proto__', 0, 1]]);
  });

  test('made-up currencies push no real one out', () => {
    const code = (i: number) => `X${String.fromCharCode(65 + (i % 26), 65 + ((i / 26) % 26))}`;
    const orders = Array.from({ length: 60 }, (_, i) => [
      bought(MONDAY, `o${i}`, i % 2 === 0 ? { currency: code(i) } : {}),
    ]);
    const { spending, spending_cut } = figuresOf(sumOf(orders));
    expect(spending[0]).toMatchObject({ currency: 'EUR', group: { people: 30 } });
    expect(spending.length).toBeLessThanOrEqual(8);
    expect(spending_cut.group).toBeGreaterThan(0);
  });
});
