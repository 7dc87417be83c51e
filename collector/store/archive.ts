/** Keeps documents small: the older part of a long tail becomes chunks with checkpoints between. */
import {
  type CanonicalEvent,
  type Compiled,
  compareEvents,
  replay,
  type State,
} from '../engine/index.ts';

/** Characters of JSON a tail may have; past it, its older part is archived. */
export const TAIL_LENGTH = 16 * 1024;
/** Characters that stay in the tail, so that events a little late find their place there. */
const KEPT_LENGTH = 4 * 1024;
/** Characters of events a chunk may have, one event excepted. */
const CHUNK_LENGTH = 32 * 1024;

/** A stretch of the log that can be replayed alone. */
export interface Stretch {
  /** the fold of everything before */
  base: State;
  /** sorted by (ts, id), never empty in a chunk */
  events: CanonicalEvent[];
}

export interface Chunk extends Stretch {
  seq: number;
}

/** A log whose older part is in chunks. */
export interface Archived {
  /** those that are new or have changed, oldest first */
  chunks: Chunk[];
  /** how many chunks there are in all */
  count: number;
  tail: Stretch;
}

/**
 * Takes the older part off a tail that is too long.
 *
 * @param count chunks there are already
 * @returns null when the tail is short enough
 */
export function archiveTail(c: Compiled, tail: Stretch, count: number): Archived | null {
  const lengths = tail.events.map(lengthOf);
  let length = lengths.reduce((sum, one) => sum + one, 0);
  if (length <= TAIL_LENGTH) return null;
  let older = 0;
  while (older < tail.events.length - 1 && length > KEPT_LENGTH) {
    length -= lengths[older] ?? 0;
    older += 1;
  }
  const stretch = { base: tail.base, events: tail.events.slice(0, older) };
  const { chunks, next } = cut(c, stretch, lengths, count);
  return {
    chunks,
    count: count + chunks.length,
    tail: { base: next, events: tail.events.slice(older) },
  };
}

const lengthOf = (event: CanonicalEvent): number => JSON.stringify(event).length + 1;

/**
 * Puts late events where they belong and makes every later checkpoint anew.
 *
 * @param chunks from the one that the earliest late event belongs to, up to the last
 * @param late events that are not in the log, sorted
 */
export function insertLate(
  c: Compiled,
  chunks: readonly Chunk[],
  tail: readonly CanonicalEvent[],
  late: readonly CanonicalEvent[],
): Archived {
  const [first] = chunks;
  if (!first) throw new Error('Late events need the chunk that they belong to');
  const written: Chunk[] = [];
  let base = first.base;
  let rest = late;
  for (const chunk of chunks) {
    const last = chunk.events.at(-1);
    const here = rest.filter((event) => last && compareEvents(event, last) < 0);
    rest = rest.slice(here.length);
    const events = here.length > 0 ? [...chunk.events, ...here].sort(compareEvents) : chunk.events;
    const lengths = events.map(lengthOf);
    const pieces = cut(c, { base, events }, lengths, first.seq + written.length);
    written.push(...pieces.chunks);
    base = pieces.next;
  }
  const events = [...tail, ...rest].sort(compareEvents);
  return { chunks: written, count: first.seq + written.length, tail: { base, events } };
}

/** One stretch as chunks of bounded length, and the checkpoint after them. */
function cut(c: Compiled, stretch: Stretch, lengths: readonly number[], seq: number) {
  const chunks: Chunk[] = [];
  let base = stretch.base;
  for (const events of pieces(stretch.events, lengths)) {
    chunks.push({ seq: seq + chunks.length, base, events });
    base = replay(c, base, events, events.at(-1)?.ts ?? base.at).state;
  }
  return { chunks, next: base };
}

function pieces(events: readonly CanonicalEvent[], lengths: readonly number[]): CanonicalEvent[][] {
  const all: CanonicalEvent[][] = [];
  let length = Infinity;
  for (const [i, event] of events.entries()) {
    const own = lengths[i] ?? 0;
    length += own;
    if (length > CHUNK_LENGTH) {
      all.push([]);
      length = own;
    }
    all.at(-1)?.push(event);
  }
  return all;
}
