/** Where a visitor comes from: the page before, what was searched for, the campaign, the advertisement. */
import { domainOf, lists, SEARCH_PARAMS, withoutPersonal } from '../core/address.ts';
import { campaignQuery, readArrival } from '../core/arrival.ts';
import { record } from '../effects/record.ts';
import { options } from '../effects/settings.ts';
import { from, setFrom } from '../effects/visitor.ts';
import type { WireEvent } from '../wire.ts';

const TERM_LENGTH = 200;

/** Origin and path of the page before, unless that is the site's own; its query never travels. */
export function readReferrer(): [props?: object | undefined, more?: Partial<WireEvent>] {
  const from = new URL(document.referrer || location.href);
  if (isOwn(from.hostname)) return [];
  const keyword = readTerm(from.search);
  const referrer = withoutPersonal(from.origin + from.pathname);
  return [keyword ? { keyword } : undefined, { referrer }];
}

/** Whose a host is: the site's own or a sister's, another domain of the owner's, or a stranger's. */
export function isOwn(host: string): 'site' | 'linked' | false {
  const domain = domainOf(host);
  if (domain === domainOf(location.hostname)) return 'site';
  return lists(options.domains, domain) && 'linked';
}

/**
 * What the address tells: a campaign becomes the visit's, and its advertisement counts once, also on
 * reload; a page that shows results names the search.
 */
export function recordAddress(): void {
  const { search } = location;
  const query = campaignQuery(search);
  if (query && query !== from) {
    setFrom(query);
    const { ad_ } = readArrival(new URLSearchParams(query));
    if (ad_) record('ad_click', ad_);
  }
  recordSearch(readTerm(search));
}

let searched: string | undefined;

/** Once for a term: its further result pages are the same search. */
export function recordSearch(term?: string): void {
  if (term && term !== searched) record('search', { term });
  searched = term;
}

/** What a query says was searched for. */
function readTerm(search: string): string | undefined {
  for (const [name, text] of new URLSearchParams(search)) {
    if (text && lists(SEARCH_PARAMS, name)) return withoutPersonal(text, TERM_LENGTH);
  }
  return undefined;
}
