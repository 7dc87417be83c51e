/** Brings what the queue holds to the collector, once, in as few requests as possible. */
import { type Batch, bodyOf, byteLength, nextBatch, type Row } from '../core/batch.ts';
import { EAGER, isTooMuch, isWorthAnother, paceAfter } from '../core/retry.ts';
import { LIMITS } from '../wire.ts';
import { heed } from './heed.ts';
import { tell } from './listen.ts';
import { alone } from './lock.ts';
import { all, own, put, remove } from './queue.ts';
import { state } from './state.ts';
import { post, type Reply } from './transport.ts';

const line = {
  pace_: EAGER,
  /** bytes a request may hold; halves when the collector finds one too large */
  room_: LIMITS.beaconBytes as number,
  timer_: 0,
  due_: Infinity,
  /** bytes under way */
  flying_: 0,
  /** resolves when nothing is under way */
  free_: Promise.resolve() as Promise<unknown>,
};

/** Resolves when the row is durable. It is sent within `wait` milliseconds. */
export function add(row: Row, wait: number): Promise<void> {
  flushIn(wait);
  return put([row]);
}

/** Sends what waits; resolves after the attempt. Never rejects. */
export async function flush(): Promise<void> {
  line.due_ = Infinity;
  line.free_ = line.free_.then(() => alone(upload));
  await line.free_;
}

/**
 * Back on line, or back from the browser's cache: what failed for lack of a connection need not wait
 * any longer, and what was under way when the page was put aside may never come to an end.
 */
export function resume(): void {
  line.pace_ = EAGER;
  line.free_ = Promise.resolve();
  line.flying_ = 0;
  flush();
}

/** The page may end now: sends what is not yet under way. */
export function leave(): void {
  const rest = [...own.values()].filter((row) => !row[3]);
  if (rest[0]) line.free_ = Promise.all([line.free_, send(rest)]);
}

function flushIn(wait: number): void {
  const due = Math.max(Date.now() + wait, line.pace_.at_);
  if (due < line.due_) {
    clearTimeout(line.timer_);
    line.due_ = due;
    line.timer_ = setTimeout(flush, due - Date.now());
  }
}

/** What comes in meanwhile waits for its own time. */
async function upload(): Promise<void> {
  const rows = await all();
  if (!rows[0]) return;
  if (Date.now() < line.pace_.at_) flushIn(0);
  else if (await send(rows)) await upload();
}

/** Sends the first batch of the rows; answers how many of them still wait. */
async function send(waiting: readonly Row[]): Promise<number> {
  const batch = nextBatch(waiting, line.room_ - line.flying_);
  const others = waiting.length - batch.events_.length - batch.confirm_.length;
  const body = bodyOf(batch, Date.now(), state.fresh_);
  for (const row of batch.events_) row[3] = 1;
  put(batch.events_);
  const size = byteLength(body);
  line.flying_ += size;
  const reply = await post(body);
  line.flying_ -= size;
  if (isTooMuch(reply.status_)) line.room_ = size >> 1;
  return others + (await settle(batch, reply));
}

/**
 * Forgets what was answered for, and answers how many were not. What was not, the next request asks about first, since it may have
 * arrived all the same. A request that is refused whole (an unknown key, a foreign origin) is not
 * repeated; its events are lost, and `debug` says why.
 */
async function settle({ head_, events_, confirm_ }: Batch, reply: Reply): Promise<number> {
  const { status_, answer_, retryAfter_ } = reply;
  const again = isWorthAnother(status_, events_.length);
  const rows = [...events_, ...confirm_];
  const kept = rows.filter(([id]) =>
    answer_ ? answer_.results[id] === 'retry' || answer_.missing.includes(id) : again,
  );
  await remove(rows.filter((row) => !kept.includes(row)));
  if (answer_) {
    for (const row of kept) row[3] = 0;
    await put(kept);
    if (head_.includes(state.visitor_)) await heed(answer_);
  }
  const failed = kept.some((row) => !answer_ || events_.includes(row));
  line.pace_ = paceAfter(line.pace_, failed, retryAfter_, Date.now(), Math.random());
  tell('sent', {
    events: events_.map((row) => JSON.parse(row[2])),
    status: status_,
    answer: answer_,
  });
  return kept.length;
}
