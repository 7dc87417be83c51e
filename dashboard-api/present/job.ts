/** A job's row as the API shows it. */

import type { Shift } from '../../collector/engine/index.ts';
import { judge, type Matrix, noComparison, noTrials } from '../../collector/engine/index.ts';
import type {
  BacktestBody,
  IdealBody,
  ImportBody,
  JobBody,
  JobRow,
  NamedRow,
  PreviewBody,
  PublishBody,
} from '../queries/jobs.ts';
import { presentIdeal } from './ideal-customer.ts';
import { toPoints } from './points.ts';
import type { JobAnswer } from './schemas/job.ts';
import { toRfc3339 } from './time.ts';

type Result = NonNullable<JobAnswer['result']>;
type BadRow = Extract<Result, { kind: 'import' }>['bad_rows'][number];
type WouldMove = Extract<Result, { kind: 'preview' }>['would_move'][number];

/** The largest flow first; in the sums the order is that of the people who were read. */
const flows = (matrix: Matrix) =>
  Object.entries(matrix)
    .flatMap(([from, row]) => Object.entries(row).map(([to, people]) => ({ from, to, people })))
    .sort((a, b) => b.people - a.people || byName(a.from, b.from) || byName(a.to, b.to));

const byName = (a: string, b: string): number => Number(a > b) - Number(a < b);

const inPoints = ({ from, to }: { from: number; to: number }) => ({
  from: toPoints(from),
  to: toPoints(to),
});

function wouldMove({ person, body }: NamedRow): WouldMove {
  const { rung, grade, score, why } = JSON.parse(body) as Shift;
  const rules = why.rules.map((change) => ({ rule: change.rule, ...inPoints(change) }));
  return { person, rung, grade, score: inPoints(score), why: { cause: why.cause, rules } };
}

function preview({ at, sum = noComparison() }: PreviewBody, named: NamedRow[]): Result {
  const { rungs, grades, ...counts } = sum;
  return {
    kind: 'preview',
    as_of: toRfc3339(at),
    ...counts,
    rungs: flows(rungs),
    grades: flows(grades),
    would_move: named.map(wouldMove),
  };
}

function backtest({ slice, sum = noTrials() }: BacktestBody): Result {
  const { from, to } = slice;
  return {
    kind: 'backtest',
    from: toRfc3339(from),
    to: toRfc3339(to),
    ...sum,
    ...judge(sum),
  };
}

function publish({ at, alert, brought = 0, moved = 0, superseded_by }: PublishBody): Result {
  const as_of = toRfc3339(at);
  return { kind: 'publish', as_of, alert, brought, moved, superseded_by: superseded_by ?? null };
}

function imported({ at, plan, sum }: ImportBody, named: NamedRow[]): Result {
  const { bad_rows: bad, ...counts } = sum;
  const bad_rows = named.map(({ body }) => JSON.parse(body) as BadRow);
  return { kind: 'import', of: plan.kind, as_of: toRfc3339(at), ...counts, bad, bad_rows };
}

function resultOf({ kind, body }: JobRow, named: NamedRow[]): Result | null {
  if (kind === 'preview') return preview(JSON.parse(body) as PreviewBody, named);
  if (kind === 'backtest') return backtest(JSON.parse(body) as BacktestBody);
  if (kind === 'ideal_customer') return presentIdeal(JSON.parse(body) as IdealBody);
  if (kind === 'import') return imported(JSON.parse(body) as ImportBody, named);
  return kind === 'publish' ? publish(JSON.parse(body) as PublishBody) : null;
}

export function presentJob(row: JobRow, named: NamedRow[], now: number): JobAnswer {
  const { job, state, done, total, body } = row;
  return {
    job,
    version: (JSON.parse(body) as Partial<JobBody>).version ?? null,
    state,
    done,
    total,
    result: state === 'done' ? resultOf(row, named) : null,
    as_of: toRfc3339(now),
  };
}
