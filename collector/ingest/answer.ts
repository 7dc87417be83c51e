/** What the sender is told. */
import type { Answer, EventResult, Standing } from '../../sdk/wire.ts';
import type { PersonDocument } from '../engine/document.ts';
import type { Position } from '../engine/index.ts';
import type { Arrival } from './job.ts';
import { mayShowStanding } from './link-users.ts';
import { refusalText } from './refusal.ts';

/** Seconds after which overtaken events may be sent again. */
const RETRY_AFTER_S = 5;

export interface Answering {
  arrival: Arrival;
  results: ReadonlyMap<string, EventResult> | undefined;
  /** some of it is to be sent again */
  again: boolean;
  /** marks of the device's events that are stored */
  ids: ReadonlySet<string>;
  device: string;
  erased: boolean;
  doc: PersonDocument;
  standing: Position | undefined;
}

/** The answer to one request whose events were decided on. */
export function answerArrival(answering: Answering): Answer {
  const { arrival, results, again, ids, device, erased, doc, standing } = answering;
  const missing = arrival.confirm.filter(({ mark }) => !ids.has(mark));
  const shown = standing && !erased && mayShowStanding(doc, device) ? standing : undefined;
  return {
    results: { ...refusedResults(arrival), ...Object.fromEntries(results ?? []) },
    missing: erased ? [] : missing.map(({ name }) => name),
    ...(again && { retry_after_s: RETRY_AFTER_S }),
    ...(shown && { standing: standingOf(shown) }),
  };
}

/** Nothing was stored: others wrote the person all the time. What is refused stays refused. */
export function retryAnswer(arrival: Arrival): Answer {
  const again = arrival.candidates.map(({ name }) => [name, 'retry'] as const);
  return {
    results: { ...refusedResults(arrival), ...Object.fromEntries(again) },
    missing: [],
    retry_after_s: RETRY_AFTER_S,
  };
}

function refusedResults({ job }: Arrival): Record<string, EventResult> {
  const refused = job.batch.refused;
  return Object.fromEntries(refused.map(({ name, refusal }) => [name, refusalText(refusal)]));
}

const standingOf = ({ rung, grade, segments, model }: Position): Standing => ({
  rung,
  grade,
  segments,
  model,
});
