/** Brings what the queue holds to the collector, once, in as few requests as possible. */
import { bodyOf, nextBatch, type Row, readEvent } from '../core/batch.ts';
import { isRefused, isTooMuch, pauseAfter } from '../core/retry.ts';
import { tell } from './listen.ts';
import { all, handOver, put, remove } from './queue.ts';
import { showStanding } from './standing.ts';
import { beacon, post } from './transport.ts';
import { forget, fresh, meet, readVisitor } from './visitor.ts';

/** Rows of this page that no request has taken along, at hand without waiting. */
const waiting = new Map<string, Row>();
/**
 * Characters of events in a request: even at two bytes each a beacon must fit beside a request under
 * way. Halves on a 413.
 */
let room = 12_000;
/** Failures since the last success. */
let fails = 0;
/** While it is true nothing is sent. */
let paused = false;
/** Resolves when nothing is under way. */
let free: Promise<unknown> | undefined;

/**
 * Resolves when the row is durable. It is sent within `wait` milliseconds, with the event's text as
 * it is known `later`; a page that ends before takes the text that there is.
 */
export async function add(row: Row, wait?: number, later?: Promise<string>): Promise<void> {
  waiting.set(row[0], row);
  setTimeout(flush, wait);
  const event = await later?.catch(() => {});
  if (waiting.has(row[0]) && !row[3]) {
    row[2] = event ?? row[2];
    await put([row]);
  }
}

/** Sends what waits; resolves after the attempt. Never rejects. */
export function flush(): Promise<unknown> {
  free = alone(free);
  return free;
}

/**
 * One uploader among the tabs of an origin. Without Web Locks, or where they are denied, tabs may
 * send the same event; the collector counts it once.
 */
async function alone(before?: Promise<unknown>): Promise<void> {
  await before;
  try {
    await navigator.locks.request('rung', upload);
  } catch {
    await upload();
  }
}

/**
 * Back on line, or back from the browser's cache: what failed for lack of a connection need not wait
 * any longer, and what was under way when the page was put aside may never come to an end.
 */
export function resume(): void {
  paused = false;
  free = alone();
}

/**
 * The page may end now. A beacon takes along what waits; nobody hears its answer, so the next request
 * asks for it.
 *
 * @param follows whether a page of the same origin follows, whose first request takes it along
 * @param ends whether the page is being put away, not only out of sight
 */
export function leave(follows: boolean, ends: boolean): void {
  const here = [...waiting.values()];
  const batch = nextBatch(
    here.filter((row) => !row[3]),
    room,
  );
  if (!follows && batch[0] && beacon(bodyOf(batch, Date.now(), fresh))) mark(batch);
  if (ends && here[0]) {
    handOver(here);
    waiting.clear();
  }
}

/** Forgets all that waits. */
export async function clear(): Promise<void> {
  waiting.clear();
  await remove(await all());
}

/** These have left; until they are answered for it is not known whether they arrived. */
function mark(batch: readonly Row[]): Promise<void> {
  for (const row of batch) row[3] = 1;
  return put(batch);
}

/** What comes in meanwhile waits for its own time. */
async function upload(): Promise<void> {
  const rows = await all();
  const batch = nextBatch(rows, room);
  if (paused || !batch[0]) return;
  await send(batch);
  if (rows.length > batch.length) await upload();
}

/**
 * Forgets what is answered for, and pauses before what is not goes again. What got no answer, the
 * next request asks about first, since it may have arrived all the same. A request that is refused
 * whole (an unknown key, a foreign origin) is not repeated; its events are lost, and `debug` says why.
 */
async function send(batch: Row[]): Promise<void> {
  const events = batch.filter((row) => !row[3]).map(readEvent);
  const mine = (batch[0] as Row)[1].includes(`${readVisitor()}`);
  const body = bodyOf(batch, Date.now(), mine && fresh);
  for (const [id] of batch) waiting.delete(id);
  // Known on disk before it leaves: a page that is put aside meanwhile makes no other send it again.
  await mark(batch);
  const [status, said, retryAfter] = await post(body);
  const { results, missing, visitor, standing } = said;
  const tooMuch = isTooMuch(status) && events[1];
  if (tooMuch) room = Math.min(room, body.length) / 2;
  const again = batch.filter(([id]) =>
    results ? results[id] === 'retry' || missing?.includes(id) : tooMuch || !isRefused(status),
  );
  await remove(batch.filter((row) => !again.includes(row)));
  if (status) {
    for (const row of again) row[3] = 0;
    await put(again);
  }
  paused = !!again[0];
  if (paused) {
    setTimeout(resume, (Number(retryAfter) * 1000 || 0) + pauseAfter(fails++, Math.random()));
  } else fails = 0;
  // What the answer says about a visitor is of use while it is this page's.
  if (results && mine) {
    meet(visitor);
    if (standing) showStanding(standing);
    if (Object.values(results).includes('rejected: erased')) forget();
  }
  tell('sent', { events, status, answer: said });
}
