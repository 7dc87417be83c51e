/** What travels together in one request: rows under one head, within the limits. */
import type { Envelope, WireEvent } from '../wire.ts';

/**
 * A captured event as it waits in the queue. A tuple, since it outlives the page and the version of
 * the script that stored it.
 * - `head`: the envelope's unchanging part as JSON; rows travel together when their heads are equal
 * - `left`: whether it was sent and nobody has answered yet; then it is only asked about
 */
export type Row = [id: string, head: string, event: WireEvent, left?: boolean];

/**
 * The next request's rows, in the order given, under the head of the first. Events are taken while
 * there is room, so one at least.
 *
 * @param room characters of events
 */
export function nextBatch(rows: readonly Row[], room: number): Row[] {
  let free = room;
  const take = (event: WireEvent) => {
    free -= JSON.stringify(event).length;
    return true;
  };
  return rows.filter(
    ([, head, event, left]) => head === (rows[0] as Row)[1] && (left || (free > 0 && take(event))),
  );
}

/** The request of at least one row: the head, and what is known only now. */
export function envelopeOf(batch: readonly Row[], sentAt: number, isNew?: boolean): Envelope {
  return {
    ...JSON.parse((batch[0] as Row)[1]),
    new: isNew,
    sent_at: sentAt,
    confirm: batch.filter((row) => row[3]).map(([id]) => id),
    events: batch.filter((row) => !row[3]).map(([, , event]) => event),
  };
}
