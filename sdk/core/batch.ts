/** What travels together in one request: rows under one head, within the limits. */

/**
 * A captured event as it waits in the queue. A tuple, since it outlives the page and the version of
 * the script that stored it.
 * - `head`: the envelope's unchanging part as JSON; rows travel together when their heads are equal
 * - `left`: 1 when it was sent and nobody has answered yet
 * - `kept`: 1 when it is known to be on disk; only in memory
 */
export type Row = [id: string, head: string, event: string, left: 0 | 1, kept?: 1];

/** Events to send, and rows to ask about only. */
export type Batch = [events: Row[], confirm: Row[]];

/**
 * The next request's rows, in the order given, under the head of the first: at least one event, if
 * there is one.
 *
 * @param room bytes for events
 */
export function nextBatch(rows: readonly Row[], room: number): Batch {
  const events: Row[] = [];
  const confirm: Row[] = [];
  let left = room;
  for (const row of rows) {
    if (row[1] !== rows[0]?.[1]) continue;
    if (row[3]) confirm.push(row);
    else {
      left -= byteLength(row[2]);
      if (left > 0 || !events[0]) events.push(row);
    }
  }
  return [events, confirm];
}

/** The request's body: the head, still open, goes on. */
export function bodyOf([events, confirm]: Batch, sentAt: number): string {
  const [[, head] = ['', '{}']] = [...events, ...confirm];
  const ids = JSON.stringify(confirm.map(([id]) => id));
  const list = events.map(([, , event]) => event);
  return `${head.slice(0, -1)},"sent_at":${sentAt},"confirm":${ids},"events":[${list}]}`;
}

/** Bytes of UTF-8. JSON escapes lone surrogates, so `encodeURI` cannot throw on it. */
export function byteLength(json: string): number {
  return encodeURI(json).replace(/%../g, '_').length;
}
