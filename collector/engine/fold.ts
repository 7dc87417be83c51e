/**
 * The fold: takes events in order and lets time pass between them.
 *
 * Nothing derived is kept in the state: what a condition's value is and when it may change by time
 * alone is worked out when the state is opened, so any way of cutting the work gives one result.
 */
import { applyRules } from './award.ts';
import { noteEvent, SERVER } from './facts.ts';
import { beginLadder, gradeOf, settle } from './ladder.ts';
import type { Plan, Run } from './machine.ts';
import { scoreAt, scoreUntil } from './score.ts';
import type { CanonicalEvent } from './types.ts';
import { joinVisit } from './visit.ts';

/** Looks at a leaf again: its value now, and when time may change it. */
function refresh(run: Run, index: number, at: number): void {
  const leaf = run.c.leaves[index] as (typeof run.c.leaves)[number];
  const holds = leaf.holds(run, index, at) ? 1 : 0;
  if (holds !== run.holds[index]) {
    run.holds[index] = holds;
    run.changed = true;
  }
  wakeBy(run, index, leaf.until(run, index, at));
}

function wakeBy(run: Run, index: number, until: number): void {
  run.until[index] = until;
  if (until < run.wake) run.wake = until;
}

function refreshAll(run: Run, indexes: readonly number[], at: number): void {
  for (let i = 0; i < indexes.length; i++) refresh(run, indexes[i] as number, at);
}

/**
 * Grade and conditions on the score change only when it passes an edge; when to look again comes
 * after that of the last leaf.
 */
function refreshScore(run: Run, at: number): void {
  const score = scoreAt(run, at);
  if (score < run.low || score >= run.high) {
    bracket(run, score);
    refreshAll(run, run.c.topics.score, at);
    if (gradeOf(run, score) !== run.grade) run.changed = true;
  }
  refreshAll(run, run.c.topics.groups, at);
  wakeBy(run, run.c.leaves.length, scoreUntil(run, at));
}

/**
 * The same once rules have given points. More of what falls crosses the edge below later than it
 * did: the look that is due comes too early, which does no harm. A whole hundredth is more also
 * after rounding.
 */
function refreshGiven(run: Run, at: number, falls: boolean): void {
  const more = run.raise >= 1 && run.lowering === 0;
  const lasts = falls && more && run.c.topics.groups.length === 0;
  if (!lasts || scoreAt(run, at) >= run.high) refreshScore(run, at);
}

function bracket(run: Run, score: number): void {
  const { edges } = run.c;
  run.low = -Infinity;
  run.high = Infinity;
  for (let i = 0; i < edges.length; i++) {
    const edge = edges[i] as number;
    if (edge <= score) run.low = edge;
    else {
      run.high = edge;
      return;
    }
  }
}

/** Works out everything that is not kept in a state. */
export function wakeUp(run: Run, at: number): void {
  for (let i = 0; i < run.c.leaves.length; i++) refresh(run, i, at);
  run.low = Infinity;
  refreshScore(run, at);
  settle(run, at, undefined);
}

function earliest(run: Run): number {
  let at = run.stay;
  for (let i = 0; i < run.until.length; i++) {
    if ((run.until[i] as number) < at) at = run.until[i] as number;
  }
  run.wake = at;
  return at;
}

/**
 * Lets time pass up to the next instant at which something may change, but not past `until`.
 * Gives that instant, or undefined when there is none.
 */
export function step(run: Run, until: number): number | undefined {
  const at = earliest(run);
  if (at > until || at === Infinity) return undefined;
  for (let i = 0; i < run.c.leaves.length; i++) {
    if ((run.until[i] as number) <= at) refresh(run, i, at);
  }
  if ((run.until[run.c.leaves.length] as number) <= at) refreshScore(run, at);
  if (run.changed || run.stay <= at) settle(run, at, undefined);
  return at;
}

/**
 * Lets time pass without events, up to and including `until`: every move falls on its exact
 * instant however seldom this is called, and the sums of the score stay as they are.
 */
