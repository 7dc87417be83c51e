/** Pure: a person and what came → the new document, its columns, and what changes beside it. */
import type { PersonDocument } from '../engine/document.ts';
import {
  type CanonicalEvent,
  type Compiled,
  compareEvents,
  due,
  localDay,
  type Move,
  movesSince,
  type Position,
  position,
  type Replay,
  replay,
  type State,
  searchWords,
} from '../engine/index.ts';
import { archiveTail, type Chunk, insertLate, type Stretch, TAIL_LENGTH } from './archive.ts';
import { changeRules, type NewRules, type RulesChange } from './change-rules.ts';
import { type Changes, difference } from './difference.ts';
import type { Columns, StoredPerson } from './record.ts';
import type { Moment } from './rows.ts';
import { NO_ROWS, type Rows } from './rows.ts';

export interface Settling {
  /** the model of the site */
  model: Compiled;
  /** the person as stored, or null for a new one */
  stored: StoredPerson | null;
  /** the document with devices, users and consent brought up to date; base and tail as stored */
  doc: PersonDocument;
  /** new events, sorted, none of them in the log */
  events: readonly CanonicalEvent[];
  /** chunks from the one that the earliest new event belongs to; all of them to refold */
  chunks: readonly Chunk[];
  /** the checkpoint that the rows were written from, when `doc` has a new one */
  oldBase?: State;
  /** when the stored rows were written under other rules */
  rules?: NewRules;
  now: number;
}

export interface Settled {
  doc: PersonDocument;
  /** the document as it will be stored */
  text: string;
  columns: Columns;
  changes: Changes;
  /** new and changed chunks, oldest first */
  chunks: Chunk[];
  standing: Position;
  /** what moved the person under rules that have just been replaced */
  past?: { until: number; moves: Move[] };
}

/** Brings a person up to `now`, or to the latest event when that lies ahead. */
export function settle(settling: Settling): Settled {
  const { model, stored, doc, events, now } = settling;
  const until = Math.max(now, doc.noticed, doc.tail.at(-1)?.ts ?? 0, events.at(-1)?.ts ?? 0);
  const log = merge(settling);
  const change = changeOf(settling, log, until);
  const since = change?.since ?? doc.rules_since;
  const replayed = replay(model, log.from, log.events, until);
  const moves = movesSince(since, change ? 0 : log.from.at, replayed, model.version);
  const told = { ...replayed, moves: [...(change?.after ?? []), ...moves] };
  const after = rowsOf(log.from, told, doc);
  const before = stored
    ? rowsBefore(settling, stored.doc, settling.oldBase ?? log.from, change)
    : NO_ROWS;
  const changed = { ...doc, ...log.document, noticed: until, ...(since && { rules_since: since }) };
  const shrunk = shrink(model, changed);
  const standing = position(model, after.state, until);
  return {
    ...shrunk,
    changes: difference(before, after, {
      ...{ until, everyOrder: settling.oldBase !== undefined, noticed: doc.noticed },
      everyWord: change !== undefined,
      ...(events[0] && { since: events[0].ts }),
    }),
    chunks: [...log.chunks, ...shrunk.chunks],
    standing,
    columns: columnsOf(model, after.state, standing, [...doc.tail, ...events], stored?.columns),
    ...(change && { past: { until: change.since.at, moves: change.past } }),
  };
}

/**
 * Folds anew somebody whose log has become another one.
 *
 * @param before what the rows say now
 * @param doc its tail holds every event after its base, however many: it is cut here
 */
export function resettle(c: Compiled, before: Rows, doc: PersonDocument, now: number): Settled {
  const until = Math.max(now, doc.noticed, doc.tail.at(-1)?.ts ?? 0);
  const after = rowsUpTo(until, c, doc, { from: doc.base, events: doc.tail });
  const standing = position(c, after.state, until);
  return {
    ...shrink(c, { ...doc, noticed: until }),
    changes: difference(before, after, { until, noticed: doc.noticed }),
    standing,
    columns: columnsOf(c, after.state, standing, doc.tail),
  };
}

function changeOf(settling: Settling, log: MergedLog, until: number): RulesChange | undefined {
  const { model, rules, doc, chunks, events } = settling;
  if (!rules) return undefined;
  return changeRules({ model, rules, doc, chunks, events, from: log.from, log: log.events, until });
}

interface MergedLog {
  /** the checkpoint that both replays begin at */
  from: State;
  events: CanonicalEvent[];
  document: Pick<PersonDocument, 'model' | 'base' | 'tail' | 'chunks' | 'max_archived_id'>;
  chunks: Chunk[];
}

