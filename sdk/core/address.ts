/** What of an address may travel: no e-mail, no token, no query parameter that is not listed. */
import { LIMITS } from '../wire.ts';

/** An array, or names with commas between them (as attributes of the tag have it). */
export type List = readonly string[] | string;

/** Query parameters that hold what a visitor searched for on the site, GA4's list. */
export const SEARCH_PARAMS = 'q,s,search,query,keyword';

/** Parameters that say which page it is and never who reads it. */
export const PAGE_PARAMS = 'id,p,page,product,category,cat,tag,lang,variant';

/** An e-mail; a token: 20 and more letters with a capital and a digit, or 24 hexadecimal digits. */
const PERSONAL =
  /[^\s/?#&=:]+(@|%40)[^\s/?#&=:]+|\b(?=[\w-]*\d)(?=[\w-]*[A-Z]|[\da-f]{24})[\w-]{20,}/g;

/** A site's own part of a host name: `shop.example.co.uk` belongs to `example.co.uk`. */
const OWN_DOMAIN = /[^.]+(\.(com?|net|org|ac|gov|edu)\.\w\w|\.[^.]+)$/;

/** The parts of an address that matter, as `URL` and `location` name them. */
export interface Address {
  origin: string;
  pathname: string;
  search: string;
  hash: string;
}

/** What stays of an address. */
interface Kept {
  /** names of the query parameters */
  params?: List;
  /** whether the fragment is part of the address (a site that routes by it) */
  hash?: boolean;
}

/** An address as it may travel. */
export function cleanUrl(address: Address, { params, hash }: Kept): string {
  const query = keepPairs(address.search, patternOf(params));
  const fragment = hash ? address.hash.split('?')[0] : '';
  return withoutPersonal(address.origin + address.pathname + (query && `?${query}`) + fragment);
}

/** The pairs of a query whose names are wanted, as they are written there. */
export function keepPairs(search: string, wanted: RegExp): string {
  const pairs = search.slice(1).split('&');
  return pairs.filter((pair) => wanted.test(pair.split('=')[0] as string)).join('&');
}

/** Replaces e-mails and tokens by `*`, and cuts what is longer than an address may be. */
export function withoutPersonal(text: string): string {
  return text.replace(PERSONAL, '*').slice(0, LIMITS.urlLength);
}

/** The domain that a site's host names share; cookies set there reach all of them. */
export function domainOf(host: string): string {
  return OWN_DOMAIN.exec(host)?.[0] ?? host;
}

/** Matches what a list names; in its entries `*` stands for anything. */
export function patternOf(list: List | undefined): RegExp {
  return RegExp(`^(${`${list}`.replace(/,/g, '|').replace(/\*/g, '.*')})$`);
}
