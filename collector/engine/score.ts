/**
 * The score: one sum a group. Sums that decay share one half-life and one anchor and are moved
 * only when an award changes them, so looking at a score never changes it.
 */
import type { CompiledGroup, CompiledRule, Run } from './machine.ts';
import type { CanonicalEvent } from './types.ts';
import { HOUR, shown } from './units.ts';

/** What is left of one point after a while (milliseconds). Right after an award nothing is lost. */
export function decay(halfLife: number, elapsed: number): number {
  return elapsed === 0 ? 1 : 2 ** (-elapsed / halfLife);
}

function clamp(sum: number, group: CompiledGroup): number {
  return sum > group.cap ? group.cap : sum < group.floor ? group.floor : sum;
}

/** A group's undecayed sum, its `highest_of` awards included. */
export function groupSum(run: Run, group: CompiledGroup): number {
  const folded = run.sums[group.index] as number;
  if (group.sets.length === 0) return folded;
  const highest = group.sets.map((set) => run.state.best[set]?.points ?? 0);
  return clamp(
    highest.reduce((sum, points) => sum + points, folded),
    group,
  );
}

/** Refreshes the total of the groups that decay, or of those that keep. */
function refreshTotal(run: Run, decays: boolean): void {
  const groups = decays ? run.c.decaying : run.c.keeping;
  let sum = 0;
  for (let i = 0; i < groups.length; i++) sum += groupSum(run, groups[i] as CompiledGroup);
  if (decays) run.decaying = sum;
  else run.kept = sum;
}

/** Refreshes both totals. */
export function total(run: Run): void {
  refreshTotal(run, true);
  refreshTotal(run, false);
}

/** The score as shown at an instant not before the anchor, hundredths. */
export function scoreAt(run: Run, at: number): number {
  return shown(run.kept + run.decaying * decay(run.c.halfLife, at - run.state.anchor));
}

/** One group's part of the score as shown. */
export function groupAt(run: Run, group: CompiledGroup, at: number): number {
  const sum = groupSum(run, group);
  return shown(group.decays ? sum * decay(run.c.halfLife, at - run.state.anchor) : sum);
}

function moveAnchor(run: Run, ts: number): void {
  if (ts === run.state.anchor) return;
  const left = decay(run.c.halfLife, ts - run.state.anchor);
  const groups = run.c.decaying;
  for (let i = 0; i < groups.length; i++) {
    const { index } = groups[i] as CompiledGroup;
    run.sums[index] = (run.sums[index] as number) * left;
  }
  run.state.anchor = ts;
}

/** Adds points to a group as far as its cap and floor allow. */
export function addPoints(run: Run, group: CompiledGroup, points: number): number {
  if (group.decays) moveAnchor(run, run.state.at);
  const before = run.sums[group.index] as number;
  const wanted = before + points;
  const after = clamp(wanted, group);
  run.sums[group.index] = after;
  refreshTotal(run, group.decays);
  return after === wanted ? points : after - before;
}

/** Keeps the award when it beats the best of its set so far; gives what that is worth. */
export function raiseBest(
  run: Run,
  rule: CompiledRule,
  event: CanonicalEvent,
  points: number,
): number {
  const set = rule.set as string;
  const best = run.state.best[set];
  if (points <= (best?.points ?? 0)) return 0;
  const { id, type, ts } = event;
  const before = run.kept;
  run.state.best[set] = { points, rule: rule.id, event: { id, type, ts } };
  refreshTotal(run, false);
  return run.kept - before;
}

/**
 * The instant before which decay alone does not bring the shown score over one of the edges it lies
 * between: only the one on the way to what is kept matters.
 */
export function scoreUntil(run: Run, at: number): number {
  const { kept, decaying, low, high } = run;
  const next = decaying > 0 ? low : high;
  if (next === Infinity || next === -Infinity) return Infinity;
  return bound({ kept, decaying, anchor: run.state.anchor }, next, at, run.c.halfLife);
}

/** A sum that keeps, one that decays, and the anchor of the second. */
export interface Sum {
  kept: number;
  decaying: number;
  anchor: number;
}

/** Where looking closely begins: before that a safe bound is enough. */
const NEAR = HOUR;

/**
 * The instant before which decay alone does not change whether the shown sum is at least `bound`;
 * exact within an hour of the change, an earlier safe bound (Newton's, from below) otherwise.
 * Infinity when it never changes.
 */
export function bound(sum: Sum, least: number, now: number, halfLife: number): number {
  const reaches = (at: number): boolean =>
    shown(sum.kept + sum.decaying * decay(halfLife, at - sum.anchor)) >= least;
  const present = reaches(now);
  if (present === sum.kept >= least) return Infinity;
  // what the decaying part is at the change; of the same sign as it is now
  const edge = least - 0.5 - sum.kept;
  const left = sum.decaying * decay(halfLife, now - sum.anchor);
  const safe = now + (halfLife / Math.LN2) * (1 - edge / left);
  if (safe > now + NEAR) return Math.floor(safe) - 1;
  let at = Math.max(now + 1, Math.ceil(now + halfLife * Math.log2(left / edge)));
  while (at > now + 1 && reaches(at - 1) !== present) at--;
  while (reaches(at) === present) at++;
  return at;
}
