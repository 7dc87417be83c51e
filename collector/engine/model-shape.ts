/** The shape of a model; the validator and the served JSON Schema both come from it. */
import {
  byKey,
  choice,
  type Fields,
  flag,
  list,
  number,
  oneOrMany,
  record,
  ref,
  type Shape,
  scalar,
  text,
} from './shape.ts';

const id = text(64, {
  is: /^[a-z0-9][a-z0-9_-]*$/,
  mend: 'use small letters, digits, - and _',
});
const label = record({ en: text(200) }, { fa: text(200) });
const field = text(200);
const points = number({ min: -10_000, max: 10_000, points: true });
const days = number({ min: 0.001, max: 36_500 });
const texts = list(text(200), { min: 1, max: 200 });
/** Punctuation is folded away: a phrase of nothing else would be found in every text. */
const phrases = list(text(200, { is: /[\p{L}\p{N}]/u, mend: 'give it a letter or a digit' }), {
  min: 1,
  max: 200,
});

const testKeys: Fields = {
  is: scalar,
  in: list(scalar, { min: 1, max: 200 }),
  min: number({ min: -1e15, max: 1e15 }),
  max: number({ min: -1e15, max: 1e15 }),
  above: number({ min: -1e15, max: 1e15 }),
  below: number({ min: -1e15, max: 1e15 }),
  contains: phrases,
  words: phrases,
  glob: texts,
  exists: flag,
};

const wheres = list(
  ref('where', () => whereShape),
  { max: 50 },
);
const whereShape: Shape = byKey('test', {
  all: record({ all: wheres }),
  any: record({ any: wheres }),
  not: record({ not: ref('where', () => whereShape) }),
  field: record({ field }, testKeys),
});

const match = record(
  { event: oneOrMany(text(100), 50) },
  { where: ref('where', () => whereShape) },
);

const scoreBounds: Fields = { at_least: points, at_most: points, above: points, below: points };
const window: Fields = { within_days: days };
const times = number({ min: 0, max: 1_000, whole: true });
const counts: Fields = { at_least: times, at_most: times, ...window };
const amount = number({ min: 0, max: 1e15 });
const amounts: Fields = { at_least: amount, at_most: amount, ...window };

const conditions = list(
  ref('condition', () => conditionShape),
  { max: 50 },
);
const SELF = 'conditions cannot refer to rungs, grades or segments: repeat what those ask for';
const conditionShape: Shape = byKey(
  'condition',
  {
    all: record({ all: conditions }),
    any: record({ any: conditions }),
    not: record({ not: ref('condition', () => conditionShape) }),
    before: record(
      { before: match, hours: number({ min: 0.01, max: 24 * 366 }), sum: match, of: field },
      amounts,
    ),
    ratio: record({ ratio: match, to: match }, amounts),
    count: record({ count: match }, counts),
    distinct: record({ distinct: match, by: field }, counts),
    sum: record({ sum: match, of: field }, amounts),
    last: record({ last: match }, { within_days: days, over_days: days }),
    span: record({ span: match, at_least_days: days }, window),
    open: record({ open: match, closed_by: match }, window),
    seen: record({ seen: record({ within_days: days }) }),
    trait: record({ trait: text(100) }, testKeys),
    person: record({ person: text(100) }, testKeys),
    score: record({ score: record({}, scoreBounds) }),
    group: record({ group: id }, scoreBounds),
    subscription: record({ subscription: choice('active', 'ended', 'none') }),
    orders: record(
      { orders: choice('count', 'coupon_share', 'span_days', 'value') },
      {
        currency: text(3, { is: /^[A-Z]{3}$/, mend: 'use three capital letters' }),
        verified: choice(true),
        ...amounts,
      },
    ),
  },
  { rung: SELF, segment: SELF, grade: SELF },
);
const condition = ref('condition', () => conditionShape);

const group = record(
  { id, decays: flag },
  {
    label,
    cap: number({ min: 0, max: 1_000_000, points: true }),
    floor: number({ min: -1_000_000, max: 0, points: true }),
  },
);
const per = choice('visit', 'day', 'lifetime');
const limit = byKey('limit', {
  times: record({ times: number({ min: 1, max: 1_000_000, whole: true }), per }),
  points: record({ points: number({ min: 0.01, max: 1_000_000, points: true }), per }),
});
const pointsPer = record({
  prop: text(200),
  every: number({ min: 1e-6, max: 1e15 }),
  points,
});
const rule = record(
  { id, label, when: match, group: id },
  { points, points_per: pointsPer, limit, highest_of: id },
);
const bound = number({ min: -1_000_000, max: 1_000_000, points: true });
const grade = record({ id }, { label, min: bound, above: bound });
const rung = record(
  { id, label, enter: condition },
  { keep: condition, min_days: number({ min: 0, max: 3_650 }) },
);
const segment = record({ id, label, when: condition });
const pageKind = record({ id, paths: list(text(200), { min: 1, max: 200 }) }, { label });

export const modelShape: Shape = record(
  {
    name: text(100),
    half_life_days: number({ min: 1, max: 3_650 }),
    groups: list(group, { min: 1, max: 20 }),
    rules: list(rule, { max: 200 }),
    grades: list(grade, { min: 1, max: 20 }),
    ladder: list(rung, { min: 1, max: 30 }),
    segments: list(segment, { max: 100 }),
  },
  { purchases: choice('any', 'verified'), pages: list(pageKind, { max: 50 }) },
);

/** What the schema's `$ref`s name. */
export const definitions = { where: whereShape.schema, condition: conditionShape.schema };
