/** Tells the collector a whole history, some people at a time. */

import { type Batch, rounds } from './batches.ts';
import { DAY } from './calendar.ts';
import { type HistoryOptions, type Told, tellHistory } from './history.ts';
import { type Collector, type Outcomes, sendBatch } from './send.ts';

/** How far a filling has come. */
export interface Progress {
  people: number;
  events: number;
  outcomes: Outcomes;
}

/** A request may tell of a hundred people. */
const TOGETHER = 100;
/** Requests under way at once. */
const ABREAST = 4;
/** The collector takes 30 days from pages; a day is left for slow machines. */
const PAGES_DAYS = 29;

/**
 * @param tell called after each hundred people
 * @throws Refused
 */
export async function fill(
  collector: Collector,
  history: HistoryOptions,
  now: number,
  tell: (progress: Progress) => void,
): Promise<Progress> {
  const progress: Progress = { people: 0, events: 0, outcomes: {} };
  for (const told of hundreds(tellHistory(history))) {
    for (const round of rounds(told, now - PAGES_DAYS * DAY)) {
      await sendAll(collector, round, progress);
    }
    progress.people += told.length;
    tell(progress);
  }
  return progress;
}

function* hundreds(all: Iterable<Told>): Generator<Told[]> {
  let some: Told[] = [];
  for (const told of all) {
    some.push(told);
    if (some.length < TOGETHER) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

async function sendAll(collector: Collector, batches: readonly Batch[], progress: Progress) {
  const left = [...batches];
  const work = async () => {
    for (let batch = left.shift(); batch; batch = left.shift()) {
      const results = await sendBatch(collector, batch);
      for (const [result, count] of Object.entries(results)) {
        progress.outcomes[result] = (progress.outcomes[result] ?? 0) + count;
      }
      progress.events += batch.messages;
    }
  };
  await Promise.all(Array.from({ length: ABREAST }, work));
}
