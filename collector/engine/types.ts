/**
 * What the engine eats and gives: canonical events in; standings, moves, visits, orders and
 * explanations out. Pure types: nothing here knows a clock or a database.
 *
 * Times are milliseconds since 1970, scores are whole hundredths of a point unless said otherwise.
 */
import type { Props } from '../../sdk/wire.ts';

/** Marketing channels, as GA4's default channel group names them where it has one. */
export const CHANNELS = [
  'direct',
  'organic_search',
  'paid_search',
  'social',
  'paid_social',
  'email',
  'referral',
  'display',
  'affiliate',
  'ai_assistant',
] as const;
export type Channel = (typeof CHANNELS)[number];

/** What brought a visit. */
export interface Source {
  channel: Channel;
  /** engine, site or `utm_source`: `google`, `blog.example.org` */
  source?: string;
  medium?: string;
  campaign?: string;
  term?: string;
  content?: string;
  /** origin and path of the external page that linked here */
  referrer?: string;
  /** ad network of a click id: `google_ads` */
  network?: string;
}

/** One deduplicated event, checked and enriched, whichever door it came through. */
export interface CanonicalEvent {
  /** UUID; unique per site and device for good */
  id: string;
  /** a type of `EVENTS` in `sdk/wire.ts` or a custom name */
  type: string;
  ts: number;
  /** alias of the device it happened on, `d:VISITOR`, or `s:server` for server calls without one */
  device: string;
  /** the site's offset from UTC at `ts`, minutes: fixes the local day and hour for good */
  offset_min: number;
  url?: string;
  title?: string;
  /** on page views that begin at an outside page or carry a campaign */
  source?: Source;
  props?: Props;
  /** ISO 3166-1 alpha-2; on page views */
  country?: string;
  /** names of the country's part and of the town, as the platform has them; on page views */
  region?: string;
  city?: string;
  /** IANA name, as the platform has it; on page views */
  time_zone?: string;
  /** device class, browser and system; on page views */
  agent?: { device?: string; browser?: string; os?: string };
  /** came with a secret key or a valid signature */
  verified?: true;
  /** made by software; kept, not folded into score or ladder */
  bot?: true;
  /** the owner's word, where it is not what was found when the event came: see `judge-event.ts` */
  judged?: Judged;
}

/** What the owner says of a device. */
export type Judged = 'bot' | 'person';

export type MoveKind = 'rung' | 'grade';

/** A change of the rules is news to nobody's salesperson: it alerts only when the owner asked. */
export type Cause =
  | { by: 'event'; event: string; type: string; rule?: string }
  | { by: 'time' }
  | { by: 'model'; alert?: true };

/** A change of rung or grade, at its exact instant. A jump over several rungs is one move. */
export interface Move {
  kind: MoveKind;
  at: number;
  from: string;
  to: string;
  /** when the person came onto `from`; unknown where a change of the rules moved them */
  since?: number;
  /** the event and the rule or rung condition that did it, time alone, or a change of the rules */
  cause: Cause;
  model: number;
  /** score just after the move */
  score: number;
}

/** A visit: events of one person with gaps of at most 30 minutes. */
export interface Visit {
  start: number;
  /** last event so far */
  last: number;
  /** true once 30 minutes have passed without another event */
  ended: boolean;
  device: string;
  offset_min: number;
  pages: number;
  events: number;
  engaged_ms: number;
  landing?: string;
  exit?: string;
  source: Source;
  country?: string;
  region?: string;
  city?: string;
  agent?: CanonicalEvent['agent'];
  /** no other visit of this person came before */
  first: boolean;
}

/** A purchase as the log tells it, refunds taken into account. */
export interface Order {
  order_id: string;
  at: number;
  offset_min: number;
  /** minor units of `currency` (ISO 4217 exponent), exact integers */
  value_minor: number;
  refunded_minor: number;
  currency: string;
  items: number;
  coupon?: string;
  verified: boolean;
  event: string;
}

/** Where a person stands at one moment. */
export interface Position {
  at: number;
  /** version of the model */
  model: number;
  score: number;
  grade: string;
  rung: string;
  rung_since: number;
  segments: string[];
}

/** One line of an explanation. The values of all terms sum to the score. */
export interface Term {
  /** rule id, or `before_retention` for what was folded from events no longer kept */
  rule: string;
  label: { en: string; fa?: string };
  group: string;
  event: { id: string; type: string; ts: number } | null;
  /** points the rule gave, hundredths, before decay */
  points: number;
  /** decay at the moment of explaining, 0–1; 1 for groups that keep */
  factor: number;
  /** what cut the points: a limit, a cap or a floor */
  cut_by?: string;
  /** what is left of them now, hundredths */
  value: number;
  /** how many events the line stands for when there were too many for one line each */
  count?: number;
}

export interface Explanation extends Position {
  terms: Term[];
  sentence: { en: string; fa: string };
  /** the next move if nothing more happens */
  next?: { at: number; kind: MoveKind; from: string; to: string };
}
