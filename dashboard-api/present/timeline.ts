/** A stretch of a person's log as timeline items in one total order, newest first. */
import type { RulesSince } from '../../collector/engine/document.ts';
import {
  type CanonicalEvent,
  type Compiled,
  type Model,
  type Move,
  movesSince,
  type Order,
  replay,
  type Visit,
} from '../../collector/engine/index.ts';
import type { Segment } from '../queries/log.ts';
import { toMajor } from './money.ts';
import { toPoints } from './points.ts';
import type { LadderMove } from './schemas/moves.ts';
import type { TimelineItem } from './schemas/timeline.ts';
import { toRfc3339 } from './time.ts';

/**
 * The place of an item: moment, rank, name. Within one instant a visit comes before the event that
 * opened it, then the order and the moves it caused; the newest end is the last of them.
 */
export type Place = readonly [at: number, rank: number, name: string];

export interface Entry<Item extends TimelineItem = TimelineItem> {
  place: Place;
  item: Item;
}

type ItemOf<Kind extends TimelineItem['kind']> = Extract<TimelineItem, { kind: Kind }>;

const RANK = { visit: 0, event: 1, order: 2, move: 3 } as const;

/** Newest first; 0 only for the same item. */
export function comparePlaces(a: Place, b: Place): number {
  if (a[0] !== b[0]) return b[0] - a[0];
  if (a[1] !== b[1]) return b[1] - a[1];
  return a[2] === b[2] ? 0 : a[2] < b[2] ? 1 : -1;
}

/** A visitor id without the alias's prefix; `s:server` stays as it is. */
export const toVisitorId = (device: string): string =>
  device.startsWith('d:') ? device.slice(2) : device;

function eventEntry({ ts, offset_min: _, agent: __, ...event }: CanonicalEvent): Entry {
  const item: TimelineItem = {
    kind: 'event',
    at: toRfc3339(ts),
    ...event,
    device: toVisitorId(event.device),
    verified: event.verified ?? false,
    bot: event.bot ?? false,
  };
  return { place: [ts, RANK.event, `${event.id} ${event.device}`], item };
}

/** A visit stands where it began. */
export function visitEntry({
  start,
  last,
  offset_min: _,
  ...visit
}: Visit): Entry<ItemOf<'visit'>> {
  const item: ItemOf<'visit'> = {
    kind: 'visit',
    at: toRfc3339(start),
    last: toRfc3339(last),
    ...visit,
    device: toVisitorId(visit.device),
  };
  return { place: [start, RANK.visit, ''], item };
}

/** An order stands where it was first placed; amounts are decimals of its currency. */
export function orderEntry(order: Order): Entry<ItemOf<'order'>> {
  const { at, offset_min: _, value_minor, refunded_minor, ...rest } = order;
  const item: ItemOf<'order'> = {
    kind: 'order',
    at: toRfc3339(at),
    ...rest,
    value: toMajor(value_minor, order.currency),
    refunded: toMajor(refunded_minor, order.currency),
  };
  return { place: [at, RANK.order, order.order_id], item };
}

function direction(model: Model, { kind, from, to }: Move): 'up' | 'down' | null {
  const steps = kind === 'rung' ? model.ladder : model.grades;
  const place = (id: string) => steps.findIndex((step) => step.id === id);
  if (place(from) < 0 || place(to) < 0) return null;
  return place(to) > place(from) ? 'up' : 'down';
}

/** @param model by whose order of places it went up or down */
export function presentMove(model: Model, move: Move): Omit<LadderMove, 'person'> {
  const { kind, at, from, to, cause, score, model: version } = move;
  return {
    at: toRfc3339(at),
    kind,
    from,
    to,
    direction: direction(model, move),
    cause,
    score: toPoints(score),
    model: version,
  };
}

/** @param model the one that the move was made under */
export function moveEntry(model: Model, move: Move): Entry {
  const { kind, at, from, to } = move;
  const { kind: of, ...told } = presentMove(model, move);
  const item: TimelineItem = { ...told, kind: 'move', of };
  return { place: [at, RANK.move, `${kind} ${from} ${to}`], item };
}

/**
 * Everything that began in a segment. Visits and orders that the checkpoint already knows belong
 * to an earlier one. Moves from before the last change of rules are none of these rules' business.
 */
export function entriesOf(
  compiled: Compiled,
  segment: Segment,
  since: RulesSince | undefined,
): Entry[] {
  const { base, events, until } = segment;
  const replayed = replay(compiled, base, events, until);
  const { visits, orders } = replayed;
  const told = movesSince(since, base.at, replayed, compiled.version);
  const moves = since?.rung && until < since.at ? [] : told;
  const known = new Set(base.orders.map(({ order_id }) => order_id));
  return [
    ...events.map(eventEntry),
    ...visits.filter(({ start }) => start !== base.visit?.start).map(visitEntry),
    ...orders.filter(({ order_id }) => !known.has(order_id)).map(orderEntry),
    ...moves.map((move) => moveEntry(compiled.model, move)),
  ];
}
