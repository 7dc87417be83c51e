/** A checked event and what its request tells → the canonical event. */
import type { Context } from '../../sdk/wire.ts';
import type { Proof } from '../engine/document.ts';
import type { CanonicalEvent } from '../engine/index.ts';
import { addressOf } from '../store/addresses.ts';
import { isSigned } from '../store/signature.ts';
import { offsetMinutes } from '../store/time-zone.ts';
import { readAgent } from './agent.ts';
import type { CheckedEvent } from './check-event.ts';
import { correctTime } from './clock.ts';
import { markOf, ownId } from './event-id.ts';
import { fileOf } from './file-name.ts';
import { nameOfUser } from './nobody.ts';
import type { Place } from './place.ts';
import { scrubEvent } from './scrub.ts';
import { readSource } from './source.ts';

/** What a request says about all its events. Its IP address is not among it. */
export interface RequestFacts {
  receivedAt: number;
  /** from {@link clockSkew}, milliseconds */
  skew: number;
  /** the name by which the person is looked up: `d:VISITOR`, `u:USER` or `e:SHA256` */
  alias: string;
  /** `d:VISITOR`, or `s:server` for what happened on no device */
  device: string;
  /** the user id that the request names beside its events */
  user?: string;
  ctx: Context;
  /** null where nobody's browser spoke */
  userAgent: string | null;
  place: Place;
  /** whoever tells of the events, or the platform, takes their sender for software */
  software?: boolean;
}

/** What the site says about all its events. */
export interface SiteFacts {
  site: string;
  signingKey: string;
  timeZone: string;
  /** host names of the site's origins */
  ownHosts: readonly string[];
  /** the request came with a secret key */
  trusted: boolean;
}

/** An event with what its identity props mean, worked out before the store is asked. */
export interface EnrichedEvent {
  event: CanonicalEvent;
  /** what its copies have in common: see `event-id.ts` */
  mark: string;
  /** `e:SHA256` of the address it gives */
  address?: string;
  /** the user id that it names */
  user?: string;
  /** what vouches for the user id */
  proof?: Proof;
}

/** Works out what the site and the request say about an event that `checkEvent` has let pass. */
export async function enrich(
  wire: CheckedEvent,
  request: RequestFacts,
  site: SiteFacts,
): Promise<EnrichedEvent> {
  const ts = correctTime(wire.ts, request.skew, request.receivedAt);
  const { agent, bot } = readAgent(request.userAgent);
  const user = userOf(wire, request);
  const proof = await proofOf(wire, user, request, site);
  const mark = await markOf(wire.id);
  const event = scrubEvent({
    id: ownId(mark, wire.ts),
    type: wire.type,
    ts,
    device: request.device,
    offset_min: offsetMinutes(site.timeZone, ts),
    ...(wire.url !== undefined && { url: wire.url }),
    ...(wire.title && { title: wire.title }),
    ...(wire.type === 'page_view' && viewFacts(wire, request, site, agent)),
    ...propsOf(wire),
    ...((proof || site.trusted) && { verified: true as const }),
    ...((bot || request.ctx.webdriver || request.software) && { bot: true as const }),
  });
  const address = await addressOf(wire);
  return {
    event,
    mark,
    ...(address && { address }),
    ...(user && { user }),
    ...(proof && { proof }),
  };
}

/** A signature holds when it arrives in time: one that waited in a queue for too long is a claim. */
async function proofOf(
  wire: CheckedEvent,
  user: string | undefined,
  { receivedAt }: RequestFacts,
  { site, signingKey, trusted }: SiteFacts,
): Promise<Proof | undefined> {
  const signature = wire.props?.signature;
  if (user === undefined) return undefined;
  if (trusted) return 'secret_key';
  if (signature === undefined) return undefined;
  const holds = await isSigned(signingKey, { site, user }, signature, receivedAt);
  return holds ? 'signature' : undefined;
}

function viewFacts(
  wire: CheckedEvent,
  request: RequestFacts,
  site: SiteFacts,
  agent: NonNullable<CanonicalEvent['agent']>,
): Pick<CanonicalEvent, 'source' | keyof Place | 'agent'> {
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
    ...request.place,
    ...(Object.keys(agent).length > 0 && { agent }),
  };
}

/** A signature is a credential: it is looked at and not kept. */
function propsOf(wire: CheckedEvent): Pick<CanonicalEvent, 'props'> {
  const { signature: _, ...kept } = wire.props ?? {};
  const file = wire.type === 'file_download' && { ...fileOf(kept.href), ...kept };
  const props = file || (wire.type === 'identify' ? kept : wire.props);
  return props && Object.keys(props).length > 0 ? { props } : {};
}

/** The user id that a request or its `identify` names; undefined when they name nobody. */
export function userOf(
  { type, props }: Pick<CheckedEvent, 'type' | 'props'>,
  { user }: Pick<RequestFacts, 'user'>,
): string | undefined {
  return user ?? (type === 'identify' ? nameOfUser(props?.user_id) : undefined);
}

/** Below it the platform is all but sure: https://developers.cloudflare.com/bots/concepts/bot-score/ */
const LIKELY_SOFTWARE = 30;

/** What the platform's bot management says of a request, on plans that have it; 0 is no score. */
export function isSoftware(request: object): boolean {
  const { cf } = request as { cf?: { botManagement?: Readonly<Record<string, unknown>> } };
  const { score, verifiedBot } = cf?.botManagement ?? {};
  const low = typeof score === 'number' && score >= 1 && score < LIKELY_SOFTWARE;
  return low || verifiedBot === true;
}
