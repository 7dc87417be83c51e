/** Where a visitor comes from: the page before, what was searched for, the campaign, the advertisement. */
import { domainOf, lists, SEARCH_PARAMS, withoutPersonal } from '../core/address.ts';
import { campaignQuery, readArrival } from '../core/arrival.ts';
import { record } from '../effects/record.ts';
import { options } from '../effects/settings.ts';
import { from, setFrom } from '../effects/visitor.ts';

const TERM_LENGTH = 200;

/** Query parameters of search engines that still tell what was searched for. */
const KEYWORD_PARAMS = 'q,query,text,wd,p';

/** Origin and path of the page before, unless that is the site's own; its query never travels. */
export function readReferrer(): [props?: object | '' | undefined, referrer?: string] {
  const { referrer } = document;
  if (!referrer) return [];
  const { hostname, origin, pathname, search } = new URL(referrer);
  if (isOwn(hostname)) return [];
  const keyword = termOf(search, KEYWORD_PARAMS);
  return [
    keyword && { keyword: withoutPersonal(keyword, TERM_LENGTH) },
    withoutPersonal(origin + pathname),
  ];
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
  recordSearch(termOf(search, SEARCH_PARAMS));
}

let searched: string | undefined;

/** Once for a term: its further result pages are the same search. */
export function recordSearch(text?: string): void {
  const term = text && withoutPersonal(text, TERM_LENGTH);
  if (term && term !== searched) record('search', { term });
  searched = term;
}

/** The first of these parameters that says something. */
function termOf(search: string, names: string): string | undefined {
  const query = new URLSearchParams(search);
  for (const name of names.split(',')) if (query.get(name)) return query.get(name) as string;
  return undefined;
}
