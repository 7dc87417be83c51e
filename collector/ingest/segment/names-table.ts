/**
 * Names of Segment's specs that have one of our own
 * (https://segment.com/docs/connections/spec/ecommerce/v2/, …/spec/email/), as data. All other names
 * are kept as they are; ours, which are GA4's, need no row.
 */
import type { EventType } from '../../../sdk/wire.ts';

export interface Meaning {
  type: EventType;
  /** our property ← theirs, the first that is there; what is not named is kept as it is */
  props?: Readonly<Record<string, string>>;
  /** properties that the name itself says */
  says?: Readonly<Record<string, string | number>>;
}

const PRODUCT = { item_id: 'product_id sku', item_name: 'name', value: 'value price' };
const PURCHASE = { value: 'revenue total value', items: 'products items' };

/** Each name in lower case, older spellings behind it. */
const MEANINGS: readonly (readonly [names: string, meaning: Meaning])[] = [
  ['products searched', { type: 'search', props: { term: 'query' } }],
  ['product viewed|viewed product', { type: 'view_item', props: PRODUCT }],
  ['product added|added product', { type: 'add_to_cart', props: PRODUCT }],
  [
    'checkout started|started order',
    { type: 'begin_checkout', props: { value: 'value revenue total', items: 'products items' } },
  ],
  ['order completed|completed order', { type: 'purchase', props: PURCHASE }],
  ['order refunded|refunded order', { type: 'refund', props: { value: 'total value revenue' } }],
  // The whole order is taken back, whatever amount is told beside it.
  ['order cancelled', { type: 'refund', props: { order_value: 'value revenue total' } }],
  ['product shared', { type: 'share', props: { method: 'share_via', item_id: 'product_id sku' } }],
  ['cart shared', { type: 'share', props: { method: 'share_via' } }],
  [
    'product reviewed',
    { type: 'review', props: { item_id: 'product_id sku', text: 'review_body' } },
  ],
  ['video playback completed', { type: 'video_progress', says: { percent: 100 } }],
  ['email opened', { type: 'email_open', props: { campaign: 'campaign_name campaign_id' } }],
  [
    'email link clicked',
    { type: 'email_click', props: { campaign: 'campaign_name campaign_id', href: 'link_url' } },
  ],
  ['email marked as spam', { type: 'complaint', says: { topic: 'spam' } }],
  ['unsubscribed', { type: 'newsletter_unsubscribe', props: { list: 'list_name list_id' } }],
];

const BY_NAME: ReadonlyMap<string, Meaning> = new Map(
  MEANINGS.flatMap(([names, meaning]) => names.split('|').map((name) => [name, meaning] as const)),
);

/** What an event of that name is with us, if anything. */
export const meaningOf = (name: string): Meaning | undefined =>
  BY_NAME.get(name.trim().toLowerCase());

/** An item's fields, as in `products`. */
export const ITEM_FIELDS = {
  item_id: 'product_id sku item_id',
  item_name: 'name item_name',
  item_category: 'category item_category',
} as const;
