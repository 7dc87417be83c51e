/** Visits of one device: when they begin, how they go on, and in which order their events arrive. */
import type { Arrival, WebEvent } from './arrivals.ts';
import { type Dice, idOf } from './dice.ts';
import { beginOf, DAY, HOUR, MINUTE, wallClock } from './local-time.ts';
import { boughtAt, type Deal } from './purchases.ts';
import { DOINGS, PAGES, type Place, WAYS_IN } from './shop.ts';

export interface Device {
  visitor: string;
  agent: string;
  place: Place;
}

export interface Span {
  zone: string;
  from: number;
  end: number;
}

/** Changes of the clock in the zones and years of the histories, to the instant. */
const CLOCK_CHANGES = [
  Date.UTC(2026, 2, 29, 1),
  Date.UTC(2026, 9, 25, 1),
  Date.UTC(2021, 2, 21, 20, 30),
  Date.UTC(2021, 8, 21, 19, 30),
  Date.UTC(2026, 2, 8, 5, 30),
  Date.UTC(2025, 10, 2, 4, 30),
  Date.UTC(2026, 3, 4, 14),
  Date.UTC(2025, 8, 27, 14),
];

const GAP = 30 * MINUTE;
/** A browser's event may be 30 days late; some are almost. */
const LATEST = 29 * DAY;
const SECOND = 1000;

/** All that a device sends, as requests. */
export function visitsOf(dice: Dice, span: Span, device: Device, known: Deal[]): Arrival[] {
  const events: WebEvent[] = [];
  for (let left = dice.pick([1, 1, 2, 3, 4, 5, 7]); left > 0; left--) {
    const begin = beginning(dice, span, events);
    events.push(...visitAt(dice, span, begin, device, known));
  }
  return requestsOf(dice, span, device, events);
}

function beginning(dice: Dice, { zone, from, end }: Span, before: WebEvent[]): number {
  const anywhere = dice.int(from, end - 2 * HOUR);
  const last = before.at(-1)?.ts ?? anywhere;
  const { day } = wallClock(zone, anywhere);
  const midnight = beginOf(zone, day) + dice.pick([-1, 0, 1, -SECOND]) * dice.pick([1, 9 * MINUTE]);
  const changes = CLOCK_CHANGES.filter((at) => at > from + HOUR && at < end - DAY);
  const change = changes.length > 0 ? dice.pick(changes) : midnight;
  const moments = [
    anywhere,
    anywhere,
    anywhere,
    midnight,
    change + dice.pick([-HOUR, -MINUTE, -1, 0, 1, HOUR]),
    last + dice.pick([GAP, GAP + 1, GAP - 1, GAP + MINUTE]),
    last + dice.int(HOUR, 14 * HOUR),
    last + dice.int(-2 * HOUR, 2 * HOUR),
  ];
  return Math.min(end - MINUTE, Math.max(from, dice.pick(moments)));
}

function visitAt(dice: Dice, span: Span, begin: number, device: Device, known: Deal[]): WebEvent[] {
  const way = dice.pick(WAYS_IN);
  const landing = `https://shop.example${dice.pick(PAGES)}${way.query ?? ''}`;
  const { referrer, props } = way;
  const first = view(dice, begin, landing);
  const events = [{ ...first, ...(referrer && { referrer }), ...(props && { props }) }];
  let ts = begin;
  for (let left = dice.int(0, 5); left > 0; left--) {
    ts += dice.pick([0, SECOND, 40 * SECOND, 4 * MINUTE, 17 * MINUTE, GAP, GAP - 1]);
    if (ts > span.end - MINUTE) break;
    events.push(...doingsAt(dice, span, ts, device, known));
  }
  return events as WebEvent[];
}

const view = (dice: Dice, ts: number, url: string): WebEvent => ({
  id: idOf(dice, ts),
  type: 'page_view',
  ts,
  url,
});

function doingsAt(
  dice: Dice,
  span: Span,
  ts: number,
  { visitor }: Device,
  known: Deal[],
): WebEvent[] {
  const url = `https://shop.example${dice.pick(PAGES)}`;
  if (dice.chance(0.25)) return [view(dice, ts, url)];
  // An ad in the middle of a visit: its first source stays.
  if (dice.chance(0.06)) return [view(dice, ts, `${url}${dice.pick(WAYS_IN).query ?? ''}`)];
  if (dice.chance(0.2)) {
    const deals = boughtAt(dice, ts, span.end, visitor, known);
    return deals.map((deal) => ({ id: idOf(dice, deal.ts), url, ...deal }));
  }
  const [type, props] = dice.pick(DOINGS);
  return [{ id: idOf(dice, ts), type, ts, url, ...(props && { props: props as Deal['props'] }) }];
}

/** Some events alone, some together; what is hours apart never travels together. */
function requestsOf(dice: Dice, { end }: Span, device: Device, events: WebEvent[]): Arrival[] {
  const batches: WebEvent[][] = [];
  for (const event of events) {
    const batch = batches.at(-1);
    const near = batch?.every(({ ts }) => Math.abs(event.ts - ts) < 6 * HOUR);
    if (batch && near && dice.chance(0.4)) batch.push(event);
    else batches.push([event]);
  }
  return batches.map((batch) => requestOf(dice, end, device, batch));
}

function requestOf(dice: Dice, end: number, device: Device, events: WebEvent[]): Arrival {
  const times = events.map(({ ts }) => ts);
  const [oldest, newest] = [Math.min(...times), Math.max(...times)];
  const latest = Math.min(end, oldest + LATEST);
  const late = dice.chance(0.2) && latest > newest;
  const at = late ? dice.int(newest, latest) : Math.min(end, newest + dice.int(0, 5 * SECOND));
  return { door: 'page', at, ...device, events };
}
