/** What a site may set, and what it gets when it says nothing. */
import type { List } from './address.ts';

/**
 * Options of `init`. In the tag each one is an attribute (`data-idle="30000"`) or a parameter of its
 * address (`rung.js?site=KEY&consent=pending`); names are written alike, in lower case.
 */
export interface Options {
  /** The site's write key. Needed. */
  site: string;
  /**
   * Origin of the collector. Default: where the script came from; in the npm package the page's own
   * origin. Set it when the collector lives elsewhere.
   */
  host?: string;
  /** Path of the collector's ingest address. Default `/e`. Set it when a proxy of yours renames it. */
  path?: string;
  /**
   * What holds until the visitor has decided. Default `granted`. `pending` stores and sends nothing
   * before `consent('granted')`, which then also records what happened on this page so far.
   */
  consent?: Consent;
  /**
   * The consent banner whose word counts: `google` (Consent Mode v2, `analytics_storage`) or `tcf`
   * (IAB TCF v2, purposes 1 and 8). Until it speaks consent is `pending`, unless you say otherwise.
   * Default none.
   */
  cmp?: 'google' | 'tcf';
  /** Treats Global Privacy Control as a refusal. Default true. */
  gpc?: boolean;
  /** Treats Do Not Track as a refusal. Default false, since browsers withdrew it. */
  dnt?: boolean;
  /** Records page views by itself. Default true. False for those who call `page()`. */
  auto?: boolean;
  /** The fragment tells pages apart (`/#/pricing`). Default false. */
  hash?: boolean;
  /** Paths where nothing is recorded, `*` stands for anything: `/admin/*`. Default none. */
  exclude?: List;
  /**
   * Query parameters that belong to a page's address; all others are cut. Default: the usual ids and
   * search terms. Never list one that can hold a name, an address or a token.
   */
  params?: List;
  /**
   * Further domains of yours (`example.net`): links to them do not lead out, they are no referrers,
   * and a visitor who follows a link between them stays the same one. List them on each of them.
   */
  domains?: List;
  /** Selectors of advertisements on your pages, beside `data-rung-ad` and the usual markup. */
  ads?: string;
  /** Sends e-mail addresses as they are, not only their SHA-256. Default false. */
  email?: boolean;
  /** Lets the collector keep the visitor in an HttpOnly cookie; it must run under your domain. */
  cookie?: boolean;
  /** Milliseconds without activity after which reading no longer counts. Default 60,000. */
  idle?: number;
  /**
   * Milliseconds that an event waits for others before it is sent. Default 5,000. Shorter means more
   * requests and a quicker standing.
   */
  wait?: number;
}

export type Consent = 'granted' | 'denied' | 'pending';
