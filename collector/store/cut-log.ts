/** Pure: what is left of a log when its oldest part may no longer be kept. */
import type { PersonDocument } from '../engine/document.ts';
import type { Compiled } from '../engine/index.ts';
import type { Stretch } from './archive.ts';
import { foldOn } from './everybody.ts';

/**
 * Drops the events before a moment; the checkpoint after them stays, so that the score does.
 * The same stretch when nothing is that old.
 *
 * @param before milliseconds since 1970
 */
export function cutStretch(c: Compiled, stretch: Stretch, before: number): Stretch {
  const old = stretch.events.findIndex(({ ts }) => ts >= before);
  const gone = old < 0 ? stretch.events.length : old;
  if (gone === 0) return stretch;
  return {
    base: foldOn(c, stretch.base, stretch.events.slice(0, gone)),
    events: stretch.events.slice(gone),
  };
}

/** The document without what is too old; a tail may lose its last event too. */
export function cutDocument(c: Compiled, doc: PersonDocument, before: number): PersonDocument {
  const { base, events } = cutStretch(c, { base: doc.base, events: doc.tail }, before);
  return { ...doc, base, tail: events, kept_from: Math.max(before, doc.kept_from ?? 0) };
}
