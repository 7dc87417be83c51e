/** Brings what the queue holds to the collector, once, in as few requests as possible. */
import { envelopeOf, nextBatch, type Row } from '../core/batch.ts';
import { FIRST_PAUSE_MS, isRefused, isTooMuch, nextPause } from '../core/retry.ts';
import type { Answer } from '../wire.ts';
import { all, remove } from './backlog.ts';
import { isAllowed } from './consent.ts';
import { forget } from './forget.ts';
import { tell } from './listen.ts';
import { atHand, put, waiting } from './queue.ts';
import { SOON_MS } from './settings.ts';
import { showStanding } from './standing.ts';
import { ingestUrl, post } from './transport.ts';
import { fresh, meet, readVisitor } from './visitor.ts';

/**
 * Characters of events in a request: even at two bytes each a beacon must fit beside a request under
 * way. Halves on a 413.
 */
let room = 12_000;
/** The most (ms) that the next failure makes us wait. */
let longest = FIRST_PAUSE_MS;
/** The timer that ends a pause; meanwhile nothing is sent. */
let paused: number | undefined;
/** Resolves when nothing is under way. */
let free: Promise<unknown> | undefined;

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
 * The pause is over, the browser is on line again, or the page is back from its cache: then what was
 * under way may never come to an end. Not at once, since a beacon of a moment ago may still be on its
 * way, and a question about it must not overtake it.
 */
export function resume(): void {
  paused = 0;
  free = undefined;
  setTimeout(flush, SOON_MS);
}

/**
 * The page may end now: a beacon takes along what waits, since every engine lets it outlive the page.
 * Nobody hears its answer, so the next request asks for it. That is noted before it leaves: a closing
 * tab says twice that it ends, and Firefox may stop the script behind the first beacon.
 */
export function leave(): void {
  const here = atHand().filter((row) => !row[3]);
  const batch = nextBatch(here, room);
  const body = batch[0] && JSON.stringify(envelopeOf(batch, Date.now(), fresh));
  if (body) {
    mark(batch, true);
    if (!navigator.sendBeacon(ingestUrl(), body)) mark(batch, false);
  }
}

/** Whether these have left: then it is not known whether they arrived until they are answered for. */
function mark(batch: readonly Row[], left: boolean): Promise<void> {
  for (const row of batch) row[3] = left;
  return put(batch);
}

/**
 * Sends batch after batch. Forgets what is answered for, and pauses before what is not goes again.
 * What got no answer, the next request asks about first, since it may have arrived all the same. A
 * request that is refused whole (an unknown key, a foreign origin) is not repeated; its events are
 * lost, and `debug` says why. What comes in meanwhile waits for its own time.
 */
async function upload(): Promise<void> {
  if (paused) return;
  const rows = await all();
  const batch = nextBatch(rows, room);
  // Asked this late, so that nothing is put back behind a refusal.
  if (!batch[0] || !isAllowed()) return;
  const [, head] = batch[0];
  const isMine = () => head.includes(readVisitor() as string);
  const envelope = envelopeOf(batch, Date.now(), isMine() && fresh);
  const { events } = envelope;
  const body = JSON.stringify(envelope);
  for (const [id] of batch) delete waiting[id];
  // Known on disk before it leaves: a page that is put aside meanwhile makes no other send it again.
  await mark(batch, true);
  let response: Response | undefined;
  let answer: Partial<Answer> = {};
  try {
    response = await post(body);
    answer = await response.json();
  } catch (error) {
    tell('error', error);
  }
  const status = response?.status ?? 0;
  const { results } = answer;
  const tooMuch = isTooMuch(status) && events[1];
  if (tooMuch) room = Math.min(room, body.length) / 2;
  const again = batch.filter(([id]) =>
    results
      ? results[id] === 'retry' || answer.missing?.includes(id)
      : tooMuch || !isRefused(status),
  );
  await remove(batch.filter((row) => !again.includes(row)));
  // Who refused meanwhile has nothing left here, and gets nothing back.
  if (status && isAllowed()) await mark(again, false);
  if (again[0]) pause(answer.retry_after_s ?? response?.headers.get('retry-after'));
  else longest = FIRST_PAUSE_MS;
  if (results && isMine()) heed(answer, results);
  tell('sent', { events, status, answer });
  if (rows.length > batch.length) await upload();
}

/** @param asked seconds; the collector's wish */
function pause(asked: unknown): void {
  paused = setTimeout(resume, ((asked as number) * 1000 || 0) + Math.random() * longest);
  longest = nextPause(longest);
}

/** What the answer says about a visitor who is still this page's. */
function heed({ visitor, standing }: Partial<Answer>, results: Answer['results']): void {
  meet(visitor);
  if (standing) showStanding(standing);
  if (Object.values(results).includes('rejected: erased')) forget();
}
