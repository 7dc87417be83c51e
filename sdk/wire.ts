/**
 * The contract between the script and the collector: event types and their properties, the
 * envelope, the answer, limits and reject reasons. Imports nothing; both sides import it.
 *
 * Event names follow GA4's recommended events where GA4 has one
 * (https://support.google.com/analytics/answer/9267735), method names follow Segment's spec.
 */

/** Version of the envelope. A collector answers 400 to any other. */
export const WIRE_VERSION = 1;

/** Where the script posts its batches, on the collector's host. */
export const INGEST_PATH = '/e';

/** Hard limits. Sizes are bytes of UTF-8 as they arrive, lengths are UTF-16 code units. */
export const LIMITS = {
  /** bytes of one event as JSON */
  eventBytes: 32 * 1024,
  /** bytes of one request body */
  batchBytes: 500 * 1024,
  /** events in one request */
  batchEvents: 500,
  /** ids one request may ask about */
  confirmIds: 500,
  /** nesting of `props` */
  depth: 8,
  /** keys in one event, all levels together */
  keys: 200,
  /** a property's name */
  keyLength: 100,
  /** a text value in `props` unless its event says less */
  textLength: 8192,
  /** a custom event's name: printable characters */
  nameLength: 100,
  urlLength: 2048,
  titleLength: 300,
  /** user ids and order ids */
  idLength: 200,
  /** an untrusted event older than this is `too_old` (milliseconds) */
  ageMs: 30 * 86_400_000,
  /** an event further ahead of the collector's clock than this is set to now (milliseconds) */
  aheadMs: 3_600_000,
  /** the client's clock is corrected by `sent_at` only when it is off by more (milliseconds) */
  skewMs: 5 * 60_000,
  /** events one device may add in a day */
  deviceDayEvents: 5000,
  /** bytes of all beacon and keepalive bodies under way in a page (browsers share 64 KiB) */
  beaconBytes: 48 * 1024,
} as const;

/** Why one event of a batch was refused. A closed list; see {@link EventResult}. */
export const REJECT_REASONS = [
  'invalid_event', // not an object, or an unknown key at its top level
  'invalid_id', // not a UUID, or from a server: no text of 1–200 characters
  'invalid_type', // not a known type and not 1–100 printable characters
  'invalid_ts', // not a whole number of milliseconds since 1970
  'invalid_url', // not an absolute http(s) URL, or too long
  'invalid_text', // title or referrer is not text
  'invalid_prop', // a property has the wrong type or is out of range
  'missing_prop', // a property this event needs is not there
  'too_large', // over LIMITS.eventBytes
  'too_deep', // over LIMITS.depth
  'too_many_keys', // over LIMITS.keys
  'too_old', // older than LIMITS.ageMs, or from a server: than the site keeps events
  'too_many', // over LIMITS.deviceDayEvents
  'erased', // this person asked to be forgotten
  'nobody', // names no visitor, user or address
  'unmatched', // nobody has the address, and the event makes no person of it
] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/**
 * What became of one event.
 * `retry`: not stored now, send it again. `rejected: REASON` may be followed by a space and the
 * field that is wrong: `rejected: invalid_prop props.value`. `ok` and `duplicate` are durable.
 */
export type EventResult = 'ok' | 'duplicate' | 'retry' | `rejected: ${string}`;

/** What a property may hold. `list` is an array of items as in GA4's `items`. */
export type PropSpec =
  | { readonly is: 'text'; readonly max?: number; readonly required?: true }
  | {
      readonly is: 'number';
      readonly min?: number;
      readonly max?: number;
      readonly whole?: true;
      readonly required?: true;
    }
  | { readonly is: 'choice'; readonly of: readonly string[]; readonly required?: true }
  | { readonly is: 'flag'; readonly required?: true }
  | { readonly is: 'list'; readonly required?: true };

