/** Pure: what of a unit of work is worth telling the owner's other programs. */
import {
  type Compiled,
  currencyExponent,
  explain,
  type Move,
  type Order,
  QUIET_DAYS,
  replay,
} from '../engine/index.ts';
import type { Settled } from './settle.ts';
import type { Owner } from './write-rows.ts';

export const MESSAGE_TYPES = ['standing.changed', 'lead.strong', 'purchase'] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** A message of the Standard Webhooks form: https://www.standardwebhooks.com */
export interface Message {
  /** names the fact: the same one found again has the same id, and is told once */
  id: string;
  type: string;
  body: { type: string; timestamp: string; data: Record<string, unknown> };
}

const DAY = 86_400_000;
/** What is learned of later than this is history: an import tells nobody. */
const NEWS_MS = 3 * DAY;
/** At most one `lead.strong` a person in each such stretch of days. */
const CAP_MS = 7 * DAY;

/** Messages of one person, as of when they were settled. */
export function messagesOf(
  model: Compiled,
  { person }: Owner,
  settled: Settled,
  now: number,
): Message[] {
  const { moves, orders } = settled.changes;
  const told = moves.put.filter((move) => move.at > now - NEWS_MS && mayAlert(move));
  const bought = orders.put.filter((order) => order.at > now - NEWS_MS);
  return [
    ...told.map((move) => standingChanged(person, move)),
    ...told
      .filter((move) => isRise(model, move) && !isQuiet(model, settled, move))
      .map((move) => leadStrong(model, person, settled, move)),
    ...bought.map((order) => purchase(person, order)),
  ];
}

/** A change of the rules is news only when the owner asked for it. */
const mayAlert = ({ cause }: Move): boolean => cause.by !== 'model' || cause.alert === true;

const isRise = (model: Compiled, { kind, to }: Move): boolean =>
  kind === 'grade' && to === model.grades.at(-1)?.id;

/** Who has just bought is not called at once. */
function isQuiet(model: Compiled, { doc }: Settled, move: Move): boolean {
  const { orders } = replay(model, doc.base, doc.tail, doc.noticed).state;
  return orders.some(({ at }) => at <= move.at && at > move.at - QUIET_DAYS * DAY);
}

function standingChanged(person: string, move: Move): Message {
  const { kind, at, from, to, cause, score, model } = move;
  const data = { person, kind, from, to, cause, score: score / 100, model };
  return message('standing.changed', at, at, [person, kind, to], data);
}

function leadStrong(model: Compiled, person: string, { doc, standing }: Settled, move: Move) {
  const { rung } = standing;
  const why = explain(model, doc.base, doc.tail, Math.max(move.at, doc.base.at)).sentence;
  const data = { person, grade: move.to, rung, score: move.score / 100, cause: move.cause, why };
  const stretch = Math.floor(move.at / CAP_MS) * CAP_MS;
  return message('lead.strong', stretch, move.at, [person], { ...data, model: move.model });
}

function purchase(person: string, order: Order): Message {
  const { order_id, at, value_minor, currency, items, coupon, verified } = order;
  const value = value_minor / 10 ** currencyExponent(currency);
  const data = { person, order_id, value, currency, items, ...(coupon && { coupon }), verified };
  return message('purchase', at, at, [person, order_id], data);
}

function message(
  type: MessageType,
  slot: number,
  at: number,
  names: readonly string[],
  data: Record<string, unknown>,
): Message {
  const id = `msg_${slot.toString(16).padStart(12, '0')}${digest([type, ...names].join('\n'))}`;
  return { id, type, body: { type, timestamp: new Date(at).toISOString(), data } };
}

/** 64 bits of FNV-1a, in two halves: tells facts of one moment apart, and keeps no secret. */
function digest(text: string): string {
  const half = (seed: number): string => {
    let hash = seed;
    for (let i = 0; i < text.length; i += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    }
    return (hash >>> 0).toString(16).padStart(8, '0');
  };
  return half(0x811c9dc5) + half(0x9747b28c);
}
