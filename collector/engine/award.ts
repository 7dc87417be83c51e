/** What rules give for an event, within their limits. */
import type { Award, CompiledRule, Run, TypedRule } from './machine.ts';
import { addPoints, raiseBest } from './score.ts';
import type { CanonicalEvent } from './types.ts';
import { localDay } from './units.ts';

/** What tells one visit, day or lifetime from the next. */
function scopeOf(run: Run, event: CanonicalEvent, { per }: TypedRule): number {
  if (per === 'lifetime') return 0;
  return per === 'visit' ? run.state.visits : localDay(run.state.at, event.offset_min);
}

/** Applies all rules of the event's type; gives whether the score changed. */
export function applyRules(run: Run, event: CanonicalEvent, rules: readonly TypedRule[]): boolean {
  let changed = false;
  for (let i = 0; i < rules.length; i++) {
    if (applyRule(run, event, rules[i] as TypedRule)) changed = true;
  }
  return changed;
}

function applyRule(run: Run, event: CanonicalEvent, rule: TypedRule): boolean {
  const { index, limit, limits } = rule;
  const scope = scopeOf(run, event, rule);
  const used = run.scope[index] === scope ? (run.amount[index] as number) : 0;
  if (used >= limit) return false;
  if (rule.test && !rule.test(event, run.visit)) return false;
  const points = rule.points(event);
  if (points === 0) return false;
  const allowed = limits === 'points' ? Math.min(Math.abs(points), limit - used) : Infinity;
  const given = Math.abs(points) > allowed ? Math.sign(points) * allowed : points;
  if (limit < Infinity) {
    run.scope[index] = scope;
    run.amount[index] = used + (limits === 'points' ? Math.abs(given) : 1);
  }
  return give(run, event, rule, given, given !== points ? 'limit' : undefined);
}

function give(
  run: Run,
  event: CanonicalEvent,
  rule: CompiledRule,
  points: number,
  cut: Award['cut'],
): boolean {
  if (rule.set !== undefined) {
    const worth = raiseBest(run, rule, event, points);
    noteCause(run, rule, worth);
    return worth !== 0;
  }
  const effective = addPoints(run, rule.group, points);
  noteCause(run, rule, effective);
  if (run.awards) {
    const { id, type, ts } = event;
    const by = effective === points ? cut : points > 0 ? 'cap' : 'floor';
    run.awards.push({
      rule: rule.index,
      event: { id, type, ts },
      points,
      effective,
      ...(by && { cut: by }),
    });
  }
  return true;
}

function noteCause(run: Run, rule: CompiledRule, effective: number): void {
  if (effective > run.raise) {
    run.raise = effective;
    run.raisedBy = rule.index;
  } else if (effective < run.lowering) {
    run.lowering = effective;
    run.loweredBy = rule.index;
  }
}
