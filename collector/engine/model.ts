/**
 * The model: one JSON document a site owner edits. It says what earns points, where the grades
 * begin, which rungs the ladder has and which segments there are.
 *
 * Points, caps, floors and bounds are points with at most two decimals; windows are days.
 */

export interface Label {
  en: string;
  fa?: string;
}

export type Scalar = string | number | boolean;

/**
 * What a value must be; every key given must hold. Texts are compared folded (letter case,
 * ي/ی, ك/ک, half-spaces, Persian digits). A list passes when one of its entries does.
 */
export interface Test {
  is?: Scalar;
  in?: Scalar[];
  min?: number;
  max?: number;
  above?: number;
  below?: number;
  /** a part of the text, spaces ignored */
  contains?: string[];
  /** whole words or phrases: `مدیرعامل` finds `مدیر عامل`, `art` does not find `cart` */
  words?: string[];
  /** `*` stands for any run of characters */
  glob?: string[];
  exists?: boolean;
}

/** A test of one field of the event or of the visit it belongs to; see {@link FIELDS}. */
export type FieldTest = { field: string } & Test;
export type Where = FieldTest | { all: Where[] } | { any: Where[] } | { not: Where };

/** Which events: a type, several, or `*` for all. */
export interface Match {
  event: string | string[];
  where?: Where;
}

/** Bounds of a number; every key given must hold. */
export interface Bounds {
  at_least?: number;
  at_most?: number;
  above?: number;
  below?: number;
}
export type Window = { within_days?: number };
export type CountBounds = Pick<Bounds, 'at_least' | 'at_most'>;

/** How many events match (at least one unless said otherwise). */
export type CountCondition = { count: Match } & CountBounds & Window;
/** How many different values `by` has among matching events; `day` counts local days. */
export type DistinctCondition = { distinct: Match; by: string } & CountBounds & Window;
/** The sum of a number field over matching events; negative numbers count as 0. */
export type SumCondition = { sum: Match; of: string } & CountBounds & Window;
/** Matches of `ratio` divided by matches of `to`; false while `to` has none. */
export type RatioCondition = { ratio: Match; to: Match } & CountBounds & Window;
/** The last match is at most `within_days` old, or at least `over_days`. */
export type LastCondition = { last: Match; within_days?: number; over_days?: number };
/** Days from the first to the last match. */
export type SpanCondition = { span: Match; at_least_days: number } & Window;
/** A match with no later match of `closed_by`. */
export type OpenCondition = { open: Match; closed_by: Match } & Window;
/** A match of `before` with the sum of `of` over `sum` in the `hours` before it within bounds. */
export type BeforeCondition = {
  before: Match;
  hours: number;
  sum: Match;
  of: string;
} & CountBounds &
  Window;
/** The person did anything within so many days. */
export type SeenCondition = { seen: { within_days: number } };
/** The latest value of a trait. */
export type TraitCondition = { trait: string } & Test;
/** A fact about the person: see `PERSON_FACTS`. */
export type PersonCondition = { person: string } & Test;
/** The score as shown. */
export type ScoreCondition = { score: Bounds };
/** One group's part of the score as shown. */
export type GroupCondition = { group: string } & Bounds;
export type SubscriptionCondition = { subscription: 'active' | 'ended' | 'none' };
/**
 * Orders that are not refunded in full. `count` is the default measure; `value` is in major units
 * of `currency`; `coupon_share` is 0–1; `span_days` runs from the first to the last order.
 */
export type OrdersCondition = {
  orders: 'count' | 'coupon_share' | 'span_days' | 'value';
  currency?: string;
  /** only orders a server confirmed, whatever the model's `purchases` says */
  verified?: true;
} & CountBounds &
  Window;

export type LeafCondition =
  | CountCondition
  | DistinctCondition
  | SumCondition
  | RatioCondition
  | LastCondition
  | SpanCondition
  | OpenCondition
  | BeforeCondition
  | SeenCondition
  | TraitCondition
  | PersonCondition
  | ScoreCondition
  | GroupCondition
  | SubscriptionCondition
  | OrdersCondition;

/** `{all: []}` always holds. Conditions cannot refer to rungs or segments. */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | LeafCondition;

export interface Group {
  id: string;
  label?: Label;
  /** decaying groups share the model's half-life */
  decays: boolean;
  /** the group's sum never rises above it, 0 or more */
  cap?: number;
  /** the group's sum never falls below it, 0 or less */
  floor?: number;
}

export type Per = 'visit' | 'day' | 'lifetime';
/** `times` counts awards, `points` counts points before decay. */
export type Limit = { times: number; per: Per } | { points: number; per: Per };

export interface Rule {
  id: string;
  label: Label;
  when: Match;
  points?: number;
  /** `points` for every full `every` of the event's number `prop` */
  points_per?: { prop: string; every: number; points: number };
  group: string;
  limit?: Limit;
  /** of all rules with this name only the highest award counts (groups that do not decay) */
  highest_of?: string;
}

/** Lowest first; the first has no bound. `min` includes its value, `above` does not. */
export interface Grade {
  id: string;
  label?: Label;
  min?: number;
  above?: number;
}

/** Lowest first; the first one's `enter` is `{all: []}`. */
export interface Rung {
  id: string;
  label: Label;
  enter: Condition;
  /** what lets one stay; `enter` unless given */
  keep?: Condition;
  /** a stay of at least so many days before moving down */
  min_days?: number;
}

export interface Segment {
  id: string;
  label: Label;
  when: Condition;
}

/** A kind of page, by its path without query, trailing slash and `.html`. */
export interface PageKind {
  id: string;
  label?: Label;
  /** `*` stands for any run of characters */
  paths: string[];
}

export interface Model {
  name: string;
  /** 1 to 3650 */
  half_life_days: number;
  /** which orders move people: `any` (default) or only those a server confirmed */
  purchases?: 'any' | 'verified';
  pages?: PageKind[];
  groups: Group[];
  rules: Rule[];
  grades: Grade[];
  ladder: Rung[];
  segments: Segment[];
}
