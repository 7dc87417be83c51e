/** A seeded corpus of hostile input: every field of the wire, each with what breaks programs. */
import { EVENTS, WIRE_VERSION } from '../../sdk/wire.ts';

/** JSON as text: numbers that no double holds, lone surrogates, `__proto__` travel as they are. */
const NASTY_JSON: readonly string[] = [
  ...['null', 'true', 'false', '0', '-0', '-1', '1.5', '1e18', '9e15', '1e308', '-1e308'],
  ...['1e400', '-1e400', '9007199254740993', '123456789012345678901234567890', '""', '" "'],
  ...['"null"', '"guest"', '"__proto__"', '"constructor"', '"\\u0000"', '"a\\u0000b"', '"\\ud800"'],
  ...['"\\udfff\\ud800x"', '"\\u202e\\u2028"', '"=1+1"', '"@SUM(A1)"', '"%00"', '"http://"'],
  ...['"javascript:alert(1)"', `"'; DROP TABLE people;--"`, '"٣"', '"2026-13-01"', '"1e400"'],
  ...['[]', '{}', '[[]]', '[null]', '{"a":1}', '{"__proto__":{"x":1}}', '{"toJSON":1,"then":1}'],
  ...['{"":""}', '{"a\\u0000":1,"a":2}', '{"constructor":{"prototype":{"y":1}}}'],
  JSON.stringify('x'.repeat(10_000)),
  JSON.stringify('😀'.repeat(101)),
  JSON.stringify('漢'.repeat(200)),
  JSON.stringify('a.'.repeat(900)),
  JSON.stringify('x'.repeat(64)),
  `${'['.repeat(2000)}${']'.repeat(2000)}`,
  `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`,
  `[${Array(300).fill('0')}]`,
  JSON.stringify(Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`k${i}`, i]))),
];

/** As a part of an address: percent-encoded where an address could not hold it otherwise. */
export const NASTY_TEXT: readonly string[] = [
  ...['', '%20', '0', '-1', '1e9', '1e400', '0x10', 'NaN', 'Infinity', 'null', '%D9%A3', '1.5'],
  ...[
    '%00',
    '%ff',
    '%E0%A4%A',
    '%ED%A0%80',
    '%',
    '..',
    '%2e%2e',
    '%2F',
    'a%2Fb',
    '%5c',
    '.',
    'a.b',
  ],
  ...["'%20OR%201=1--", '%22;', '%F0%9F%98%80', 'user:', 'user:null', 'user:%00', 'd:abc', '*'],
  ...['__proto__', 'constructor', 'strong', 'score', 'last_seen', 'include', '[]', '{}', 'eyJ.eyJ'],
  ...['2026-13-01T00:00:00Z', '2026-11-21', '2026-11-21T24:00:00Z', '1970-01-01T00:00:00Z'],
  ...['9998-12-31T23:59:59.999Z', '9999-01-01T00:00:00Z', '2026-11-21T00:00:00%2B23:59'],
  'x'.repeat(301),
  'x'.repeat(8000),
  `p_${'0'.repeat(32)}`,
];

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const pick = <T>(random: () => number, list: readonly T[]): T =>
  list[Math.floor(random() * list.length)] as T;

/** What a standard event needs to be accepted. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  purchase: { order_id: 'order-1', value: 19.99, currency: 'EUR' },
  refund: { order_id: 'order-1' },
  identify: { user_id: 'user-1' },
  user_engagement: { engaged_ms: 5000 },
  click: { kind: 'outbound' },
  ad_click: { kind: 'arrival' },
  video_progress: { percent: 50 },
  review: { rating: 5 },
  feedback: { kind: 'nps', score: 3 },
};

/** Fields by name, their values JSON as text. */
type Fields = Readonly<Record<string, string>>;

