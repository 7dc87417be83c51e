/** What may happen at the shops of the histories: ways in, pages, amounts, words. */
import type { Props } from '../../../sdk/wire.ts';

export interface WayIn {
  query?: string;
  referrer?: string;
  props?: Props;
}

/** By which people come. Mostly different in every dimension, some alike in all but one. */
export const WAYS_IN: readonly WayIn[] = [
  {},
  {},
  {},
  { referrer: 'https://www.google.com/', props: { keyword: 'cat food' } },
  { referrer: 'https://www.google.com/' },
  { referrer: 'https://blog.example.org/cats' },
  { referrer: 'https://chatgpt.com/' },
  { referrer: 'https://www.facebook.com/' },
  {
    query:
      '?utm_source=google&utm_medium=cpc&utm_campaign=spring_sale&utm_term=Cat+food&utm_content=banner',
  },
  { query: '?utm_source=google&utm_medium=cpc&utm_campaign=Spring_Late&gclid=abc' },
  { query: '?gclid=xyz', referrer: 'https://www.google.com/' },
  { query: '?utm_source=facebook&utm_medium=paid_social&utm_campaign=autumn&utm_content=video' },
  { query: '?utm_source=newsletter&utm_medium=email&utm_campaign=weekly' },
  { query: '?utm_medium=display&utm_content=tower&utm_campaign=autumn' },
  { query: '?utm_campaign=nothing-else' },
];

export const PAGES = ['/', '/pricing', '/compare', '/blog/cats', '/products/a', '/cart'] as const;

export interface Place {
  country?: string;
  region?: string;
}
export const PLACES: readonly Place[] = [
  { country: 'DE', region: 'Bavaria' },
  { country: 'DE' },
  { country: 'IR', region: 'Tehran' },
  { country: 'CA', region: 'Newfoundland and Labrador' },
  {},
];

const PHONE =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36';
const DESK =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';
export const AGENTS = [PHONE, DESK] as const;
export const ROBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

/** Minor units: none, two and three decimals. */
export const MONEY: readonly [currency: string, values: readonly number[]][] = [
  ['EUR', [0.01, 9.99, 100, 33.34]],
  ['EUR', [20, 55.55]],
  ['USD', [7, 10.01]],
  ['IRR', [1_250_000, 1]],
  ['KWD', [1.234, 5]],
];

/** What a visitor may do on a page, beside looking at it and buying. */
export const DOINGS: readonly [type: string, props?: Props][] = [
  ['user_engagement', { engaged_ms: 61_000 }],
  ['user_engagement', { engaged_ms: 12_345 }],
  ['user_engagement', { engaged_ms: 700_000 }],
  ['ad_click', { kind: 'arrival' }],
  ['ad_click', { kind: 'slot' }],
  ['newsletter_signup', {}],
  ['newsletter_unsubscribe', {}],
  ['form_submit', { purpose: 'contact', job_title: 'CEO' }],
  ['file_download', { href: 'https://shop.example/a.pdf' }],
  ['view_item', { item_id: 'a' }],
  ['search', { term: 'food' }],
  ['add_to_cart', { value: 5, currency: 'EUR' }],
  ['feedback', { kind: 'nps', score: 10 }],
  ['feedback', { kind: 'nps', score: 7, text: 'Good, but slow' }],
  ['feedback', { kind: 'nps', score: 0, text: 'Never again' }],
  ['feedback', { kind: 'csat', score: 5 }],
  ['feedback', { kind: 'csat', score: 2, text: 'The bag was torn' }],
  ['feedback', { kind: 'text', text: 'Where is the blue one?' }],
  ['complaint', { topic: 'delivery', text: 'It came late' }],
  ['complaint_resolved', {}],
  ['share', { method: 'mail' }],
  ['review', { rating: 5 }],
  ['referral', {}],
  // Long ones, so that logs are cut into chunks.
  ['note', { text: 'long '.repeat(1200) }],
  ['note', { text: 'long '.repeat(1000) }],
];

/** What the owner's server tells of a person, beside orders. */
export const TOLD: readonly [event: string, properties?: Props][] = [
  ['newsletter_signup'],
  ['newsletter_unsubscribe'],
  ['complaint', { topic: 'bill' }],
  ['complaint_resolved', {}],
  ['feedback', { kind: 'nps', score: 9 }],
  ['feedback', { kind: 'csat', score: 4 }],
  ['email_open', { campaign: 'weekly' }],
  ['email_goal', { goal: 'read' }],
  ['ad_click', { kind: 'arrival' }],
];
