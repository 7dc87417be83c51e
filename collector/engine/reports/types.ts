/**
 * What a day of a site comes to. Days are added up by reports (`sums.ts`), so everything here is a
 * number that may be added, or a count by something that may be.
 *
 * Money is minor units, net of what was refunded; a day is days since 1970 in the site's time zone.
 */

/** What people may be told apart by; `all` has the one item ``, `plan` is the owner's campaign. */
export const DIMENSIONS = [
  'all',
  'channel',
  'referrer',
  'keyword',
  'campaign',
  'ad',
  'country',
  'region',
  'landing',
  'device',
  'plan',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Item of a visit of which nothing is known in this dimension. */
export const NONE = '(none)';
/** Item of what no known visit led to. */
export const UNKNOWN = '(unknown)';
/** Item of everything beyond the {@link MOST_ITEMS} most visited of the day. */
export const OTHER = '(other)';
export const MOST_ITEMS = 300;

/** Days before a conversion in which a visit may have led to it. */
export const LOOK_BACK_DAYS = 90;

/** One whole, as {@link Credit} counts: shares are whole millionths. */
export const WHOLE = 1_000_000;

/** Who is credited: each of the three sums to the same over all items. In millionths, or money. */
export interface Credit {
  first: number;
  last: number;
  linear: number;
}

/** Counts by days since the same person was last counted for the same item; `none` for never. */
export type Gaps = Record<string, number>;

/** What one item of one dimension brought on a day. Keys that are zero or empty are left out. */
export interface Cell {
  visits?: number;
  pages?: number;
  engaged_ms?: number;
  /** visits in which an order was placed */
  buying_visits?: number;
  ad_arrivals?: number;
  slot_clicks?: number;
  signups?: number;
  unsubscribes?: number;
  /** people, each once for the day */
  people?: Gaps;
  /** people whose first visit this was */
  new_people?: number;
  /** rises from the lowest rung, millionths */
  leads?: Credit;
  /** first orders, millionths */
  customers?: Credit;
  /** orders, millionths, by trust */
  orders?: Partial<Record<Trust, Credit>>;
  /** money by `EUR verified` */
  revenue?: Record<string, Credit>;
}
export type Trust = 'verified' | 'unverified';

/** What happened in one hour of a weekday. */
export interface Beat {
  visits?: number;
  ad_arrivals?: number;
  slot_clicks?: number;
  signups?: number;
  purchases?: number;
}

/** Moves from one place to another. */
export interface Flow {
  moves: number;
  /** by days that they had stood there; known for moves that are no change of rules */
  gaps: Record<string, number>;
  /** by whole hours, rounded down */
  hours: Record<string, number>;
}

export interface OrderSums {
  /** by `EUR verified` */
  value: Record<string, { orders: number; minor: number }>;
  coupons: number;
  /** first orders of their people */
  first: number;
  /** second ones, by days since the first */
  second: Record<string, number>;
}

export interface Voices {
  /** answers by score */
  csat: Record<string, number>;
  nps: Record<string, number>;
  complaints: number;
  resolved: number;
}

/** Of people of one segment: sources and rhythm only. */
export interface SegmentTotals {
  by: Partial<Record<Dimension, Record<string, Cell>>>;
  /** by weekday (0 is Sunday) × 24 + hour, local */
  rhythm: Record<string, Beat>;
}

export interface DayTotals extends SegmentTotals {
  /** by `rung suspect lead`: kind, from, to */
  flows: Record<string, Flow>;
  orders: OrderSums;
  voices: Voices;
}

/** The owner's campaign as counting needs it. A visit belongs to the first that it fits, by id. */
export interface CampaignRule {
  id: string;
  /** first and last day */
  from: number;
  to?: number;
  /** every field named must fit; a field fits when one of its globs (`spring*`) does, whatever the case */
  match: Partial<Record<CampaignField, string[]>>;
}
export const CAMPAIGN_FIELDS = [
  'campaign',
  'source',
  'medium',
  'term',
  'content',
  'network',
  'channel',
  'landing',
] as const;
export type CampaignField = (typeof CAMPAIGN_FIELDS)[number];

/** Everybody at one moment. */
export interface Census {
  /** the moment, milliseconds */
  at: number;
  people: number;
  software: number;
  /** by days that they have stood there */
  rungs: Record<string, Record<string, number>>;
  grades: Record<string, number>;
  segments: Record<string, number>;
  customers: {
    /** with an order that stands, ever */
    people: number;
    /** with two or more */
    repeat: number;
    orders: number;
    /** of these customers, by segment */
    segments: Record<string, number>;
    /** with two orders or more, and how many of them are silent for twice their own interval */
    with_interval: number;
    quiet: number;
    /** value to date by `EUR verified` */
    value: Record<string, { people: number; minor: number }>;
    /** by days looked back (30, 90, 365): had bought in the year before; a year had passed since by now */
    churn: Record<string, { active: number; churned: number }>;
  };
}

/** An act that reports list or count one by one: a row of `acts`. */
export interface Act {
  event: string;
  kind: 'signup' | 'unsubscribe' | 'nps' | 'csat' | 'feedback' | 'complaint' | 'resolved';
  at: number;
  offset_min: number;
  score?: number;
  text?: string;
  /** topic of a complaint */
  topic?: string;
}
