/** The owner's two campaigns: when they run, what they cost, and by which links people come. */
import type { Channel } from './channels.ts';
import type { Weighed } from './dice.ts';

export interface Campaign {
  /** as in `utm_campaign` */
  id: string;
  name: string;
  /** part of the history in which it runs, from 0 to 1: a history of any length has both */
  span: readonly [from: number, to: number];
  /** part of all newcomers that it brings */
  share: number;
  channels: readonly Weighed<Channel>[];
  /** euros a day for a history of `PEOPLE`, as are the next two in all; more people cost more */
  spend: number;
  budget: number;
  expected_sales: number;
  coupon?: string;
}

/** How many a campaign's money is meant for. */
export const PEOPLE = 500;

const link = (source: string, medium: string, campaign: string, rest = ''): string =>
  `utm_source=${source}&utm_medium=${medium}&utm_campaign=${campaign}${rest}`;

/** Begins with warm attention from search, and pays. */
const SPRING: Campaign = {
  ...{ id: 'spring', name: 'Spring in the bowl', span: [0.25, 0.42], share: 0.14 },
  ...{ spend: 6, budget: 140, expected_sales: 300 },
  channels: [
    [
      3,
      {
        ...{ id: 'spring_search', quality: 1.5, network: 'google_ads' },
        referrer: 'https://www.google.com/',
        query: link('google', 'cpc', 'spring', '&utm_term=kitten+food&gclid={id}'),
      },
    ],
    [
      1,
      {
        ...{ id: 'spring_letter', quality: 1.7 },
        query: link('partner-letter', 'email', 'spring'),
      },
    ],
  ],
};

/** Brings a crowd that looks at prices, and buys with the coupon or not at all. */
const BLACK_FRIDAY: Campaign = {
  ...{ id: 'black-friday', name: 'Black Friday', span: [0.8, 0.88], share: 0.16 },
  ...{ spend: 12, budget: 120, expected_sales: 250, coupon: 'MEOW10' },
  channels: [
    [
      3,
      {
        ...{ id: 'black_social', quality: 0.5, network: 'meta' },
        referrer: 'https://l.facebook.com/',
        query: link('facebook', 'paid_social', 'black-friday', '&utm_content=ten-off&fbclid={id}'),
      },
    ],
    [
      2,
      {
        ...{ id: 'black_search', quality: 1, network: 'google_ads' },
        referrer: 'https://www.google.com/',
        query: link('google', 'cpc', 'black-friday', '&utm_content=ten-off&gclid={id}'),
      },
    ],
  ],
};

export const CAMPAIGNS: readonly Campaign[] = [SPRING, BLACK_FRIDAY];

/** First and last moment of a campaign within a history, milliseconds since 1970. */
export function runOf({ span }: Campaign, from: number, until: number): [number, number] {
  const [begin, end] = span.map((part) => from + part * (until - from));
  return [begin ?? from, end ?? until];
}
