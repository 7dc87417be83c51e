/** What the people of a history do, and when the site hears of it. */
import type { Arrival } from './arrivals.ts';
import { type Dice, idOf } from './dice.ts';
import { DAY, HOUR, MINUTE } from './local-time.ts';
import { type Deal, ordersOf } from './purchases.ts';
import { AGENTS, PLACES, ROBOT, TOLD } from './shop.ts';
import { type Device, type Span, visitsOf } from './sittings.ts';

const PEOPLE = { min: 9, max: 14 };
const MONTH = 30 * DAY;

type Kind =
  | 'browser'
  | 'user'
  | 'joined'
  | 'unlinked'
  | 'server'
  | 'robot'
  | 'late_robot'
  | 'erased';
const KINDS: readonly Kind[] = [
  'browser',
  'browser',
  'browser',
  'browser',
  'user',
  'user',
  'user',
  'joined',
  'joined',
  'unlinked',
  'server',
  'server',
  'robot',
  'late_robot',
  'erased',
];

/** Everything that arrives, in no order. */
export function livesOf(dice: Dice, span: Span): Arrival[] {
  const known: Deal[] = [];
  const people = dice.int(PEOPLE.min, PEOPLE.max);
  return Array.from({ length: people }, (_, i) => lifeOf(dice, span, `${i}`, known)).flat();
}

function lifeOf(dice: Dice, span: Span, name: string, known: Deal[]): Arrival[] {
  const kind = dice.pick(KINDS);
  const user = kind === 'browser' && dice.chance(0.8) ? undefined : `user-${name}`;
  if (kind === 'server') return toldOf(dice, span, user ?? '', known);
  const devices = deviceNames(kind, name).map((visitor) => deviceOf(dice, visitor, kind));
  const begun = { ...span, from: dice.int(span.from, span.end - 3 * DAY) };
  const visits = devices.flatMap((device) => visitsOf(dice, begun, device, known));
  const told = user ? toldOf(dice, begun, user, known) : [];
  const server = told.slice(0, dice.int(0, told.length));
  return [
    ...visits,
    ...(user ? [...namings(dice, begun, devices, user), ...server] : []),
    ...verdicts(dice, begun, devices, kind),
  ];
}

const deviceNames = (kind: Kind, name: string): string[] =>
  kind === 'joined' || kind === 'unlinked'
    ? [`visitor-${name}-a`, `visitor-${name}-b`]
    : [`visitor-${name}-a`];

const deviceOf = (dice: Dice, visitor: string, kind: Kind): Device => ({
  visitor,
  agent: kind === 'robot' ? ROBOT : dice.pick(AGENTS),
  place: dice.pick(PLACES),
});

/** Each device says whose it is, with a signature or by the server's word. */
function namings(dice: Dice, span: Span, devices: Device[], user: string): Arrival[] {
  return devices.map(({ visitor, agent, place }): Arrival => {
    const at = dice.int(span.from, span.end - HOUR);
    const named = { userId: user, anonymousId: visitor, messageId: `${visitor} is ${user}` };
    if (dice.chance(0.4)) {
      return { door: 'server', at, message: { type: 'identify', ...named } };
    }
    const proves = { user, id: idOf(dice, at) };
    return { door: 'page', at, visitor, agent, place, events: [], proves };
  });
}

/** What the owner says of devices once they have done something. */
function verdicts(dice: Dice, span: Span, devices: Device[], kind: Kind): Arrival[] {
  const acts = { unlinked: 'unlink', late_robot: 'bot', erased: 'erase' } as const;
  const act = acts[kind as keyof typeof acts];
  const visitor = devices.at(-1)?.visitor;
  if (!act || !visitor) return [];
  const at = dice.int(span.end - 2 * DAY, span.end - 2 * HOUR);
  const verdict: Arrival = { door: 'owner', at, visitor, act };
  const mercy: Arrival = { ...verdict, at: at + HOUR, act: 'person' };
  return act === 'bot' && dice.chance(0.3) ? [verdict, mercy] : [verdict];
}

/** What the owner's server tells of a user: months ago, or at any time since. */
function toldOf(dice: Dice, span: Span, userId: string, known: Deal[]): Arrival[] {
  const count = dice.int(0, 3);
  const acts = Array.from({ length: count }, (_, i): Arrival => {
    const ts = dice.int(span.from, span.end - MINUTE);
    const [event, properties = {}] = dice.pick(TOLD);
    const messageId = `${userId} act ${i}`;
    return toldAt(dice, span, ts, { type: 'track', userId, event, properties, messageId });
  });
  const since = dice.chance(0.3) ? span.from - dice.int(1, 25) * MONTH : span.from;
  const deals = ordersOf(dice, { from: since, end: span.end }, userId, known);
  const orders = deals.map(({ ts, type, props }, i) => {
    const messageId = `${userId} deal ${i}`;
    const message = { type: 'track', userId, event: type, properties: props, messageId };
    return toldAt(dice, span, ts, message);
  });
  return [...acts, ...orders];
}

/** Servers tell at once, or some day; of the time before the history at its begin or later. */
function toldAt(dice: Dice, span: Span, ts: number, message: Record<string, unknown>): Arrival {
  const soonest = Math.max(ts, span.from);
  const at = dice.chance(0.6) ? soonest : dice.int(soonest, span.end - 1);
  return { door: 'server', at, message: { ...message, timestamp: new Date(ts).toISOString() } };
}
