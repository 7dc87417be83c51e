/** A referrer's address → its host, the page without its query, and the site if it is a known one. */

import { type KnownSite, SITES } from './origin-tables.ts';
import { tidyText } from './tidy-json.ts';

export interface Referrer {
  host: string;
  /** origin and path: the query may hold what is nobody's business */
  page: string;
  site?: KnownSite;
  /** what was searched for, where the engine still tells */
  keyword?: string;
}

const WEB = new Set(['http:', 'https:']);
const KEYWORD_LENGTH = 200;

/** Undefined for none and for what is no address of the web or of an Android app. */
export function readReferrer(text: string | undefined): Referrer | undefined {
  const url = text ? parse(text) : undefined;
  if (!url) return undefined;
  const host = url.hostname.toLowerCase();
  const site = knownSite(host);
  const keyword = site?.keyword?.map((name) => url.searchParams.get(name)).find(Boolean);
  return {
    host,
    page: `${url.protocol}//${url.host}${url.pathname}`,
    ...(site && { site }),
    ...(keyword && { keyword: tidyText(keyword.slice(0, KEYWORD_LENGTH)) }),
  };
}

function parse(text: string): URL | undefined {
  const url = URL.parse(text);
  if (!url?.hostname) return undefined;
  return WEB.has(url.protocol) || url.protocol === 'android-app:' ? url : undefined;
}

/**
 * The longest name of the table that the host ends in. `google.` stands for Google under any
 * public suffix: the label before a suffix of one or two short labels.
 */
export function knownSite(host: string): KnownSite | undefined {
  const labels = host.split('.').slice(-LABELS);
  for (let i = 0; i < labels.length; i += 1) {
    const known = SITES.get(labels.slice(i).join('.')) ?? underSuffix(labels, i);
    if (known) return known;
  }
  return undefined;
}

/** No name of the table has more labels, its suffix included; a made-up host may have a thousand. */
const LABELS = 6;
const SUFFIX = /^([a-z]{2,3}|com?\.[a-z]{2}|[a-z]{2}\.com)$/;

function underSuffix(labels: string[], i: number): KnownSite | undefined {
  const known = SITES.get(`${labels[i]}.`);
  return known && SUFFIX.test(labels.slice(i + 1).join('.')) ? known : undefined;
}

/** Whether a host is one of the site's own, a subdomain of one, or the domain above one. */
export function isOwnHost(host: string, own: readonly string[]): boolean {
  const bare = withoutWww(host);
  return own.some((name) => {
    const other = withoutWww(name.toLowerCase());
    return bare === other || bare.endsWith(`.${other}`) || other.endsWith(`.${bare}`);
  });
}

const withoutWww = (host: string): string => host.replace(/^www\./, '');
