/**
 * Late events deep in a long log: more of it comes after them than one piece of work may fold anew.
 * They are put in their place and the checkpoints after them are made anew a portion at a time,
 * with the document noting how far that has come. Until the end is reached the person stands as
 * without them, and their senders are told to try again.
 */
import type { PersonDocument } from '../engine/document.ts';
import {
  type CanonicalEvent,
  type Compiled,
  compareEvents,
  position,
  type State,
} from '../engine/index.ts';
import type { Chunk } from './archive.ts';
import { type Database, firstRow, runBatch } from './database.ts';
import { type Changes, difference } from './difference.ts';
import { foldOn } from './everybody.ts';
import { firstChunk, MOST_CHUNKS, readChunks } from './history.ts';
import { joinMarks } from './marks.ts';
import { compiledModel } from './models.ts';
import type { StoredPerson } from './record.ts';
import { rowsUpTo, type Settled, settle } from './settle.ts';
import { personStatements } from './write-person.ts';
import { timeZoneOf } from './zones.ts';

/** Characters of events that late ones may bring a chunk to: D1 takes 2 MB a row. */
const FULL_CHUNK = 500_000;

/**
 * Does the next portion for somebody who is catching up, or the first one.
 *
 * @param late events to begin with, sorted; those that the first portion does not reach stay out
 * @throws StaleWrite when the person was written since
 * @throws StorageUnavailable
 */
export async function catchUp(
  db: Database,
  site: string,
  stored: StoredPerson,
  late: readonly CanonicalEvent[],
  now: number,
): Promise<void> {
  const { person, version, columns, doc } = stored;
  const owner = { site, person };
  const begun = doc.catching_up?.seq;
  const first = begun ?? (await firstChunk(db, owner, doc.chunks, late[0]?.ts ?? now));
  const chunks = await readChunks(db, owner, first);
  const model = await compiledModel(db, site, doc.model);
  const placed = begun === undefined ? late : [];
  const settled = nextPortion({ model, stored, chunks, late: placed, now });
  const timeZone = await timeZoneOf(db, site);
  const write = {
    ...owner,
    timeZone,
    version,
    stored: columns,
    settled,
    users: [],
    addresses: [],
    now,
  };
  const renewed = settled.doc.catching_up === undefined;
  await runBatch(db, personStatements(db, { ...write, renewed }));
}

const END_OF_CHUNK = 'SELECT to_ts FROM log_chunks WHERE site = ? AND person = ? AND seq = ?';

/**
 * Up to which moment events lie too deep for one piece of work: more chunks come after them than it
 * may fold anew, or the archive is catching up already. Before all time when none does.
 *
 * @throws StorageUnavailable
 */
export async function deepUntil(
  db: Database,
  site: string,
  { person, doc }: StoredPerson,
): Promise<number> {
  if (doc.catching_up) return doc.base.at;
  if (doc.chunks <= MOST_CHUNKS) return -Infinity;
  const last = doc.chunks - 1 - MOST_CHUNKS;
  const row = await firstRow<{ to_ts: number }>(db.prepare(END_OF_CHUNK).bind(site, person, last));
  return row?.to_ts ?? -Infinity;
}

interface Portion {
  model: Compiled;
  stored: StoredPerson;
  /** the next ones, never none */
  chunks: readonly Chunk[];
  late: readonly CanonicalEvent[];
  now: number;
}

/** Pure: the document after the next portion, and what changes beside it. */
function nextPortion(portion: Portion): Settled {
  const { model, stored, chunks, now } = portion;
  const { catching_up, ...doc } = stored.doc;
  const begin = catching_up?.state ?? chunks[0]?.base ?? doc.base;
  const { written, state } = foldChunks(portion, begin);
  const changes = changesOf(portion, begin, written);
  const seq = (chunks.at(-1)?.seq ?? doc.chunks - 1) + 1;
  if (seq < doc.chunks) {
    const going: PersonDocument = {
      ...doc,
      ...maxId(doc, portion.late),
      catching_up: { seq, state },
    };
    return {
      doc: going,
      text: JSON.stringify(going),
      // Cron goes on as soon as it can.
      columns: { ...stored.columns, due: now },
      changes,
      chunks: written,
      standing: position(model, doc.base, now),
    };
  }
  const caughtUp = { ...doc, ...maxId(doc, portion.late), base: state };
  const last = settle({
    model,
    stored,
    doc: caughtUp,
    oldBase: doc.base,
    events: [],
    chunks: [],
    now,
  });
  return {
    ...last,
    changes: together(changes, last.changes),
    chunks: [...written, ...last.chunks],
  };
}

function maxId({ max_archived_id = '' }: PersonDocument, late: readonly CanonicalEvent[]) {
  return { max_archived_id: late.reduce((max, { id }) => (id > max ? id : max), max_archived_id) };
}

/** The chunks with late events in their places and checkpoints made anew, and the one after them. */
function foldChunks({ model, chunks, late }: Portion, begin: State) {
  const written: Chunk[] = [];
  let state = begin;
  let rest = late;
  for (const { seq, events: known } of chunks) {
    const last = known.at(-1);
    const here = rest.filter((event) => last && compareEvents(event, last) < 0);
    rest = rest.slice(here.length);
    const events = here.length > 0 ? withLate(known, here) : known;
    written.push({ seq, base: state, events });
    state = foldOn(model, state, events);
  }
  return { written, state };
}

/** As many as the row bears; what does not fit is left out and stays unacknowledged. */
function withLate(known: CanonicalEvent[], late: readonly CanonicalEvent[]): CanonicalEvent[] {
  let room = FULL_CHUNK - JSON.stringify(known).length;
  const fitting = late.filter((event) => {
    room -= JSON.stringify(event).length + 1;
    return room >= 0;
  });
  return [...known, ...fitting].sort(compareEvents);
}

/** What the portion changes in the rows beside: the stretch as it was and as it is. */
function changesOf({ model, stored, chunks }: Portion, begin: State, written: readonly Chunk[]) {
  const { doc } = stored;
  const [first] = chunks;
  const events = chunks.flatMap((chunk) => chunk.events);
  const until = events.at(-1)?.ts ?? doc.base.at;
  const before = rowsUpTo(until, model, doc, { from: first?.base ?? doc.base, events });
  const now = written.flatMap((chunk) => chunk.events);
  const after = rowsUpTo(until, model, doc, { from: begin, events: now });
  const others = doc.rules_since !== undefined && until < doc.rules_since.at;
  const [was, is] = others
    ? [
        { ...before, moves: [] },
        { ...after, moves: [] },
      ]
    : [before, after];
  // Segments and words are told by the last portion alone, which compares where the person stands.
  const stands = { segments: [], words: [] };
  return difference({ ...was, ...stands }, { ...is, ...stands }, { until, everyOrder: true });
}

/** What one stretch changes, then the next. */
function together(a: Changes, b: Changes): Changes {
  return {
    visits: {
      put: [...a.visits.put, ...b.visits.put],
      reopen: [...a.visits.reopen, ...b.visits.reopen],
      remove: [...a.visits.remove, ...b.visits.remove],
    },
    moves: {
      put: [...a.moves.put, ...b.moves.put],
      remove: [...a.moves.remove, ...b.moves.remove],
    },
    orders: {
      put: [...a.orders.put, ...b.orders.put],
      remove: [...a.orders.remove, ...b.orders.remove],
    },
    acts: {
      put: [...a.acts.put, ...b.acts.put],
      remove: [...a.acts.remove, ...b.acts.remove],
    },
    segments: b.segments,
    words: b.words,
    marks: joinMarks(a.marks, b.marks),
  };
}
