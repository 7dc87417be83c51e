/** A person's document, replayed to the moment of asking, as `leads` and `visitors` show it. */
import type { PersonDocument } from '../../collector/engine/document.ts';
import {
  type Compiled,
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
import { toRfc3339 } from './time.ts';

/** What the fold says of a person at one moment. */
export interface Standing {
  state: State;
  explained: Explanation;
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
export function standingAt(
  compiled: Compiled,
  { at, log }: { at: number; log: LogPart },
): Standing {
  return explainWithState(compiled, log.base, log.tail, at);
}

const momentOrNull = (ms: number | null): string | null => (ms === null ? null : toRfc3339(ms));

/** One line of `leads`: points as decimals, moments as RFC 3339, null for what is not known. */
export function presentLead({ person, bot }: Person, { state, explained }: Standing): Lead {
  const { score, grade, rung, rung_since, segments, sentence, next, model } = explained;
  return {
    person,
    score: toPoints(score),
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
