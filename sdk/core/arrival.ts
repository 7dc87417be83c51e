/** Which campaign and which advertisement brought a visitor here, read from the address. */
import type { Context } from '../wire.ts';

const UTM = /^utm_(source|medium|campaign|term|content|id)$/;

/**
 * Click ids, in the group those that only advertising networks add. The others are also on links
 * that nobody paid for (shared posts, newsletters), so they prove no advertisement.
 */
const CLICK_ID =
  /^(?:(gclid|[gw]braid|dclid|msclkid|ttclid|twclid|li_fat_id|yclid|rdt_cid|epik|ScCid)|fbclid|igshid|mc_cid)$/;

/** `utm_medium` of paid traffic, after GA4's default channel groups. */
const PAID_MEDIUM = /^(cp.|ppc|p4p|retargeting|display|banner|interstitial|expandable|paid.*)$/i;

const VALUE_LENGTH = 200;

export interface Arrival {
  /** what the visit's requests say about its campaign */
  from_: Pick<Context, 'campaign' | 'click_ids'>;
  /** properties of the `ad_click`, when an advertisement brought the visitor */
  ad_: object | undefined;
}

/**
 * Nothing when the address names neither a campaign nor a click. Without a source the network is
 * named by its click id.
 */
export function readArrival(query: Iterable<[string, string]>): Arrival | undefined {
  const from: { campaign?: Record<string, string>; click_ids?: Record<string, string> } = {};
  let paid: string | undefined;
  for (const [name, text] of query) {
    const value = text.slice(0, VALUE_LENGTH);
    const utm = UTM.exec(name)?.[1];
    const clickId = CLICK_ID.exec(name);
    if (utm) from.campaign = { ...from.campaign, [utm]: value };
    if (clickId) from.click_ids = { ...from.click_ids, [name]: value };
    paid = clickId?.[1] ?? paid;
  }
  const { campaign, click_ids } = from;
  if (!campaign && !click_ids) return undefined;
  const { source = paid, medium = '' } = campaign ?? {};
  const ad = { kind: 'arrival', network: source, campaign: campaign?.campaign };
  return { from_: from, ad_: paid || PAID_MEDIUM.test(medium) ? ad : undefined };
}
