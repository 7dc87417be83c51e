/** Made-up histories for tests of the engine. */
import fc from 'fast-check';
import { type CanonicalEvent, compareEvents } from '../../collector/engine/index.ts';

export const DAY = 86_400_000;
export const HOUR = 3_600_000;
export const MINUTE = 60_000;
/** 09:00 in London */
export const MONDAY = Date.parse('2026-03-02T09:00:00Z');

type Props = NonNullable<CanonicalEvent['props']>;
export type Given = Partial<Omit<CanonicalEvent, 'props'>> & { props?: Props };

let made = 0;

/** One event of the device `d:1` on the home page, later ones with greater ids. */
export function happened(ts: number, type: string, given: Given = {}): CanonicalEvent {
  const id = String(made++).padStart(8, '0');
  return { id, type, ts, device: 'd:1', offset_min: 0, url: 'https://shop.example/', ...given };
}

/** A page view by path. */
export function viewed(ts: number, path: string, given: Given = {}): CanonicalEvent {
  return happened(ts, 'page_view', { url: `https://shop.example${path}`, ...given });
}

/** An order of 20 euros unless said otherwise. */
export function bought(ts: number, order_id: string, props: Props = {}, given: Given = {}) {
  const order = { order_id, value: 20, currency: 'EUR', ...props };
  return happened(ts, 'purchase', { props: order, ...given });
}

/** Words of {@link story} for events with properties; `:` gives the number. */
const WORDS: Readonly<Record<string, (number: number) => [type: string, props: Props]>> = {
  engaged: (engaged_ms) => ['user_engagement', { engaged_ms }],
  ad: () => ['ad_click', { kind: 'arrival' }],
  review: (rating) => ['review', { rating }],
  nps: (score) => ['feedback', { kind: 'nps', score }],
  csat: (score) => ['feedback', { kind: 'csat', score }],
  contact: () => ['form_submit', { purpose: 'contact' }],
  email: () => ['identify', { traits: { email: 'a@b.example' } }],
  refund: (day) => ['refund', { order_id: `o${day}` }],
};

function told(day: number, word: string): CanonicalEvent {
  const ts = MONDAY + day * DAY;
  const [name = '', number = ''] = word.split(':');
  if (name.startsWith('/')) return viewed(ts, name);
  if (name === 'order') return bought(ts, `o${day}`, number ? { coupon: number } : {});
  const [type, props] = WORDS[name]?.(Number(number)) ?? [name, {}];
  return happened(ts, type, { props });
}

/**
 * A log in few words, days first: `0 /pricing, 3 order, 9 review:5`. An order of day 3 has the id
 * `o3`; `order:NEW` has a coupon.
 */
export function story(words: string): CanonicalEvent[] {
  const events = words.split(', ').map((part): CanonicalEvent => {
    const [day = '', word = ''] = part.split(' ');
    return told(Number(day), word);
  });
  return events.sort(compareEvents);
}

/** Types and properties that the models tell apart. */
const KINDS: readonly (readonly [type: string, given?: Given])[] = [
  ['page_view', { country: 'IR', agent: { device: 'desktop' } }],
  ['page_view', { url: 'https://shop.example/pricing' }],
  ['page_view', { url: 'https://shop.example/compare', source: { channel: 'referral' } }],
  ['page_view', { source: { channel: 'paid_search', source: 'google' }, device: 'd:2' }],
  ['user_engagement', { props: { engaged_ms: 15_000 } }],
  ['user_engagement', { props: { engaged_ms: 3_000 }, device: 'd:2' }],
  ['view_item', { props: { item_id: 'p1' } }],
  ['search', { props: { term: 'cat' } }],
  ['search', { props: { term: 'dog' } }],
  ['ad_click', { props: { kind: 'arrival' } }],
  ['file_download'],
  ['add_to_cart'],
  ['newsletter_signup', { props: { email_sha256: 'ab'.repeat(32) } }],
  ['newsletter_unsubscribe'],
  ['form_submit', { props: { purpose: 'contact', job_title: 'Sales Director' } }],
  ['identify', { props: { user_id: 'u', traits: { plan: 'gold', job_title: 'CEO' } } }],
  ['identify', { props: { user_id: 'u', traits: { plan: 'tin' } }, device: 's:server' }],
  ['purchase', { props: { order_id: 'o1', value: 20, currency: 'EUR' } }],
  ['purchase', { props: { order_id: 'o1', value: 21, currency: 'EUR' }, verified: true }],
  ['purchase', { props: { order_id: 'o2', value: 30, currency: 'EUR', coupon: 'NEW' } }],
  ['purchase', { props: { order_id: 'o3', value: 9.99, currency: 'EUR' }, verified: true }],
  ['refund', { props: { order_id: 'o1' } }],
  ['refund', { props: { order_id: 'o2', value: 10 } }],
  ['refund', { props: { order_id: 'o3' }, verified: true }],
  ['review', { props: { rating: 5 } }],
  ['review', { props: { rating: 2 } }],
  ['share'],
  ['social_follow'],
  ['referral'],
  ['feedback', { props: { kind: 'nps', score: 10 } }],
  ['feedback', { props: { kind: 'csat', score: 1 } }],
  ['complaint'],
  ['complaint_resolved', { device: 's:server' }],
  ['email_open', { device: 's:server' }],
  ['email_click', { device: 's:server' }],
  ['email_goal', { device: 's:server' }],
  ['made_up'],
  ['page_view', { bot: true }],
];

/** Same instant, a moment, within a visit, its edge, hours, days, a season. */
const gap = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 20_000 }) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 29 * MINUTE }) },
  { weight: 1, arbitrary: fc.constantFrom(30 * MINUTE, 30 * MINUTE + 1) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 20 * HOUR }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 12 * DAY }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 200 * DAY }) },
);
/** A story is about a few things, so that the same happens again and again. */
const theme = fc.shuffledSubarray([...KINDS.keys()], { minLength: 3, maxLength: 9 });
const step = fc.record({ gap, kind: fc.nat(8), offset: fc.constantFrom(0, 210, -480) });

/** A sorted log without duplicates. Two events may share an instant. */
export function histories(maxLength = 40): fc.Arbitrary<CanonicalEvent[]> {
  const steps = fc.array(step, { minLength: 1, maxLength });
  return fc.tuple(theme, steps).map(([kinds, taken]) => {
    let ts = MONDAY;
    const log = taken.map(({ gap: after, kind, offset }, i): CanonicalEvent => {
      ts += after;
      const [type, given] = KINDS[kinds[kind % kinds.length] ?? 0] ?? ['made_up'];
      // ids do not follow time
      const id = `${(i * 7919) % 1009}-${i}`;
      const event = { id, type, ts, device: 'd:1', offset_min: offset };
      const url = given?.device === 's:server' ? {} : { url: 'https://shop.example/' };
      return { ...event, ...url, ...given };
    });
    return log.sort(compareEvents);
  });
}

/** An instant from just before the first event to long after the last. */
export function instantIn(log: readonly CanonicalEvent[]): fc.Arbitrary<number> {
  const first = log[0]?.ts ?? MONDAY;
  const last = log.at(-1)?.ts ?? MONDAY;
  return fc.oneof(
    fc.integer({ min: first, max: last + 500 * DAY }),
    fc.constantFrom(...log.map((event) => event.ts)),
  );
}

/** Far enough after a log for every window and half-life to have passed. */
export function endOf(log: readonly CanonicalEvent[]): number {
  return (log.at(-1)?.ts ?? 0) + 800 * DAY;
}
