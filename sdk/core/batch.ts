/** What travels together in one request: rows under one head, within the limits. */
import { LIMITS } from '../wire.ts';
/**
 * A captured event as it waits in the queue. A tuple, since it outlives the page and the version of
 * the script that stored it.
 * - `head`: the envelope's unchanging part as JSON; rows travel together when their heads are equal
 * - `left`: 1 when it was sent and nobody has answered yet
 * - `kept`: 1 when it is known to be on disk; only in memory
 */
export type Row = [id: string, head: string, event: string, left: 0 | 1, kept?: 1];

export interface Batch {
  head_: string;
  events_: Row[];
  /** rows to ask about only */
  confirm_: Row[];
}

/**
 * The next request's rows, in the order given, under the head of the first: at least one event, if
 * there is one.
 *
 * @param room bytes for events
 */
export function nextBatch(rows: readonly Row[], room: number): Batch {
  const head = rows[0]?.[1] ?? '';
  const together = rows.filter((row) => row[1] === head);
  let size = 0;
  const fits = (row: Row, i: number) => {
    size += byteLength(row[2]);
    return !i || size < room;
  };
  return {
    head_: head,
    events_: together.filter((row) => !row[3]).filter(fits),
    confirm_: together.filter((row) => row[3]).slice(0, LIMITS.confirmIds),
  };
}

/** The request's body; `fresh` says that this page made the visitor id. */
export function bodyOf(
  { head_, events_, confirm_ }: Batch,
  sentAt: number,
  fresh: boolean,
): string {
  const rest = {
    sent_at: sentAt,
    new: fresh || undefined,
    confirm: confirm_.map((row) => row[0]),
    events: 0,
  };
  const events = events_.map((row) => row[2]);
  return `${head_.slice(0, -1)},${JSON.stringify(rest).slice(1, -2)}[${events}]}`;
}

/** Bytes of UTF-8. JSON escapes lone surrogates, so `encodeURI` cannot throw on it. */
export function byteLength(json: string): number {
  return encodeURI(json).replace(/%../g, '_').length;
}
