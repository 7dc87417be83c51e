/**
 * Pure: which days are to be counted anew when a person's rows have changed. What a day comes to
 * depends on the person's days before it too (first visits, gaps, what led to an order), so from the
 * earliest change on it is every day on which there is something of theirs.
 */
import { localDay } from '../engine/index.ts';
import type { Compared, Moment, Rows } from './rows.ts';
import { offsetMinutes } from './time-zone.ts';

export interface Marks {
  /** what has changed, as it was and as it is */
  changed: Moment[];
  /** whatever the person has from the day of this moment on is counted anew; Infinity for nothing */
  from: number;
  /** what they have now */
  had: Moment[];
  /** orders of which other people's copies may count now, or no longer */
  orders: string[];
}

type Told = Moment & { key: string; text: string };

/** Everything that is counted, by what tells one from the other. The end of a visit changes nothing. */
function toldOf({ visits, moves, orders, acts }: Rows): Told[] {
  return [
    ...visits.map(({ ended: _, ...visit }) => told('visit', visit.start, visit, visit.offset_min)),
    ...moves.map((move) => told(`${move.kind} ${move.to}`, move.at, move)),
    ...orders.map((order) => told(`order ${order.order_id}`, order.at, order, order.offset_min)),
    ...acts.map((act) => told(act.event, act.at, act, act.offset_min)),
  ];
}

function told(key: string, at: number, row: object, offset_min?: number): Told {
  const moment = offset_min === undefined ? { at } : { at, offset_min };
  return { ...moment, key: `${at} ${key}`, text: JSON.stringify(row) };
}

export function marksOf(before: Rows, after: Rows, compared: Compared): Marks {
  const { since = Infinity, noticed = Infinity, everyOrder = false } = compared;
  const [was, is] = [toldOf(before), toldOf(after)];
  const old = new Map(was.map((one) => [one.key, one.text]));
  const now = new Map(is.map((one) => [one.key, one.text]));
  const changed = [
    ...was.filter(({ key, text }) => now.get(key) !== text),
    ...is.filter(({ key, text }) => everyOrder || old.get(key) !== text),
  ];
  const moved = sameMembers(before.segments, after.segments) ? Infinity : noticed;
  const ids = changed.flatMap(({ key }) => /^-?\d+ order (.*)$/s.exec(key)?.[1] ?? []);
  return {
    changed,
    from: changed.reduce((first, { at }) => Math.min(first, at), Math.min(since, moved)),
    had: [...is, ...after.others],
    orders: [...new Set(ids)],
  };
}

const sameMembers = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));

export function joinMarks(a: Marks, b: Marks): Marks {
  return {
    changed: [...a.changed, ...b.changed],
    from: Math.min(a.from, b.from),
    had: [...a.had, ...b.had],
    orders: [...a.orders, ...b.orders],
  };
}

/** The days, since 1970, each once. */
export function daysOf({ changed, from, had }: Marks, timeZone: string): number[] {
  const dayOf = ({ at, offset_min = offsetMinutes(timeZone, at) }: Moment): number =>
    localDay(at, offset_min);
  const days = new Set(changed.map(dayOf));
  const first = from === Infinity ? Infinity : dayOf({ at: from });
  for (const moment of had) {
    const day = dayOf(moment);
    if (day >= first) days.add(day);
  }
  return [...days];
}
