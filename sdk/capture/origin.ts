/** Where a visitor comes from: the page before, what was searched for, the campaign, the advertisement. */
import { domainOf, patternOf, SEARCH_PARAMS, withoutPersonal } from '../core/address.ts';
import { campaignQuery, readArrival } from '../core/arrival.ts';
import { record } from '../effects/record.ts';
import { options } from '../effects/settings.ts';
import { from, setFrom } from '../effects/visit.ts';
import type { Props, WireEvent } from '../wire.ts';

const TERM_LENGTH = 200;

/** Origin and path of the page before, unless that is the site's own; its query never travels. */
export function readReferrer(): Partial<WireEvent> | false {
  const { hostname, origin, pathname, search } = new URL(document.referrer || location.href);
  return (
    !isOwn(hostname) && {
      referrer: withoutPersonal(origin + pathname),
      props: { keyword: readTerm(search) } as Props,
    }
  );
}

/** Whose a host is: the site's own or a sister's, another domain of the owner's, or a stranger's. */
export function isOwn(host: string): 'site' | 'linked' | false {
  const domain = domainOf(host);
  if (domain === domainOf(location.hostname)) return 'site';
  return patternOf(options.domains).test(domain) && 'linked';
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
    const [, ad] = readArrival(new URLSearchParams(query));
    if (ad) record('ad_click', ad);
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
    if (text && patternOf(SEARCH_PARAMS).test(name))
      return withoutPersonal(text).slice(0, TERM_LENGTH);
  }
  return undefined;
}
