/** The order of a person's events, and the union of two logs. */
import type { CanonicalEvent } from './types.ts';

/** By time, then by id. Sort a tail with it once; everything else keeps the order. */
export function compareEvents(a: CanonicalEvent, b: CanonicalEvent): number {
  if (a.ts !== b.ts) return a.ts - b.ts;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.device < b.device ? -1 : a.device > b.device ? 1 : 0;
}

/** Events are the same when device and id are: the first copy in the logs is the one kept. */
function identity(event: CanonicalEvent): string {
  return `${event.device}\n${event.id}`;
}

/**
 * The union of two people's logs in fold order. A merge is this and a replay: sums of points are
 * never added, so an act that both logs hold counts once.
 *
 * @example replay(compiled, start(), mergeTails(hers, his), now)
 */
export function mergeTails(
  a: readonly CanonicalEvent[],
  b: readonly CanonicalEvent[],
): CanonicalEvent[] {
  const kept = new Map<string, CanonicalEvent>();
  for (const event of [...a, ...b]) {
    const id = identity(event);
    if (!kept.has(id)) kept.set(id, event);
  }
  return [...kept.values()].sort(compareEvents);
}
