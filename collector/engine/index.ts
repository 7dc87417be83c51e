/** The engine's public face: everything a caller may import. */

export {
  addOutcome,
  judge,
  noTrials,
  type Outcome,
  type Slice,
  Trial,
  type Trials,
  type Verdict,
} from './backtest.ts';
export { compile } from './compile.ts';
export {
  addCompared,
  type Comparison,
  type Matrix,
  noComparison,
  QUIET_DAYS,
  type Shift,
  samePlace,
  shiftOf,
} from './diff.ts';
export { type ExplainOptions, explain } from './explain.ts';
export { advance, fold } from './fold.ts';
export { asFound, judgeEvent } from './judge-event.ts';
export type { Compiled, Run } from './machine.ts';
export type {
  Condition,
  Grade,
  Group,
  Label,
  Match,
  Model,
  Rule,
  Rung,
  Segment,
  Where,
} from './model.ts';
export { currencyExponent, toMinor } from './money.ts';
export { close, open } from './open.ts';
export { compareEvents, mergeTails } from './order.ts';
export { type OrdersSummary, ordersSummary } from './orders.ts';
export { defaultModel, PRESETS } from './presets/index.ts';
export { due, position, type Replay, replay } from './replay.ts';
export { movesSince } from './rules-since.ts';
export { modelSchema } from './schema.ts';
export { type State, start } from './state.ts';
export { foldText, wordsOf } from './text-fold.ts';
export type {
  CanonicalEvent,
  Cause,
  Channel,
  Explanation,
  Judged,
  Move,
  MoveKind,
  Order,
  Position,
  Source,
  Term,
  Visit,
} from './types.ts';
export { type ModelProblem, type ModelResult, validateModel } from './validate.ts';
export { type Share, wilson } from './wilson.ts';
