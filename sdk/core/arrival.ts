/** Which campaign and which advertisement brought a visitor here, read from the address. */
import type { Context } from '../wire.ts';
import { keepPairs } from './address.ts';

/**
 * The parameters that campaigns and advertising networks add. The second group is that of the
 * networks; the others' ids are also on links that nobody paid for (shared posts, newsletters), so
 * they prove no advertisement.
 */
const CAMPAIGN =
  /^(?:utm_(source|medium|campaign|term|content|id)|(gclid|[gw]braid|dclid|msclkid|ttclid|twclid|li_fat_id|yclid|rdt_cid|epik|ScCid)|fbclid|igshid|mc_cid)$/;

/** `utm_medium` of paid traffic, after GA4's default channel groups. */
const PAID_MEDIUM = /^(cp.|ppc|p4p|retargeting|display|banner|interstitial|expandable|paid.*)$/i;

const VALUE_LENGTH = 200;

/** The part of a query that tells what brought a visit; empty when nothing does. */
export function campaignQuery(search: string): string {
  return keepPairs(search, (name) => CAMPAIGN.test(name));
}

export interface Arrival {
  /** what the visit's requests say about its campaign */
  from_: Pick<Context, 'campaign' | 'click_ids'>;
  /** properties of the `ad_click`, when an advertisement brought the visitor */
  ad_: object | false;
}

/**
 * Without a source the network is named by its click id.
 *
 * @param query of {@link campaignQuery}
 */
export function readArrival(query: Iterable<[string, string]>): Arrival {
  const from: { campaign?: Record<string, string>; click_ids?: Record<string, string> } = {};
  let paid: string | undefined;
  for (const [name, text] of query) {
    const [, utm, network] = CAMPAIGN.exec(name) ?? [];
    const part = utm ? 'campaign' : 'click_ids';
    from[part] = { ...from[part], [utm ?? name]: text.slice(0, VALUE_LENGTH) };
    paid = network ?? paid;
  }
  const { source = paid, medium = '', campaign } = from.campaign ?? {};
  return {
    from_: from,
    ad_: (!!paid || PAID_MEDIUM.test(medium)) && { kind: 'arrival', network: source, campaign },
  };
}
