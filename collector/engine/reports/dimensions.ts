/** What a visit is told apart by: one item in each dimension. */
import { pathOf } from '../glob.ts';
import { cutText } from '../text-fold.ts';
import type { Visit } from '../types.ts';
import { type Dimension, NONE } from './types.ts';

/** Longest name of an item, UTF-16 code units: an address may be as long as it likes. */
export const ITEM_LENGTH = 200;

type Named = string | undefined;

const joined = (...parts: Named[]): string => parts.filter((part) => part).join(' / ');

const ITEMS: Readonly<Record<Exclude<Dimension, 'all' | 'plan'>, (visit: Visit) => Named>> = {
  channel: ({ source }) => source.channel,
  referrer: ({ source }) => source.source,
  keyword: ({ source }) => source.term,
  campaign: ({ source }) => source.campaign,
  ad: ({ source: { network, source, content } }) =>
    network || content ? joined(network || source, content) : undefined,
  country: ({ country }) => country,
  region: ({ country, region }) => region && joined(country, region),
  landing: ({ landing }) => landing && pathOf(landing),
  device: ({ agent }) => agent?.device,
};

export type Items = Readonly<Record<Dimension, string>>;

/**
 * The items of a visit.
 *
 * @param plan id of the owner's campaign that it belongs to, or `(none)`
 * @example itemsOf(visit, NONE).region // 'DE / Bavaria'
 */
export function itemsOf(visit: Visit, plan: string): Items {
  const named = Object.entries(ITEMS).map(([dimension, itemOf]) => {
    const item = itemOf(visit);
    return [dimension, item ? cutText(item, ITEM_LENGTH) : NONE];
  });
  return { all: '', plan, ...Object.fromEntries(named) } as Items;
}
