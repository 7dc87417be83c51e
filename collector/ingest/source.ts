/** What brought a visitor to a page: campaign, click id and referrer → one source with a channel. */
import type { Campaign } from '../../sdk/wire.ts';
import type { Channel, Source } from '../engine/index.ts';
import { CLICK_IDS, type ClickId, MEDIA, PAID, UNPAID } from './campaign-tables.ts';
import { type KnownSite, SITE_NAMES, SOURCE_SPELLINGS } from './origin-tables.ts';
import { isOwnHost, knownSite, type Referrer, readReferrer } from './referrer.ts';
import { tidyText } from './tidy-json.ts';

export interface Arrival {
  /** address of the page; a view in an app has none */
  url: string | undefined;
  referrer?: string | undefined;
  /** what the script read in the referrer's query, which it does not send */
  keyword?: string | undefined;
  /** the visit's campaign, for pages whose address no longer carries it */
  campaign?: Campaign | undefined;
  clickIds?: Readonly<Record<string, string>> | undefined;
  /** host names of the site, beside the page's own */
  ownHosts: readonly string[];
}

const UTM = ['source', 'medium', 'campaign', 'term', 'content'] as const;
const VALUE_LENGTH = 200;

/**
 * The source of a page view, or undefined when the visitor came from the site itself or from
 * nowhere that can be known. A campaign says more than a click id, a click id more than a referrer.
 */
export function readSource(arrival: Arrival): Source | undefined {
  const page = arrival.url === undefined ? undefined : new URL(arrival.url);
  const query = page?.searchParams ?? new URLSearchParams();
  const own = [...(page ? [page.hostname] : []), ...arrival.ownHosts];
  const referrer = readReferrer(arrival.referrer);
  const outside = referrer && !isOwnHost(referrer.host, own) ? referrer : undefined;
  const campaign = readCampaign(query) ?? clean(arrival.campaign);
  const click = readClick(query, arrival.clickIds);
  if (!campaign && !click && !outside) return undefined;
  const searched = outside?.keyword ?? (outside?.site?.kind === 'search' && arrival.keyword);
  return join({ term: searched || undefined, ...campaign }, click, outside);
}

type Named = { [K in keyof Campaign]: Campaign[K] | undefined };

function join(campaign: Named, click: ClickId | undefined, referrer?: Referrer): Source {
  const { medium, campaign: name, content, term } = campaign;
  const source = nameOf(campaign, click, referrer);
  return {
    channel: channelOf(campaign, click, referrer?.site),
    ...(source && { source }),
    ...(medium && { medium }),
    ...(name && { campaign: name }),
    ...(term && { term }),
    ...(content && { content }),
    ...(referrer && { referrer: referrer.page }),
    ...(click && { network: click.network }),
  };
}

const nameOf = (campaign: Named, click?: ClickId, referrer?: Referrer): string | undefined =>
  campaign.source ?? click?.source ?? referrer?.site?.name ?? referrer?.host.replace(/^www\./, '');

function channelOf(campaign: Named, click?: ClickId, site?: KnownSite): Channel {
  const medium = campaign.medium?.trim().toLowerCase() ?? '';
  const said = MEDIA.find(([pattern]) => pattern.test(medium))?.[1];
  const named = siteNamed(campaign.source) ?? (campaign.source ? undefined : site);
  if (said === 'paid') return paidChannel(named, click);
  if (said === 'organic') return UNPAID[named?.kind ?? 'search'];
  if (said) return said;
  if (click) return click.channel;
  if (named) return UNPAID[named.kind];
  return campaign.source && /newsletter|e-?mail/i.test(campaign.source) ? 'email' : 'referral';
}

/** A paid click from a site that the table does not know: the click id tells, else it is search. */
function paidChannel(named: KnownSite | undefined, click: ClickId | undefined): Channel {
  if (named) return PAID[named.kind];
  if (click?.channel === 'social') return 'paid_social';
  return click?.channel ?? 'paid_search';
}

function siteNamed(source: string | undefined): KnownSite | undefined {
  const name = source?.trim().toLowerCase();
  if (!name) return undefined;
  const known = SITE_NAMES.get(SOURCE_SPELLINGS.get(name) ?? name);
  // Some name the host: `utm_source=chatgpt.com`.
  return known ?? (name.includes('.') ? knownSite(name) : undefined);
}

function readCampaign(query: URLSearchParams): Campaign | undefined {
  if (query.size === 0) return undefined;
  return clean(Object.fromEntries(UTM.map((key) => [key, query.get(`utm_${key}`) ?? ''])));
}

/** Without what is empty; undefined when nothing is left. */
function clean(campaign: Campaign | undefined): Campaign | undefined {
  const kept = UTM.flatMap((key) => {
    const value = tidyText(campaign?.[key] ?? '')
      .trim()
      .slice(0, VALUE_LENGTH)
      .toWellFormed();
    return value ? [[key, value] as const] : [];
  });
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

function readClick(
  query: URLSearchParams,
  ids: Readonly<Record<string, string>> | undefined,
): ClickId | undefined {
  if (query.size === 0 && !ids) return undefined;
  for (const [name, click] of CLICK_IDS) {
    if (query.get(name) || ids?.[name]) return click;
  }
  return undefined;
}
