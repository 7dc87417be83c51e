/** A checked event of the own format and what its request tells → the canonical event. */
import type { Context, WireEvent } from '../../sdk/wire.ts';
import type { Proof } from '../engine/document.ts';
import type { CanonicalEvent } from '../engine/index.ts';
import { addressOf } from '../store/addresses.ts';
import { isSigned } from '../store/signature.ts';
import { offsetMinutes } from '../store/time-zone.ts';
import { readAgent } from './agent.ts';
import { correctTime } from './clock.ts';
import { kindOfId, ownId } from './event-id.ts';
import { fileOf } from './file-name.ts';
import { readSource } from './source.ts';

/** What a request says about all its events. Its IP address is not among it. */
export interface RequestFacts {
  receivedAt: number;
  /** from {@link clockSkew}, milliseconds */
  skew: number;
  /** `d:VISITOR` */
  device: string;
  ctx: Context;
  userAgent: string | null;
  /** the platform's word on the country, if it has one */
  country: string | undefined;
}

/** What the site says about all its events. */
export interface SiteFacts {
  site: string;
  signingKey: string;
  timeZone: string;
  /** host names of the site's origins */
  ownHosts: readonly string[];
}

/** An event with what its identity props mean, worked out before the store is asked. */
export interface EnrichedEvent {
  event: CanonicalEvent;
  /** `e:SHA256` of the address it gives */
  address?: string;
  /** the user id of an `identify` that names somebody */
  user?: string;
  /** what vouches for the user id */
  proof?: Proof;
}

/** Works out what the site and the request say about an event that `checkEvent` has let pass. */
export async function enrich(
  wire: WireEvent,
  request: RequestFacts,
  site: SiteFacts,
): Promise<EnrichedEvent> {
  const ts = correctTime(wire.ts, request.skew, request.receivedAt);
  const { agent, bot } = readAgent(request.userAgent);
  const user = userOf(wire);
  const proof = await proofOf(wire, user, request, site);
  const event: CanonicalEvent = {
    id: kindOfId(wire.id) === 'v7' ? wire.id.toLowerCase() : await ownId(wire.id, wire.ts),
    type: wire.type,
    ts,
    device: request.device,
    offset_min: offsetMinutes(site.timeZone, ts),
    url: wire.url,
    ...(wire.title && { title: wire.title }),
    ...(wire.type === 'page_view' && viewFacts(wire, request, site, agent)),
    ...propsOf(wire),
    ...(proof && { verified: true as const }),
    ...((bot || request.ctx.webdriver) && { bot: true as const }),
  };
  const address = await addressOf(wire);
  return { event, ...(address && { address }), ...(user && { user }), ...(proof && { proof }) };
}

/** A signature holds when it arrives in time: one that waited in a queue for too long is a claim. */
async function proofOf(
  wire: WireEvent,
  user: string | undefined,
  { receivedAt }: RequestFacts,
  { site, signingKey }: SiteFacts,
): Promise<Proof | undefined> {
  const signature = wire.props?.signature;
  if (user === undefined || signature === undefined) return undefined;
  const holds = await isSigned(signingKey, { site, user }, signature, receivedAt);
  return holds ? 'signature' : undefined;
}

function viewFacts(
  wire: WireEvent,
  request: RequestFacts,
  site: SiteFacts,
  agent: NonNullable<CanonicalEvent['agent']>,
): Pick<CanonicalEvent, 'source' | 'country' | 'agent'> {
  const source = readSource({
    url: wire.url,
    referrer: wire.referrer,
    keyword: typeof wire.props?.keyword === 'string' ? wire.props.keyword : undefined,
    campaign: request.ctx.campaign,
    clickIds: request.ctx.click_ids,
    ownHosts: site.ownHosts,
  });
  return {
    ...(source && { source }),
    ...(request.country && { country: request.country }),
    ...(Object.keys(agent).length > 0 && { agent }),
  };
}

/** A signature is a credential: it is looked at and not kept. */
function propsOf(wire: WireEvent): Pick<CanonicalEvent, 'props'> {
  const { signature: _, ...kept } = wire.props ?? {};
  const file = wire.type === 'file_download' && { ...fileOf(kept.href), ...kept };
  const props = file || (wire.type === 'identify' ? kept : wire.props);
  return props && Object.keys(props).length > 0 ? { props } : {};
}

/** What programs send when nobody is signed in: it names nobody and links nobody. */
const NOBODY = new Set([
  '',
  '0',
  '-1',
  'null',
  'undefined',
  'none',
  'nil',
  'nan',
  'false',
  'true',
  'guest',
  'anonymous',
  'anon',
  'unknown',
  'user',
  '[object object]',
]);

/** The user id that an `identify` names; undefined when it names nobody. */
export function userOf(wire: WireEvent): string | undefined {
  const id = wire.type === 'identify' ? wire.props?.user_id : undefined;
  if (typeof id !== 'string') return undefined;
  const name = id.trim();
  return NOBODY.has(name.toLowerCase()) ? undefined : name;
}

const NO_COUNTRY = new Set(['XX', 'T1']);

/** ISO 3166-1 alpha-2, or nothing for what the platform does not know or for Tor. */
export function countryOf(value: unknown): string | undefined {
  const known = typeof value === 'string' && /^[A-Z]{2}$/.test(value) && !NO_COUNTRY.has(value);
  return known ? value : undefined;
}
