/** Grade, rung and segments: where the leaves' values put the person, and the moves that makes. */
import type { Run } from './machine.ts';
import { scoreAt } from './score.ts';
import type { CanonicalEvent, Move } from './types.ts';

/** The highest grade whose first score is reached. */
export function gradeOf(run: Run, score: number): number {
  const { grades } = run.c;
  let grade = grades.length - 1;
  while (grade > 0 && score < (grades[grade] as { from: number }).from) grade--;
  return grade;
}

/** The highest rung that may be entered, or the present one while it may be kept. */
function rungOf(run: Run): number {
  const { rungs } = run.c;
  for (let i = rungs.length - 1; i > 0; i--) {
    const rung = rungs[i] as (typeof rungs)[number];
    if (rung.enter(run.holds) || (i === run.rung && rung.keep(run.holds))) return i;
  }
  return 0;
}

function causeOf(run: Run, event: CanonicalEvent | undefined, up: boolean): Move['cause'] {
  if (!event) return { by: 'time' };
  const by = up ? run.raisedBy : run.loweredBy;
  const rule = run.c.rules[by]?.id;
  return {
    by: 'event',
    event: event.id,
    type: event.type,
    ...(rule === undefined ? {} : { rule }),
  };
}

/** Begins at the lowest rung and grade: being there is no move. */
export function beginLadder(run: Run, at: number): void {
  run.rung = 0;
  run.grade = 0;
  run.state.rung_since = at;
  run.state.grade_since = at;
}

/** Brings grade, rung and segments up to date at an instant; time is the cause without an event. */
export function settle(run: Run, at: number, event: CanonicalEvent | undefined): void {
  run.changed = false;
  const score = scoreAt(run, at);
  settleGrade(run, at, score, event);
  settleRung(run, at, score, event);
  settleSegments(run, at);
}

function settleGrade(run: Run, at: number, score: number, event: CanonicalEvent | undefined): void {
  const grade = gradeOf(run, score);
  if (grade === run.grade) return;
  const { grades, version } = run.c;
  const name = (index: number): string => (grades[index] as { id: string }).id;
  const cause = causeOf(run, event, grade > run.grade);
  run.moves.push({
    kind: 'grade',
    at,
    from: name(run.grade),
    to: name(grade),
    since: run.state.grade_since,
    cause,
    model: version,
    score,
  });
  run.grade = grade;
  run.state.grade_since = at;
  run.changes++;
}

function settleRung(run: Run, at: number, score: number, event: CanonicalEvent | undefined): void {
  const rung = rungOf(run);
  const { rungs, version } = run.c;
  const present = rungs[run.rung] as (typeof rungs)[number];
  run.stay = Infinity;
  if (rung === run.rung) return;
  const earliest = run.state.rung_since + present.stay;
  if (rung < run.rung && at < earliest) {
    run.stay = earliest;
    if (earliest < run.wake) run.wake = earliest;
    return;
  }
  const to = (rungs[rung] as { id: string }).id;
  const cause = causeOf(run, event, rung > run.rung);
  const since = run.state.rung_since;
  run.moves.push({ kind: 'rung', at, from: present.id, to, since, cause, model: version, score });
  run.rung = rung;
  run.state.rung_since = at;
  run.changes++;
}

function settleSegments(run: Run, at: number): void {
  for (let i = 0; i < run.c.segments.length; i++) {
    const inside = (run.c.segments[i] as (typeof run.c.segments)[number]).when(run.holds);
    const was = (run.entered[i] as number) >= 0;
    if (inside === was) continue;
    run.entered[i] = inside ? at : -1;
    run.changes++;
  }
}
