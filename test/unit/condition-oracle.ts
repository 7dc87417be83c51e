/**
 * Whether a condition holds at an instant, straight from its definition and the whole log: slow,
 * without memory, and written apart from the engine that it judges.
 */
import type { CanonicalEvent, Condition, Match, Position } from '../../collector/engine/index.ts';
import { DAY, HOUR, MINUTE } from './histories.ts';

interface Bounds {
  at_least?: number;
  at_most?: number;
  above?: number;
  below?: number;
}
type MatchKey =
  | 'before'
  | 'ratio'
  | 'to'
  | 'count'
  | 'distinct'
  | 'sum'
  | 'last'
  | 'span'
  | 'open'
  | 'closed_by';
type TextKey = 'of' | 'by' | 'group' | 'trait' | 'person' | 'orders' | 'currency' | 'is';
/** Any leaf, with the keys of all. */
interface Leaf extends Record<MatchKey, Match>, Record<TextKey, string>, Bounds {
  within_days?: number;
  over_days?: number;
  hours: number;
  at_least_days: number;
  verified?: true;
  seen: { within_days: number };
  score: Bounds;
}
interface Scene {
  /** events up to the instant that move the person */
  log: CanonicalEvent[];
  at: number;
  position: Position & { groups: Record<string, number> };
}
interface NaiveOrder {
  at: number;
  id: string;
  value: number;
  refunded: number;
  currency: string;
  coupon: boolean;
  verified: boolean;
}

const idOf = (event: CanonicalEvent): string => String(event.props?.order_id);
const isOf = (event: CanonicalEvent, type: string): boolean => event.type === type;

/** Orders as a bookkeeper would tell them, and which events were only copies. */
function bookkeeping(log: readonly CanonicalEvent[]) {
  const orders = new Map<string, NaiveOrder>();
  const idle = new Set<CanonicalEvent>();
  for (const event of log) {
    const known = orders.get(idOf(event));
    const value = event.props?.value as number | undefined;
    if (isOf(event, 'purchase')) {
      const verified = event.verified === true;
      if (known) idle.add(event);
      if (known && (known.verified || !verified)) continue;
      const sold = { value: value ?? 0, currency: String(event.props?.currency), verified };
      const refunded = Math.min(known?.refunded ?? 0, sold.value);
      const coupon = event.props?.coupon !== undefined;
      orders.set(idOf(event), {
        at: known?.at ?? event.ts,
        id: idOf(event),
        ...sold,
        refunded,
        coupon,
      });
    } else if (isOf(event, 'refund')) {
      const may = known && (event.verified || !known.verified) && known.refunded < known.value;
      if (!may) idle.add(event);
      else known.refunded = Math.min(known.value, known.refunded + (value ?? known.value));
    }
  }
  return { orders: [...orders.values()], idle };
}

const live = (order: NaiveOrder): boolean => order.refunded === 0 || order.refunded < order.value;

function within(value: number, { at_least, at_most, above, below }: Bounds): boolean {
  return (
    value >= (at_least ?? -Infinity) - 1e-9 &&
    value <= (at_most ?? Infinity) + 1e-9 &&
    value > (above ?? -Infinity) &&
    value < (below ?? Infinity)
  );
}

/** A count without bounds asks for at least one. */
const orOne = (leaf: Leaf): Bounds =>
  leaf.at_least === undefined && leaf.at_most === undefined ? { at_least: 1 } : leaf;

function counted(scene: Scene): CanonicalEvent[] {
  const { idle } = bookkeeping(scene.log);
  return scene.log.filter((event) => !idle.has(event));
}

function matching(scene: Scene, match: Match, from = -Infinity, to = Infinity): CanonicalEvent[] {
  const types = [match.event].flat();
  return counted(scene).filter(
    (event) =>
      (types.includes('*') || types.includes(event.type)) &&
      (match.where === undefined || event.url?.endsWith('/pricing') === true) &&
      event.ts > from &&
      event.ts < to,
  );
}

const windowStart = (scene: Scene, leaf: { within_days?: number }): number =>
  scene.at - (leaf.within_days ?? Infinity) * DAY;
const propOf = (event: CanonicalEvent, path: string): unknown => event.props?.[path.slice(6)];
const sumOf = (events: CanonicalEvent[], path: string): number =>
  events.reduce((sum, event) => sum + Math.max(0, (propOf(event, path) as number) ?? 0), 0);
const dayOf = (event: CanonicalEvent): number =>
  Math.floor((event.ts + event.offset_min * MINUTE) / DAY);

