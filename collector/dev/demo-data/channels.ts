/** What brings people to the shop, as data: how often, how good, and what a first page then says. */
import type { Weighed } from './dice.ts';

export interface Channel {
  id: string;
  /** how far its people go, beside the average: 1 */
  quality: number;
  /** `{id}` stands for a click id */
  query?: string;
  referrer?: string;
  /** what an engine still tells of the search */
  keyword?: string;
  /** the script reports an arrival from an ad */
  network?: string;
}

const GOOGLE = 'https://www.google.com/';
/** Joins what a marketer writes behind an address. */
const utm = (source: string, medium: string, rest = ''): string =>
  `utm_source=${source}&utm_medium=${medium}${rest}`;

export const DIRECT: Channel = { id: 'direct', quality: 1.2 };
const ORGANIC: Channel = { id: 'organic', quality: 1.1, referrer: GOOGLE };
const BING: Channel = {
  ...{ id: 'bing', quality: 1.1, referrer: 'https://www.bing.com/search' },
  keyword: 'cat food without grain',
};
const FRIEND: Channel = {
  id: 'referral',
  quality: 1.9,
  referrer: 'https://catpeople.example/forum/food',
};
const SOCIAL: Channel = {
  ...{ id: 'social', quality: 0.6, referrer: 'https://www.instagram.com/' },
  query: utm('instagram', 'social'),
};
const SEARCH_AD: Channel = {
  ...{ id: 'search_ad', quality: 1.3, referrer: GOOGLE, network: 'google_ads' },
  query: utm('google', 'cpc', '&utm_campaign=always-on&utm_term=cat+food&gclid={id}'),
};
const SOCIAL_AD: Channel = {
  ...{ id: 'social_ad', quality: 0.35, referrer: 'https://l.facebook.com/', network: 'meta' },
  query: utm('facebook', 'paid_social', '&utm_campaign=look-alikes&utm_content=film&fbclid={id}'),
};
const ASSISTANT: Channel = { id: 'ai', quality: 1.6, referrer: 'https://chatgpt.com/' };

/** By which people come for the first time, outside of campaigns. */
export const CHANNELS: readonly Weighed<Channel>[] = [
  [20, DIRECT],
  [26, ORGANIC],
  [6, BING],
  [8, FRIEND],
  [14, SOCIAL],
  [12, SEARCH_AD],
  [11, SOCIAL_AD],
  [3, ASSISTANT],
];

/** By which they come back. */
export const RETURNS: readonly Weighed<Channel>[] = [
  [60, DIRECT],
  [25, ORGANIC],
  [5, FRIEND],
  [5, SEARCH_AD],
];

/** A click in the Sunday letter. */
export const letterChannel = (letter: string): Channel => ({
  id: 'email',
  quality: 1.5,
  query: utm('newsletter', 'email', `&utm_campaign=${letter}`),
});
