/** A person's document, replayed to the moment of asking, as `leads` and `visitors` show it. */
import type { PersonDocument } from '../../collector/engine/document.ts';
import {
  type Compiled,
  curve,
  type Explanation,
  explainWithState,
  type State,
} from '../../collector/engine/index.ts';
import type { LogPart } from '../queries/log.ts';
import type { Person } from '../queries/person.ts';
import { presentNext } from './explanation.ts';
import { presentOrders } from './orders.ts';
import { toPoints } from './points.ts';
import type { Lead } from './schemas/lead.ts';
import { DAY_MS, toRfc3339 } from './time.ts';

/** What the fold says of a person at one moment, and the log it was said from. */
export interface Standing {
  state: State;
  explained: Explanation;
  log: LogPart;
}

interface Moment {
  /** milliseconds */
  at: number;
  log: LogPart;
}

/**
 * The moment that "now" is for a person: ours, unless their log is ahead of it. A visitor's clock
 * may be some minutes fast, and what was noticed at a later moment is not taken back.
 */
export const asOf = ({ noticed, tail }: PersonDocument, now: number): number =>
  Math.max(now, noticed, tail.at(-1)?.ts ?? 0);

/**
 * `log` is the document, or reaches further back, so that the reasons of older events have their
 * names: the state is the same.
 */
export function standingAt(compiled: Compiled, { at, log }: Moment): Standing {
  return { ...explainWithState(compiled, log.base, log.tail, at), log };
}

const TREND_DAYS = 7;

/**
 * How much higher the score is than some days ago, under the rules of today. Null where the log at
 * hand does not reach that far back.
 */
export function trendOf(
  compiled: Compiled,
  { at, log }: Moment,
  { state, explained }: Standing,
): Lead['trend'] {
  const then = at - TREND_DAYS * DAY_MS;
  const { base, tail } = log;
  const began = state.first_seen !== null && state.first_seen <= then;
  if (began && base.first_seen !== null && base.at > then) return null;
  const [before] = began ? curve(compiled, base, tail, [then]).positions : [];
  return { days: TREND_DAYS, change: toPoints(explained.score - (before?.score ?? 0)) };
}

const momentOrNull = (ms: number | null): string | null => (ms === null ? null : toRfc3339(ms));

/** One line of `leads`: points as decimals, moments as RFC 3339, null for what is not known. */
export function presentLead(
  { person, bot }: Person,
  { state, explained }: Standing,
  trend: Lead['trend'],
): Lead {
  const { score, grade, rung, rung_since, segments, sentence, next, model } = explained;
  return {
    person,
    score: toPoints(score),
    trend,
    grade,
    rung,
    rung_since: state.first_seen === null ? null : toRfc3339(rung_since),
    segments,
    why: sentence,
    next: next ? presentNext(next) : null,
    first_source: state.first_source ?? null,
    last_source: state.last_source ?? null,
    first_seen: momentOrNull(state.first_seen),
    last_seen: momentOrNull(state.last_seen),
    country: state.country ?? null,
    email_known: state.email !== undefined,
    orders: presentOrders(state),
    bot,
    model,
  };
}
