/** Brings what the queue holds to the collector, once, in as few requests as possible. */
import { type Batch, bodyOf, nextBatch, type Row } from '../core/batch.ts';
import { isTooMuch, mayPass, pauseAfter } from '../core/retry.ts';
import { type Answer, LIMITS } from '../wire.ts';
import { tell } from './listen.ts';
import { all, handOver, put, remove } from './queue.ts';
import { showStanding } from './standing.ts';
import { beacon, post } from './transport.ts';
import { forget, meet, readVisitor } from './visitor.ts';

/** Rows of this page that no request has taken along, at hand without waiting. */
let fresh: Row[] = [];
/** Bytes of events in a request: a beacon must fit beside a request under way. Halves on a 413. */
let room = LIMITS.beaconBytes / 2;
/** Attempts since the last success. */
let fails = 0;
/** While it is true nothing is sent. */
let paused = false;
/** Resolves when nothing is under way. */
let free: Promise<unknown> = Promise.resolve();

/**
 * Resolves when the row is durable. It is sent within `wait` milliseconds, with the event's text as
 * it is known `later`; a page that ends before takes the text that there is.
 */
export async function add(row: Row, wait: number, later?: Promise<string>): Promise<void> {
  fresh.push(row);
  setTimeout(flush, wait);
  const event = await later?.catch(() => {});
  if (fresh.includes(row) && !row[3]) {
    row[2] = event ?? row[2];
    await put([row]);
  }
}

/** Sends what waits; resolves after the attempt. Never rejects. */
export function flush(): Promise<unknown> {
  free = free.then(alone);
  return free;
}

/**
 * One uploader among the tabs of an origin. Without Web Locks, or where they are denied, tabs may
 * send the same event; the collector counts it once.
 */
async function alone(): Promise<void> {
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
  free = Promise.resolve();
  flush();
}

/**
 * The page may end now. A beacon takes along what waits; nobody hears its answer, so the next request
 * asks for it.
 *
 * @param follows whether a page of the same origin follows, whose first request takes it along
 * @param ends whether the page is being put away, not only out of sight
 */
export function leave(follows: boolean, ends: boolean): void {
  const [events] = nextBatch(fresh, room);
  if (!follows && events[0] && beacon(bodyOf([events, []], Date.now()))) mark(events);
  if (ends) handOver(fresh);
}

/** Forgets all that waits. */
export async function clear(): Promise<void> {
  fresh = [];
  await remove(await all());
}

/** These have left; until they are answered for it is not known whether they arrived. */
function mark(events: readonly Row[]): void {
  for (const row of events) row[3] = 1;
  put(events);
}

/** What comes in meanwhile waits for its own time. */
async function upload(): Promise<void> {
  const rows = await all();
  if (!rows[0] || paused) return;
  const batch = nextBatch(rows, room);
  await send(batch);
  if (rows.length > batch.flat().length) await upload();
}

/**
 * Forgets what is answered for, and pauses before what is not goes again. What got no answer, the
 * next request asks about first, since it may have arrived all the same. A request that is refused
 * whole (an unknown key, a foreign origin) is not repeated; its events are lost, and `debug` says why.
 */
async function send(batch: Batch): Promise<void> {
  const [events] = batch;
  const rows = batch.flat();
  fresh = fresh.filter(([id]) => !rows.some((row) => row[0] === id));
  mark(events);
  const body = bodyOf(batch, Date.now());
  const [status, answer, retryAfter = 0] = await post(body);
  const tooMuch = isTooMuch(status) && events[1];
  if (tooMuch) room = body.length / 2;
  const kept = rows.filter(([id]) =>
    answer
      ? answer.results[id] === 'retry' || answer.missing.includes(id)
      : tooMuch || mayPass(status),
  );
  await remove(rows.filter((row) => !kept.includes(row)));
  if (status) {
    for (const row of kept) row[3] = 0;
    await put(kept);
  }
  fails = kept.some((row) => !answer || events.includes(row)) ? fails + 1 : 0;
  paused = !!kept[0];
  if (paused) setTimeout(resume, retryAfter * 1000 + pauseAfter(fails, Math.random()));
  if (answer && body.includes(`${readVisitor()}`)) heed(answer);
  tell('sent', { events: events.map(([, , event]) => JSON.parse(event)), status, answer });
}

/** What the answer says about the visitor of this page. */
function heed({ visitor, standing, results }: Answer): void {
  meet(visitor);
  if (standing) showStanding(standing);
  if (Object.values(results).includes('rejected: erased')) forget();
}