function merge({ model, doc, events, chunks, rules }: Settling): MergedLog {
  const { max_archived_id } = doc;
  const known = max_archived_id === undefined ? {} : { max_archived_id };
  const [first] = chunks;
  if (!first) {
    const from = rules?.refolded?.begin ?? doc.base;
    const tail = sorted(doc.tail, events);
    const document = { model: model.version, base: from, tail, chunks: doc.chunks, ...known };
    return { from, events: tail, document, chunks: [] };
  }
  const from = first.base;
  const archived = insertLate(
    model,
    [{ ...first, base: from }, ...chunks.slice(1)],
    doc.tail,
    events,
  );
  return {
    from,
    events: [...archived.chunks.flatMap((chunk) => chunk.events), ...archived.tail.events],
    document: {
      model: model.version,
      base: archived.tail.base,
      tail: archived.tail.events,
      chunks: archived.count,
      ...maxId(max_archived_id, archived.chunks),
    },
    chunks: archived.chunks,
  };
}

/** Most events are later than all that are known. */
function sorted(tail: readonly CanonicalEvent[], events: readonly CanonicalEvent[]) {
  const [last, next] = [tail.at(-1), events[0]];
  const all = [...tail, ...events];
  return last && next && compareEvents(last, next) > 0 ? all.sort(compareEvents) : all;
}

type Replayed = Rows & { state: State };

/** What a state tells of when something happened before the stretch that begins or ends with it. */
function momentsOf({ first_seen, visit, orders, rung_since, grade_since }: State): Moment[] {
  if (first_seen === null) return [];
  const visits = visit ? [{ at: visit.start, offset_min: visit.offset_min }] : [];
  const bought = orders.map(({ at, offset_min }) => ({ at, offset_min }));
  return [...visits, ...bought, { at: rung_since }, { at: grade_since }];
}

function rowsOf(from: State, replayed: Replay, { users }: Pick<PersonDocument, 'users'>): Replayed {
  const { state } = replayed;
  const others = [...momentsOf(from), ...momentsOf(state)];
  const words = searchWords(state, users);
  return { ...replayed, segments: Object.keys(state.segments), words, others };
}

/** What the rows beside a person say of a stretch of the log, but for moves under earlier rules. */
export function rowsUpTo(
  until: number,
  model: Compiled,
  doc: PersonDocument,
  { from, events }: Pick<MergedLog, 'from'> & { events: readonly CanonicalEvent[] },
): Replayed {
  const whole = replay(model, from, events, until);
  const moves = movesSince(doc.rules_since, from.at, whole, model.version);
  return rowsOf(from, { ...whole, moves }, doc);
}

/**
 * What the rows say now: the log as it was, replayed to where it was last noticed.
 *
 * @param was the document as stored: whom it is linked to is part of what was written
 */
function rowsBefore(
  { model, rules, doc, chunks }: Settling,
  was: PersonDocument,
  from: State,
  change: RulesChange | undefined,
): Replayed {
  const events = [...chunks.flatMap((chunk) => chunk.events), ...doc.tail];
  const whole = rowsUpTo(doc.noticed, model, was, { from, events });
  if (!rules || !change) return whole;
  const { state } = replay(rules.oldModel, doc.base, doc.tail, doc.noticed);
  return rowsOf(from, { ...whole, state, moves: change.before }, was);
}

/** Archives what makes the document long. */
function shrink(model: Compiled, doc: PersonDocument) {
  const text = JSON.stringify(doc);
  const tail: Stretch = { base: doc.base, events: doc.tail };
  const archived = text.length > TAIL_LENGTH ? archiveTail(model, tail, doc.chunks) : null;
  if (!archived) return { doc, text, chunks: [] };
  const shorter: PersonDocument = {
    ...doc,
    base: archived.tail.base,
    tail: archived.tail.events,
    chunks: archived.count,
    ...maxId(doc.max_archived_id, archived.chunks),
  };
  return { doc: shorter, text: JSON.stringify(shorter), chunks: archived.chunks };
}

function maxId(known: string | undefined, chunks: readonly Chunk[]): { max_archived_id: string } {
  let max = known ?? '';
  for (const { events } of chunks) for (const { id } of events) if (id > max) max = id;
  return { max_archived_id: max };
}

const later = (a: CanonicalEvent | undefined, b: CanonicalEvent): CanonicalEvent =>
  a && a.ts > b.ts ? a : b;

/** Someone whose every event was made by software is in no grade. */
const SOFTWARE = -1;

function columnsOf(
  model: Compiled,
  state: State,
  standing: Position,
  events: readonly CanonicalEvent[],
  stored?: Columns,
): Columns {
  // Retention may have cut every event: then the person was last seen when the column says.
  const last = events.reduce<CanonicalEvent | undefined>(later, undefined);
  const grade = model.grades.findIndex(({ id }) => id === standing.grade);
  return {
    grade: state.first_seen === null ? SOFTWARE : grade,
    score: standing.score,
    rung: standing.rung,
    due: nextMove(model, state, standing.at),
    seen_day: last ? localDay(last.ts, last.offset_min) : (stored?.seen_day ?? 0),
  };
}

/**
 * When time alone changes rung, grade or a segment. The end of the open visit changes none of
 * them; as a reason to look again it would cost two rows a visit, so cron finds those otherwise.
 */
function nextMove(model: Compiled, state: State, at: number): number | null {
  const { visit } = state;
  return due(model, visit ? { ...state, visit: { ...visit, last: 0 } } : state, at);
}
