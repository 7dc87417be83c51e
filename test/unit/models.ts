/** Models for tests of the engine: the presets, and two that use every kind of condition. */
import fc from 'fast-check';
import {
  type Compiled,
  compile,
  defaultModel,
  type Model,
  PRESETS,
  type Segment,
} from '../../collector/engine/index.ts';
import { histories, instantIn, MINUTE } from './histories.ts';

const engaged = { event: 'user_engagement' };
const pricing = { event: 'page_view', where: { field: 'page', is: 'pricing' } };

/** One segment for each kind of condition, with bounds that small histories cross both ways. */
export const PROBES: Segment[] = Object.entries({
  count: { count: pricing, at_least: 2, within_days: 10 },
  few: { count: { event: 'page_view' }, at_most: 1, within_days: 15 },
  ever: { count: { event: 'search' }, at_least: 3 },
  days: { distinct: { event: '*' }, by: 'day', at_least: 3, within_days: 12 },
  terms: { distinct: { event: 'search' }, by: 'props.term', at_least: 2, within_days: 20 },
  sum: { sum: engaged, of: 'props.engaged_ms', at_least: 30_000, within_days: 20 },
  little: { sum: engaged, of: 'props.engaged_ms', at_most: 30_000, within_days: 9 },
  total: { sum: engaged, of: 'props.engaged_ms', at_least: 60_000 },
  ratio: {
    ratio: { event: 'email_click' },
    to: { event: 'email_open' },
    at_least: 0.5,
    within_days: 30,
  },
  recent: { last: { event: 'share' }, within_days: 4 },
  rested: { last: { event: 'share' }, over_days: 6 },
  span: { span: { event: 'review' }, at_least_days: 8, within_days: 40 },
  long: { span: { event: 'review' }, at_least_days: 30 },
  open: {
    open: { event: 'complaint' },
    closed_by: { event: 'complaint_resolved' },
    within_days: 15,
  },
  before: {
    before: { event: 'purchase' },
    hours: 48,
    sum: engaged,
    of: 'props.engaged_ms',
    at_most: 20_000,
    within_days: 60,
  },
  seen: { seen: { within_days: 3 } },
  trait: { trait: 'plan', is: 'gold' },
  person: { person: 'email_known', is: true },
  score: { score: { at_least: 30 } },
  low: { score: { below: 10 } },
  group: { group: 'intent', above: 12.5 },
  fit: { group: 'fit', at_least: 30 },
  subscribed: { subscription: 'active' },
  orders: { orders: 'count', at_least: 2, within_days: 50 },
  spent: { orders: 'value', currency: 'EUR', at_least: 30 },
  coupons: { orders: 'coupon_share', at_least: 0.5 },
  buying: { orders: 'span_days', at_least: 20 },
  sure: { orders: 'count', at_least: 1, verified: true, within_days: 30 },
} as const satisfies Record<string, Segment['when']>).map(([id, when]) => ({
  id,
  label: { en: id },
  when: structuredClone(when) as Segment['when'],
}));

export const probing: Model = { ...defaultModel, name: 'probing', segments: PROBES };

/** Small windows, short stays, a limit in points and points by value: much happens in little. */
export const restless: Model = {
  ...probing,
  name: 'restless',
  half_life_days: 3,
  groups: defaultModel.groups.map((group) => ({ ...group, ...(group.decays ? { cap: 60 } : {}) })),
  rules: [
    ...defaultModel.rules,
    {
      id: 'value',
      label: { en: 'Value' },
      when: { event: 'purchase' },
      points_per: { prop: 'value', every: 7, points: 1.37 },
      group: 'intent',
      limit: { points: 9.5, per: 'lifetime' },
    },
  ],
  ladder: [
    { id: 'zero', label: { en: 'Zero' }, enter: { all: [] } },
    { id: 'one', label: { en: 'One' }, enter: { score: { at_least: 5 } }, min_days: 2 },
    {
      id: 'two',
      label: { en: 'Two' },
      enter: { score: { above: 40 } },
      keep: { score: { at_least: 20 } },
      min_days: 1,
    },
    { id: 'three', label: { en: 'Three' }, enter: { count: { event: 'share' }, within_days: 3 } },
  ],
};

/** Models that properties are tried on; counterexamples print their names. */
const MODELS = { ...PRESETS, probing, restless };
export type ModelName = keyof typeof MODELS;
export const anyModel = fc.constantFrom(...(Object.keys(MODELS) as ModelName[]));

const compiled = new Map(
  Object.entries(MODELS).map(([name, model]) => [name, compile(model, 1)] as const),
);
export function compiledModel(name: ModelName): Compiled {
  return compiled.get(name) as Compiled;
}

const { RUNG_RUNS = '1000', RUNG_SEED } = process.env;
/** Runs of a property: 1,000, or as many as RUNG_RUNS asks for; RUNG_SEED makes them the same ones. */
export const RUNS = {
  numRuns: Number(RUNG_RUNS),
  ...(RUNG_SEED === undefined ? {} : { seed: Number(RUNG_SEED) }),
};
/** Time that so many runs may take on a slow and busy machine. */
export const PATIENCE = { testTimeout: MINUTE + 30 * RUNS.numRuns };

/** A model, a log, and instants within it. */
export const moments = fc.tuple(anyModel, histories()).chain(([model, log]) =>
  fc.record({
    model: fc.constant(model),
    log: fc.constant(log),
    instants: fc.array(instantIn(log), { minLength: 1, maxLength: 6 }),
  }),
);
