/** Visits, found again in the log from what the words say of them. */
import type { CanonicalEvent, Source } from '../../../collector/engine/index.ts';
import { MINUTE, type WallClock, wallClock } from './local-time.ts';

const GAP = 30 * MINUTE;
const NOTHING = '(none)';

export interface Sitting extends WallClock {
  person: string;
  start: number;
  last: number;
  events: CanonicalEvent[];
  /** no other one of the person came before */
  first: boolean;
  source: Source;
  /** path of the first page */
  landing: string | undefined;
  /** what it is told apart by, by dimension; the owner's campaign is added by `recompute.ts` */
  items: Record<string, string>;
}

/** What happens on a page: servers and mail providers tell of what happens elsewhere. */
const onPage = ({ device, type, url }: CanonicalEvent): boolean =>
  device !== 's:server' && (type === 'page_view' || url !== undefined);

/** @param log of one person, in order, without software's events */
export function sittingsOf(person: string, log: CanonicalEvent[], zone: string): Sitting[] {
  const groups: CanonicalEvent[][] = [];
  for (const event of log.filter(onPage)) {
    const group = groups.at(-1);
    const before = group?.at(-1)?.ts ?? Number.NEGATIVE_INFINITY;
    if (group && event.ts - before <= GAP) group.push(event);
    else groups.push([event]);
  }
  return groups.map((events, i) => sittingOf(person, events, zone, i === 0));
}

function sittingOf(
  person: string,
  events: CanonicalEvent[],
  zone: string,
  first: boolean,
): Sitting {
  const start = events[0]?.ts ?? 0;
  const last = events.at(-1)?.ts ?? 0;
  const told = events.flatMap(({ source }) => (source ? [source] : []));
  const source = told.find(({ channel }) => channel !== 'direct') ?? { channel: 'direct' as const };
  const views = events.filter(({ type }) => type === 'page_view');
  const url = views.find((view) => view.url !== undefined)?.url;
  const landing = url === undefined ? undefined : new URL(url).pathname;
  const items = itemsOf(source, views, landing);
  const clock = wallClock(zone, start);
  return { person, start, last, events, first, source, landing, items, ...clock };
}

function itemsOf(
  source: Source,
  views: CanonicalEvent[],
  landing: string | undefined,
): Record<string, string> {
  const place = views.find(({ country }) => country !== undefined);
  const device = views.find(({ agent }) => agent !== undefined)?.agent?.device;
  const advert = source.network !== undefined || source.content !== undefined;
  const ad = [source.network ?? source.source, source.content].filter((part) => part !== undefined);
  return {
    all: '',
    channel: source.channel,
    referrer: source.source ?? NOTHING,
    keyword: source.term ?? NOTHING,
    campaign: source.campaign ?? NOTHING,
    ad: advert ? ad.join(' / ') : NOTHING,
    country: place?.country ?? NOTHING,
    region: place?.region === undefined ? NOTHING : `${place.country} / ${place.region}`,
    landing: landing ?? NOTHING,
    device: device ?? NOTHING,
  };
}

/** Within it an order makes the visit a buying one. */
export const isDuring = (at: number, { start, last }: Sitting): boolean =>
  at >= start && at <= last + GAP;
