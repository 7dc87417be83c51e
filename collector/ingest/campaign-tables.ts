/** What campaigns say of a visit, as data: click ids and media, and what kinds of sites are paid for. */
import type { Channel } from '../engine/index.ts';
import type { SiteKind } from './origin-tables.ts';

export interface ClickId {
  /** the network that adds it, for `source.network` */
  network: string;
  /** `utm_source` when nothing else says it */
  source: string;
  channel: Channel;
}

/**
 * Click ids by parameter. Some are added to every link of a network, paid or not: those name the
 * network and leave the channel unpaid.
 */
export const CLICK_IDS: ReadonlyMap<string, ClickId> = new Map([
  ['gclid', { network: 'google_ads', source: 'google', channel: 'paid_search' }],
  ['gbraid', { network: 'google_ads', source: 'google', channel: 'paid_search' }],
  ['wbraid', { network: 'google_ads', source: 'google', channel: 'paid_search' }],
  ['dclid', { network: 'google_display', source: 'google', channel: 'display' }],
  ['msclkid', { network: 'microsoft_ads', source: 'bing', channel: 'paid_search' }],
  ['yclid', { network: 'yandex_direct', source: 'yandex', channel: 'paid_search' }],
  ['ttclid', { network: 'tiktok_ads', source: 'tiktok', channel: 'paid_social' }],
  ['twclid', { network: 'x_ads', source: 'x', channel: 'paid_social' }],
  ['li_fat_id', { network: 'linkedin_ads', source: 'linkedin', channel: 'paid_social' }],
  ['rdt_cid', { network: 'reddit_ads', source: 'reddit', channel: 'paid_social' }],
  ['epik', { network: 'pinterest_ads', source: 'pinterest', channel: 'paid_social' }],
  ['ScCid', { network: 'snapchat_ads', source: 'snapchat', channel: 'paid_social' }],
  ['fbclid', { network: 'meta', source: 'facebook', channel: 'social' }],
  ['igshid', { network: 'meta', source: 'instagram', channel: 'social' }],
  ['tblci', { network: 'taboola', source: 'taboola', channel: 'display' }],
  ['dicbo', { network: 'outbrain', source: 'outbrain', channel: 'display' }],
  ['awc', { network: 'awin', source: 'awin', channel: 'affiliate' }],
  ['cjevent', { network: 'cj', source: 'cj', channel: 'affiliate' }],
  ['irclickid', { network: 'impact', source: 'impact', channel: 'affiliate' }],
  ['ranSiteID', { network: 'rakuten', source: 'rakuten', channel: 'affiliate' }],
  ['sscid', { network: 'shareasale', source: 'shareasale', channel: 'affiliate' }],
  ['_hsenc', { network: 'hubspot', source: 'hubspot', channel: 'email' }],
  ['mkt_tok', { network: 'marketo', source: 'marketo', channel: 'email' }],
  ['_kx', { network: 'klaviyo', source: 'klaviyo', channel: 'email' }],
  ['mc_cid', { network: 'mailchimp', source: 'mailchimp', channel: 'email' }],
] as const);

/** `utm_medium`, in GA4's words, to what it says of the channel. The first that matches. */
export const MEDIA: readonly (readonly [RegExp, Channel | 'paid' | 'organic'])[] = [
  [/^(display|banner|expandable|interstitial|cpm|programmatic)$/, 'display'],
  [/^(.*cp[acv]|ppc|p4p|sem|paid.*|retargeting|ads?)$/, 'paid'],
  [/^(social|social[-_ ]?(network|media)|sm)$/, 'social'],
  [/^(e[-_ ]?mail|newsletter)$/, 'email'],
  [/^affiliates?$/, 'affiliate'],
  [/^(referral|app|link|partner)$/, 'referral'],
  [/^(organic|seo)$/, 'organic'],
  [/^(ai|llm|chatbot)$/, 'ai_assistant'],
];

/** What a campaign without a telling medium, or a bare referrer, counts as. */
export const UNPAID: Readonly<Record<SiteKind, Channel>> = {
  search: 'organic_search',
  social: 'social',
  email: 'email',
  ai: 'ai_assistant',
  display: 'display',
  affiliate: 'affiliate',
};

/** The same where money was paid. */
export const PAID: Readonly<Record<SiteKind, Channel>> = {
  search: 'paid_search',
  social: 'paid_social',
  email: 'email',
  ai: 'display',
  display: 'display',
  affiliate: 'affiliate',
};
