/** Where a visitor comes from: the page before, what was searched for, the campaign, the advertisement. */
import { domainOf, lists, SEARCH_PARAMS, withoutPersonal } from '../core/address.ts';
import { readArrival } from '../core/arrival.ts';
import { record } from '../effects/record.ts';
import { state } from '../effects/state.ts';

const TERM_LENGTH = 200;

/** Query parameters of search engines that still tell what was searched for. */
const KEYWORD_PARAMS = 'q,query,text,wd,p';

/** Origin and path of the page before, unless that is the site's own; its query never travels. */
export function readReferrer(): [props?: object | undefined, referrer?: string] {
  const { referrer } = document;
  if (!referrer) return [];
  const { hostname, origin, pathname, searchParams } = new URL(referrer);
  if (isOwn(hostname)) return [];
  const keyword = termOf(searchParams, KEYWORD_PARAMS);
  return [keyword ? { keyword } : undefined, withoutPersonal(origin + pathname)];
}

/** The site itself, a sister under the same domain, or one of the owner's other domains. */
export function isOwn(host: string): boolean {
  const domain = domainOf(host);
  return domain === domainOf(location.hostname) || lists(state.options_.domains ?? '', domain);
}

/**
 * What the address tells: a campaign becomes the visit's, and its advertisement counts once, also on
 * reload; a page that shows results names the search.
 */
export function recordAddress(): void {
  const query = new URLSearchParams(location.search);
  const arrival = readArrival(query);
  if (arrival && JSON.stringify(arrival.from_) !== JSON.stringify(state.from_)) {
    state.from_ = arrival.from_;
    if (arrival.ad_) record('ad_click', arrival.ad_);
  }
  const term = termOf(query, SEARCH_PARAMS);
  if (term) record('search', { term });
}

function termOf(query: URLSearchParams, names: string): string | undefined {
  const found = names.split(',').find((name) => query.get(name));
  return found && withoutPersonal(query.get(found) ?? '', TERM_LENGTH);
}
