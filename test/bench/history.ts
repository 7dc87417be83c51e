/** Made-up logs of a shop's visitors, the same in every run. */
import { type CanonicalEvent, compareEvents } from '../../collector/engine/index.ts';

const DAY = 86_400_000;
const BEGIN = Date.parse('2026-01-01T00:00:00Z');
const HOST = 'https://shop.example';
const PATHS = ['/', '/pricing', '/compare', '/blog/cats', '/products/1', '/products/2', '/about'];

/** A small generator of numbers in [0, 1), so that every run folds the same events (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Kind = readonly [share: number, type: string, props?: CanonicalEvent['props']];

/** What a shop's events are made of. */
const MIX: readonly Kind[] = [
  [0.4, 'page_view'],
  [0.34, 'user_engagement', { engaged_ms: 14_000, scroll_pct: 60 }],
  [0.08, 'view_item', { item_id: 'p1', value: 12.5, currency: 'EUR' }],
  [0.04, 'click', { kind: 'outbound', href: 'https://elsewhere.example' }],
  [0.03, 'search', { term: 'cat food' }],
  [0.03, 'ad_click', { kind: 'arrival', network: 'google_ads' }],
  [0.02, 'add_to_cart', { item_id: 'p1' }],
  [0.02, 'file_download', { file_name: 'catalogue.pdf' }],
  [0.01, 'newsletter_signup', {}],
  [0.01, 'video_progress', { percent: 50 }],
  [0.01, 'form_submit', { form: 'contact', job_title: 'مدیر عامل' }],
  [0.005, 'email_open', {}],
  [0.005, 'purchase'],
];

function pick(chance: number): Kind {
  let upTo = 0;
  for (const kind of MIX) {
    upTo += kind[0];
    if (chance < upTo) return kind;
  }
  return MIX[0] as Kind;
}

function eventAt(ts: number, index: number, random: () => number): CanonicalEvent {
  const [, type, given] = pick(random());
  const path = PATHS[Math.floor(random() * PATHS.length)];
  const order = { order_id: `o${index}`, value: 20, currency: 'EUR' };
  const props = type === 'purchase' ? order : given;
  const source = { channel: 'paid_search', source: 'google' } as const;
  return {
    id: index.toString(16).padStart(12, '0'),
    type,
    ts,
    device: 'd:1',
    offset_min: 210,
    url: HOST + path,
    ...(props ? { props } : {}),
    ...(type === 'page_view' ? { country: 'IR', agent: { device: 'desktop' } } : {}),
    ...(type === 'page_view' && random() < 0.1 ? { source } : {}),
  };
}

/** Visits of a dozen events, some days apart; the same number gives the same person. */
export function historyOf(person: number, events: number): CanonicalEvent[] {
  const random = numbers(person);
  const history: CanonicalEvent[] = [];
  let ts = BEGIN + random() * 30 * DAY;
  for (let i = 0; i < events; i++) {
    ts += random() < 1 / 12 ? random() * 6 * DAY : random() * 60_000;
    history.push(eventAt(Math.floor(ts), i, random));
  }
  return history.sort(compareEvents);
}