function orderMeasure(scene: Scene, leaf: Leaf): number | undefined {
  const from = windowStart(scene, leaf);
  const orders = bookkeeping(scene.log)
    .orders.filter((order) => live(order) && order.at > from && (order.verified || !leaf.verified))
    .sort((a, b) => a.at - b.at);
  const [first, last] = [orders[0], orders.at(-1)];
  if (leaf.orders === 'count') return orders.length;
  if (leaf.orders === 'span_days') return first && last && (last.at - first.at) / DAY;
  if (leaf.orders === 'coupon_share') {
    return first && orders.filter((order) => order.coupon).length / orders.length;
  }
  return orders
    .filter((order) => order.currency === leaf.currency)
    .reduce((sum, order) => sum + order.value - order.refunded, 0);
}

/** The last trait, address or subscription that the log gives. */
function fact(scene: Scene, leaf: Leaf): boolean {
  const last = <T>(read: (event: CanonicalEvent) => T | undefined): T | undefined =>
    scene.log.map(read).findLast((value) => value !== undefined);
  if ('trait' in leaf) {
    const traits = (event: CanonicalEvent) =>
      event.props?.traits as Record<string, string> | undefined;
    return last((event) => traits(event)?.[leaf.trait]) === leaf.is;
  }
  if ('person' in leaf) return scene.log.some((event) => isOf(event, 'newsletter_signup'));
  const active = last((event) =>
    isOf(event, 'newsletter_signup')
      ? true
      : isOf(event, 'newsletter_unsubscribe')
        ? false
        : undefined,
  );
  return active === true;
}

const byOwner = (event: CanonicalEvent): boolean =>
  ['complaint_resolved', 'refund'].includes(event.type) ||
  (event.device === 's:server' && isOf(event, 'identify'));

/** One definition a kind, told by a key. */
const DEFINITIONS: Record<string, (scene: Scene, leaf: Leaf) => boolean> = {
  before: (scene, leaf) =>
    matching(scene, leaf.before, windowStart(scene, leaf)).some((event) => {
      const order = bookkeeping(scene.log).orders.find(({ id }) => id === idOf(event));
      const earlier = scene.log.slice(0, scene.log.indexOf(event));
      const spent = matching({ ...scene, log: earlier }, leaf.sum, event.ts - leaf.hours * HOUR);
      return order && live(order) && within(sumOf(spent, leaf.of), leaf);
    }),
  ratio: (scene, leaf) => {
    const from = windowStart(scene, leaf);
    const to = matching(scene, leaf.to, from).length;
    return to > 0 && within(matching(scene, leaf.ratio, from).length / to, leaf);
  },
  count: (scene, leaf) =>
    within(matching(scene, leaf.count, windowStart(scene, leaf)).length, orOne(leaf)),
  distinct: (scene, leaf) => {
    const events = matching(scene, leaf.distinct, windowStart(scene, leaf));
    const values = events.map((event) =>
      leaf.by === 'day' ? dayOf(event) : propOf(event, leaf.by),
    );
    return within(new Set(values.filter((value) => value !== undefined)).size, orOne(leaf));
  },
  sum: (scene, leaf) =>
    within(sumOf(matching(scene, leaf.sum, windowStart(scene, leaf)), leaf.of), leaf),
  last: (scene, leaf) => {
    const last = matching(scene, leaf.last).at(-1);
    const from = windowStart(scene, leaf);
    return (
      last !== undefined && last.ts > from && last.ts <= scene.at - (leaf.over_days ?? 0) * DAY
    );
  },
  span: (scene, leaf) => {
    const events = matching(scene, leaf.span, windowStart(scene, leaf));
    const [first, last] = [events[0], events.at(-1)];
    return (
      first !== undefined && last !== undefined && last.ts - first.ts >= leaf.at_least_days * DAY
    );
  },
  open: (scene, leaf) => {
    const closing = matching(scene, leaf.closed_by).at(-1);
    return matching(scene, leaf.open, windowStart(scene, leaf)).some(
      (event) => !closing || scene.log.indexOf(closing) < scene.log.indexOf(event),
    );
  },
  seen: (scene, leaf) => {
    const from = windowStart(scene, leaf.seen);
    return scene.log.some((event) => event.ts > from && !byOwner(event));
  },
  trait: fact,
  person: fact,
  subscription: fact,
  score: (scene, leaf) => within(scene.position.score / 100, leaf.score),
  group: (scene, leaf) => within((scene.position.groups[leaf.group] ?? 0) / 100, leaf),
  orders: (scene, leaf) => {
    const measure = orderMeasure(scene, leaf);
    return measure !== undefined && within(measure, leaf);
  },
};

/** Whether the condition holds at `scene.at`. */
export function holdsByDefinition(condition: Condition, scene: Scene): boolean {
  if ('all' in condition) return condition.all.every((part) => holdsByDefinition(part, scene));
  if ('any' in condition) return condition.any.some((part) => holdsByDefinition(part, scene));
  if ('not' in condition) return !holdsByDefinition(condition.not, scene);
  const kind = Object.keys(DEFINITIONS).find((key) => key in condition) as string;
  return DEFINITIONS[kind]?.(scene, condition as never) === true;
}
