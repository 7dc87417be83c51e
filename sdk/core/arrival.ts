/** Which campaign and which advertisement brought a visitor here, read from the address. */
import type { Context } from '../wire.ts';
import { keepPairs } from './address.ts';

/**
 * The parameters that campaigns and advertising networks add. The second group is that of the
 * networks (gclid, dclid, msclkid, ttclid, twclid, yclid …); the others' ids are also on links that
 * nobody paid for (shared posts, newsletters), so they prove no advertisement.
 */
const CAMPAIGN =
  /^(?:utm_(\w+)|((?!fb)\w+clk?id|[gw]braid|li_fat_id|rdt_cid|epik|ScCid)|fbclid|igshid|mc_cid)$/;

/** `utm_medium` of paid traffic, after GA4's default channel groups. */
const PAID_MEDIUM = /^(cp.$|pp|p4p|retarget|display|banner|interst|expand|paid)/i;

/** The part of a query that tells what brought a visit; empty when nothing does. */
export function campaignQuery(search: string): string {
  return keepPairs(search, CAMPAIGN);
}

export type Arrival = [
  /** what the visit's requests say about its campaign */
  from: Pick<Context, 'campaign' | 'click_ids'>,
  /** properties of the `ad_click`, when an advertisement brought the visitor */
  ad: object | '' | false | undefined,
];

/**
 * Without a source the network is named by its click id.
 *
 * @param query of {@link campaignQuery}
 */
export function readArrival(query: Iterable<[string, string]>): Arrival {
  const campaign: Record<string, string> = {};
  const click_ids: Record<string, string> = {};
  let paid: string | undefined;
  for (const [name, text] of query) {
    const [, utm, network] = CAMPAIGN.exec(name) ?? [];
    if (utm) campaign[utm] = text;
    else click_ids[name] = text;
    paid = network ?? paid;
  }
  return [
    { campaign, click_ids },
    (paid || PAID_MEDIUM.test(campaign.medium ?? '')) && {
      kind: 'arrival',
      network: campaign.source ?? paid,
      campaign: campaign.campaign,
    },
  ];
}