const DAY_MS = 86_400_000;
/** Exact as an integer of minor units in every currency, three decimals included. */
const MONEY = { is: 'number', min: 0, max: 9e12 } as const;
/** ISO 4217 code, three capital letters (checked by the collector). */
const CURRENCY = { is: 'text', max: 3 } as const;
const ORDER_ID = { is: 'text', max: 200, required: true } as const;
const SHORT = { is: 'text', max: 200 } as const;
const LONG = { is: 'text', max: 2048 } as const;
const ITEMS = { is: 'list' } as const;
/** SHA-256 of the trimmed, lower-cased address, 64 hex digits; `email` only where opted in. */
const ADDRESS = {
  email: { is: 'text', max: 320 },
  email_sha256: { is: 'text', max: 64 },
  list: SHORT,
} as const;

/**
 * Every event type with the properties it gives a meaning to. Further properties are kept as they
 * are, within {@link LIMITS}. A name not listed here is a custom event.
 */
export const EVENTS = {
  /** `keyword`: what was searched for, read from the referrer's query, which does not travel */
  page_view: { keyword: SHORT },
  /** Time the page was visible, focused and in use since the last such event. */
  user_engagement: {
    engaged_ms: { is: 'number', min: 0, max: DAY_MS, whole: true, required: true },
    scroll_pct: { is: 'number', min: 0, max: 100 },
  },
  click: { kind: { is: 'choice', of: ['outbound', 'mailto', 'tel'], required: true }, href: LONG },
  /** `arrival`: a visitor comes from the owner's ad. `slot`: one leaves through an ad on the page. */
  ad_click: {
    kind: { is: 'choice', of: ['arrival', 'slot'], required: true },
    network: SHORT,
    slot: SHORT,
    campaign: SHORT,
    format: SHORT,
    position: SHORT,
    href: LONG,
  },
  file_download: { href: LONG, file_name: SHORT, file_extension: SHORT },
  form_submit: { form: SHORT, purpose: SHORT, job_title: SHORT },
  newsletter_signup: ADDRESS,
  newsletter_unsubscribe: ADDRESS,
  video_progress: {
    percent: { is: 'number', min: 0, max: 100, required: true },
    video: SHORT,
    provider: SHORT,
  },
  search: { term: SHORT, results: { is: 'number', min: 0, whole: true } },
  view_item: {
    item_id: SHORT,
    item_name: SHORT,
    category: SHORT,
    value: MONEY,
    currency: CURRENCY,
  },
  add_to_cart: {
    item_id: SHORT,
    item_name: SHORT,
    quantity: { is: 'number', min: 0 },
    value: MONEY,
    currency: CURRENCY,
    items: ITEMS,
  },
  begin_checkout: { value: MONEY, currency: CURRENCY, coupon: SHORT, items: ITEMS },
  purchase: {
    order_id: ORDER_ID,
    value: { ...MONEY, required: true },
    currency: { ...CURRENCY, required: true },
    items: ITEMS,
    coupon: SHORT,
  },
  /** Without `value` the whole order is refunded. */
  refund: { order_id: ORDER_ID, value: MONEY, currency: CURRENCY },
  /** Traits travel as `props.traits`. */
  identify: { user_id: { is: 'text', max: 200, required: true }, signature: LONG },
  review: {
    rating: { is: 'number', min: 0, max: 5, required: true },
    item_id: SHORT,
    text: { is: 'text', max: 2048 },
  },
  share: { method: SHORT, item_id: SHORT },
  social_follow: { network: SHORT },
  referral: { referred: SHORT },
  feedback: {
    kind: { is: 'choice', of: ['nps', 'csat', 'text'], required: true },
    /** NPS 0–10, CSAT 1–5 */
    score: { is: 'number', min: 0, max: 10 },
    text: { is: 'text', max: 2048 },
  },
  complaint: { text: { is: 'text', max: 2048 }, topic: SHORT },
  complaint_resolved: { text: { is: 'text', max: 2048 } },
  chat: { topic: SHORT },
  event_registration: { event: SHORT },
  email_open: { campaign: SHORT },
  email_click: { campaign: SHORT, href: LONG },
  email_goal: { campaign: SHORT, goal: SHORT },
} as const satisfies Record<string, Readonly<Record<string, PropSpec>>>;