export function advance(run: Run, until: number): void {
  if (run.state.first_seen !== null && until >= run.wake) {
    while (step(run, until) !== undefined);
  }
  if (until > run.state.at) run.state.at = until;
}

function beginPerson(run: Run, event: CanonicalEvent): void {
  run.state.first_seen = event.ts;
  beginLadder(run, event.ts);
  wakeUp(run, event.ts);
}

/** Facts of the visit and the person; conditions on them look again when one has changed. */
function noteFacts(run: Run, event: CanonicalEvent, plan: Plan): void {
  const { state } = run;
  const { visit, visits, first_source, at } = state;
  const { source } = event;
  const agent = visit?.agent;
  run.visit = joinVisit(run, event, plan, source);
  let changed = noteEvent(state, event);
  if (plan.fact) plan.fact(state, event);
  if (plan.act) noteAct(run, event, plan.act);
  changed ||= visits !== state.visits || first_source !== state.first_source;
  changed ||= plan.fact !== undefined || agent !== state.visit?.agent;
  if (changed) refreshAll(run, run.c.topics.facts, at);
  if (personActed(event, plan)) {
    state.last_seen = at;
    refreshSeen(run, at);
  }
}

function noteAct(run: Run, event: CanonicalEvent, actOf: NonNullable<Plan['act']>): void {
  const act = actOf(event, run.visit);
  if (act) run.acts.push(act);
}

function personActed(event: CanonicalEvent, { owners }: Plan): boolean {
  return owners === undefined || (owners === 'server' && event.device !== SERVER);
}

/** What already holds only holds longer: its old `until` wakes too early, which does no harm. */
function refreshSeen(run: Run, at: number): void {
  const { seen } = run.c.topics;
  for (let i = 0; i < seen.length; i++) {
    if (run.holds[seen[i] as number] === 0) refresh(run, seen[i] as number, at);
  }
}

/** Hands the event to the leaves whose match it is. */
function feedLeaves(run: Run, event: CanonicalEvent, plan: Plan): void {
  const { at } = run.state;
  for (let i = 0; i < plan.probes.length; i++) {
    const { test, sinks } = plan.probes[i] as (typeof plan.probes)[number];
    if (test && !test(event, run.visit)) continue;
    for (let j = 0; j < sinks.length; j++) {
      const { leaf, lasting, take } = sinks[j] as (typeof sinks)[number];
      take(run, leaf, event);
      if (!lasting || run.holds[leaf] === 0) refresh(run, leaf, at);
    }
  }
}

/**
 * Folds the next event in (ts, id) order. What time brings up to that instant comes first. Events
 * made by software change nothing.
 *
 * @throws RangeError when the event lies before what the state already covers: replay it from an
 *   earlier checkpoint
 */
export function fold(run: Run, event: CanonicalEvent): void {
  if (event.bot) return;
  const { c, state } = run;
  const { ts } = event;
  if (ts < state.at)
    throw new RangeError(`event at ${ts} comes after time has passed to ${state.at}`);
  if (state.first_seen === null) beginPerson(run, event);
  else if (ts >= run.wake) advance(run, ts);
  state.at = ts;
  forgetCause(run);
  const plan = c.plans.get(event.type) ?? c.otherPlan;
  noteFacts(run, event, plan);
  if (plan.order) {
    const counts = plan.order(run, event);
    refreshAll(run, c.topics.orders, ts);
    if (counts) count(run, event, plan);
  } else count(run, event, plan);
  if (run.changed) settle(run, ts, event);
}

function forgetCause(run: Run): void {
  run.raisedBy = -1;
  run.loweredBy = -1;
  run.raise = 0;
  run.lowering = 0;
}

/** Rules and conditions see the event. */
function count(run: Run, event: CanonicalEvent, plan: Plan): void {
  const { decaying } = run;
  if (applyRules(run, event, plan.rules)) refreshGiven(run, run.state.at, decaying > 0);
  feedLeaves(run, event, plan);
}