const ENVELOPE = [
  ...['v', 'key', 'visitor', 'new', 'sent_at', 'sdk', 'ctx', 'events', 'confirm', 'unknown'],
  '__proto__',
];
const CONTEXT = ['lang', 'tz', 'screen', 'webdriver', 'consent', 'campaign', 'click_ids'];
const CAMPAIGN = ['source', 'medium', 'campaign', 'term', 'content', 'id', '__proto__'];
const EVENT = ['id', 'type', 'ts', 'url', 'title', 'referrer', 'props', 'unknown', '__proto__'];

const TYPES = Object.entries(EVENTS).map(([type, specs]) => ({
  type,
  props: [...Object.keys(specs), 'traits', 'email', 'email_sha256', '__proto__'],
}));

export const text = (fields: Fields): string =>
  `{${Object.entries(fields).map(([name, json]) => `${JSON.stringify(name)}:${json}`)}}`;

export const plain = (value: object): Fields =>
  Object.fromEntries(Object.entries(value).map(([name, it]) => [name, JSON.stringify(it)]));

/** A field with a nasty value. `fromEntries` makes `__proto__` a key like any other. */
export const spoil = (random: () => number, names: readonly string[]): Fields =>
  Object.fromEntries([[pick(random, names), pick(random, NASTY_JSON)]]);

/** Who sends, and what identifies an event. */
export interface Sender {
  key: string;
  visitor: string;
  now: number;
  newId: () => string;
}

/** A request with a sound event, which must not suffer. */
export interface Shot {
  body: string;
  /** events in the list; undefined when it is no longer the list that was made */
  events?: number;
  /** id of the sound event */
  sound: string;
}

const PAGE = 'https://shop.example/pricing';
/** Spoilt events in one request. */
const SPOILT = 20;

const soundEvent = (id: string, { now }: Sender): string =>
  JSON.stringify({ id, type: 'page_view', ts: now - 500, url: PAGE });

const envelopeOf = ({ key, visitor, now }: Sender, ctx: Fields, events: string[]): Fields => ({
  ...plain({ v: WIRE_VERSION, key, visitor, sent_at: now, sdk: 'corpus/1' }),
  ctx: text(ctx),
  events: `[${events}]`,
});

/** How many requests it takes to try every value in every field of the envelope. */
export const ENVELOPE_SHOTS = ENVELOPE.length * NASTY_JSON.length;

/** The i-th of {@link ENVELOPE_SHOTS}: all is well but one field of the envelope. */
export function envelopeShot(i: number, sender: Sender): Shot {
  const field = ENVELOPE[i % ENVELOPE.length] ?? '';
  const value = NASTY_JSON[Math.floor(i / ENVELOPE.length) % NASTY_JSON.length] ?? '';
  const sound = sender.newId();
  const whole = envelopeOf(sender, {}, [soundEvent(sound, sender)]);
  const body = text({ ...whole, ...Object.fromEntries([[field, value]]) });
  return field === 'events' ? { body, sound } : { body, sound, events: 1 };
}

/** A sound envelope with spoilt context and events; the last event is sound. */
export function eventsShot(random: () => number, sender: Sender): Shot {
  const spoilt = Array.from({ length: SPOILT }, () => spoiltEvent(random, sender));
  const campaign = { campaign: text(spoil(random, CAMPAIGN)) };
  const ctx = { ...campaign, ...spoil(random, CONTEXT) };
  const sound = sender.newId();
  const body = text(envelopeOf(sender, ctx, [...spoilt, soundEvent(sound, sender)]));
  return { body, sound, events: SPOILT + 1 };
}

function spoiltEvent(random: () => number, { now, newId }: Sender): string {
  const { type, props } = pick(random, TYPES);
  const inProps = random() < 0.7;
  const sound = { ...plain(NEEDED[type] ?? {}), ...(inProps && spoil(random, props)) };
  const event = plain({ id: newId(), type, ts: now - 1000, url: PAGE });
  return text({ ...event, props: text(sound), ...(!inProps && spoil(random, EVENT)) });
}