export type EventType = keyof typeof EVENTS;

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Props = { [key: string]: Json };

/** One line of an order, GA4's item fields; further fields are kept. */
export type Item = {
  item_id?: string;
  item_name?: string;
  item_category?: string;
  price?: number;
  quantity?: number;
};

type ValueOf<S extends PropSpec> = S extends { is: 'text' }
  ? string
  : S extends { is: 'number' }
    ? number
    : S extends { is: 'choice'; of: readonly (infer C)[] }
      ? C
      : S extends { is: 'flag' }
        ? boolean
        : Item[];
type Specs<T extends EventType> = (typeof EVENTS)[T];
type NeededKeys<T extends EventType> = {
  [K in keyof Specs<T>]: Specs<T>[K] extends { required: true } ? K : never;
}[keyof Specs<T>];

/** The properties of a standard event, required ones required. */
export type EventProps<T extends EventType> = {
  [K in NeededKeys<T>]: Specs<T>[K] extends PropSpec ? ValueOf<Specs<T>[K]> : never;
} & {
  [K in Exclude<keyof Specs<T>, NeededKeys<T>>]?: Specs<T>[K] extends PropSpec
    ? ValueOf<Specs<T>[K]>
    : never;
};

/** One event as it travels. Times are milliseconds since 1970 by the visitor's clock. */
export interface WireEvent {
  /** UUIDv7 (RFC 9562), made when the event happened; the key of exactly-once */
  id: string;
  type: string;
  ts: number;
  /** the page, without fragment, e-mails, tokens and unlisted query parameters */
  url: string;
  title?: string;
  /** origin and path of the previous page, never its query */
  referrer?: string;
  props?: Props;
}

/** UTM parameters without their prefix (`campaign` is `utm_campaign`). */
export interface Campaign {
  source?: string;
  medium?: string;
  campaign?: string;
  term?: string;
  content?: string;
  id?: string;
}

export interface Context {
  /** BCP 47, `navigator.language` */
  lang?: string;
  /** IANA time zone */
  tz?: string;
  /** `1280x720`, CSS pixels */
  screen?: string;
  /** `navigator.webdriver` */
  webdriver?: boolean;
  consent?: 'granted' | 'denied';
  /** the visit's campaign, kept for its pages that no longer carry the parameters */
  campaign?: Campaign;
  /** click ids of the visit: `{gclid: "…"}` */
  click_ids?: Record<string, string>;
}

/** Body of `POST /e`, sent as `text/plain` so that browsers need no preflight. */
export interface Envelope {
  v: typeof WIRE_VERSION;
  /** the site's write key */
  key: string;
  /** 8–64 of A–Z a–z 0–9 _ - ; a random UUID in the script */
  visitor: string;
  /** true when this page made the visitor id; lets an HttpOnly cookie win */
  new?: boolean | undefined;
  /** the visitor's clock when the request left, milliseconds */
  sent_at: number;
  /** `rung.js/VERSION` */
  sdk: string;
  ctx: Context;
  events: WireEvent[];
  /** ids that left by beacon and were never answered */
  confirm?: string[];
}

/** Where the visitor stands; shown to the page so that it can speak to each group. */
export interface Standing {
  rung: string;
  grade: string;
  segments: string[];
  /** version of the model that says so */
  model: number;
}

/** Answer 200 to {@link Envelope}. */
export interface Answer {
  /** one result an event, by event id (by `#INDEX` for an event without a usable id) */
  results: Record<string, EventResult>;
  /** ids of `confirm` that the collector does not have: send them again */
  missing: string[];
  /** the visitor id to use from now on, when the collector knows better */
  visitor?: string;
  retry_after_s?: number;
  standing?: Standing;
}

/** RFC 9457 problem details, the body of every 4xx and 503. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** the part of the input that is wrong, `events[3].ts` */
  field?: string;
}
