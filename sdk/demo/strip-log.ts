/** What the strip knows of this visitor's events: recorded, then acknowledged. Pure. */
import type { Answer, Standing, WireEvent } from '../wire.ts';

export interface Entry {
  id: string;
  type: string;
  /** milliseconds since 1970 */
  ts: number;
  /** path of the page it is credited to */
  path: string;
  /** `ok`, `duplicate` or `rejected: …`; absent while the collector has not answered for it */
  result?: string;
}

export interface Log {
  /** newest first */
  entries: readonly Entry[];
  /** how many the collector has stored, older ones that are no longer listed included */
  stored: number;
  standing?: Standing;
}

export const EMPTY: Log = { entries: [], stored: 0 };

const KEPT = 30;

export function recorded(log: Log, { id, type, ts, url }: WireEvent): Log {
  if (log.entries.some((entry) => entry.id === id)) return log;
  const entry = { id, type, ts, path: new URL(url).pathname };
  return { ...log, entries: [entry, ...log.entries].slice(0, KEPT) };
}

export interface Sent {
  events: readonly WireEvent[];
  answer: Answer;
}

/**
 * Takes in an answer. What a former page sent while it ended is not in `results`: the script asked
 * about it with `confirm`, so it is stored unless the answer calls it missing.
 *
 * @param since when this page began, milliseconds since 1970
 */
export function answered(log: Log, { events, answer }: Sent, since: number): Log {
  const known = events.reduce(recorded, log);
  const entries = known.entries.map((entry) => {
    const result = entry.result ?? verdict(entry, answer, since);
    return result ? { ...entry, result } : entry;
  });
  const news = entries.filter((entry, at) => isStored(entry) && !isStored(known.entries[at]));
  const standing = answer.standing ?? log.standing;
  return { entries, stored: log.stored + news.length, ...(standing && { standing }) };
}

function verdict({ id, ts }: Entry, answer: Answer, since: number): string | undefined {
  const result = answer.results[id];
  if (result) return result === 'retry' ? undefined : result;
  return ts < since && !answer.missing.includes(id) ? 'ok' : undefined;
}

export function isStored(entry?: Entry): boolean {
  return entry?.result === 'ok' || entry?.result === 'duplicate';
}
