/** What one act adds to its day: voices, and sign-ups and unsubscribes outside of visits. */
import { beatAt } from './beat.ts';
import { beatOf, cellOf, type DaySums, sumsFor } from './day-sums.ts';
import type { History } from './history.ts';
import { add } from './record.ts';
import { lastTouch, touchesOf } from './touches.ts';
import { type Act, DIMENSIONS, UNKNOWN, type Voices } from './types.ts';

export function countAct(sums: DaySums, history: History, act: Act): void {
  const { kind } = act;
  if (kind === 'signup' || kind === 'unsubscribe') countSubscription(sums, history, act);
  else countVoice(sums.all.voices, act);
}

function countVoice(voices: Voices, { kind, score }: Act): void {
  if (kind === 'complaint') voices.complaints += 1;
  if (kind === 'resolved') voices.resolved += 1;
  if ((kind === 'nps' || kind === 'csat') && score !== undefined) {
    add(voices[kind], String(score), 1);
  }
}

/** It is the last touch's. */
function countSubscription(sums: DaySums, history: History, act: Act): void {
  const touches = touchesOf(history.visits, act.at);
  const touch = touches[lastTouch(touches)];
  for (const totals of sumsFor(sums, history)) {
    if (act.kind === 'signup') add(beatOf(totals, beatAt(act.at, act.offset_min)), 'signups', 1);
    for (const dimension of DIMENSIONS) {
      const item = touch?.items[dimension] ?? (dimension === 'all' ? '' : UNKNOWN);
      const cell = cellOf(totals, dimension, item);
      add(cell, act.kind === 'signup' ? 'signups' : 'unsubscribes', 1);
    }
  }
}
