/** What a change of the log changes in the rows beside the document: two replays, compared by key. */
import { type Act, type Move, type Order, VISIT_GAP_MS, type Visit } from '../engine/index.ts';
import { type Marks, marksOf } from './marks.ts';
import type { Compared, Rows } from './rows.ts';

export interface VisitChanges {
  /** rows to insert, or to overwrite where the start is the same */
  put: Visit[];
  /** starts of visits that go on after all: their row may be an ended one */
  reopen: number[];
  /** starts of visits that are none */
  remove: number[];
}

export interface Changes {
  visits: VisitChanges;
  moves: { put: Move[]; remove: Move[] };
  orders: { put: Order[]; remove: string[] };
  acts: { put: Act[]; remove: Act[] };
  segments: Crossing;
  /** what the person is found by */
  words: Crossing;
  /** what is to be counted anew */
  marks: Marks;
}

/** Rows that are nothing but their key. */
interface Crossing {
  enter: string[];
  leave: string[];
}

export function difference(before: Rows, after: Rows, compared: Compared): Changes {
  const { until, everyOrder = false, everyWord = false } = compared;
  const words = crossing(before.words, after.words);
  return {
    visits: visitChanges(before.visits, after.visits, until),
    moves: keyed(before.moves, after.moves, ({ at, kind, to }) => `${at} ${kind} ${to}`),
    orders: orderChanges(before.orders, after.orders, everyOrder),
    acts: keyed(before.acts, after.acts, ({ event }) => event),
    marks: marksOf(before, after, compared),
    segments: crossing(before.segments, after.segments),
    words: everyWord ? { ...words, enter: [...after.words] } : words,
  };
}

function crossing(before: readonly string[], after: readonly string[]): Crossing {
  const [was, is] = [new Set(before), new Set(after)];
  return {
    enter: after.filter((one) => !was.has(one)),
    leave: before.filter((one) => !is.has(one)),
  };
}

/** A visit's row is written when it begins and when it has ended, and not in between. */
function visitChanges(
  before: readonly Visit[],
  after: readonly Visit[],
  until: number,
): VisitChanges {
  const changes: VisitChanges = { put: [], reopen: [], remove: [] };
  const old = new Map(before.map((visit) => [visit.start, visit]));
  for (const visit of after) {
    const was = old.get(visit.start);
    old.delete(visit.start);
    if (!was || (visit.ended && !same(was, visit))) changes.put.push(visit);
    else if (!visit.ended && mayBeClosed(was, until)) changes.reopen.push(visit.start);
  }
  changes.remove = [...old.keys()];
  return changes;
}

/** Cron closes a visit's row without touching the person. */
const mayBeClosed = (was: Visit, until: number): boolean =>
  was.ended || was.last + VISIT_GAP_MS < until;

/**
 * An order that an earlier copy moves in time is taken out and put in anew: its time is indexed,
 * and naming an indexed column in an update costs a row each time.
 */
function orderChanges(before: readonly Order[], after: readonly Order[], all: boolean) {
  const { put: other, remove } = keyed(before, after, (order) => order.order_id);
  const put = all ? after : other;
  const times = new Map(before.map(({ order_id, at }) => [order_id, at]));
  const moved = put.filter(({ order_id, at }) => (times.get(order_id) ?? at) !== at);
  return { put: [...put], remove: [...remove, ...moved].map((order) => order.order_id) };
}

function keyed<Row>(before: readonly Row[], after: readonly Row[], keyOf: (row: Row) => string) {
  const old = new Map(before.map((row) => [keyOf(row), row]));
  const put: Row[] = [];
  for (const row of after) {
    const key = keyOf(row);
    const was = old.get(key);
    if (was === undefined || !same(was, row)) put.push(row);
    old.delete(key);
  }
  return { put, remove: [...old.values()] };
}

/** Replays build their values the same way each time, so equal values have equal texts. */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
