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
export { type ExplainOptions, explain, explainWithState } from './explain.ts';
export { advance, fold } from './fold.ts';
export { type Compared, Counter, noSum, type Sum } from './ideal/counter.ts';
export { type Amounts, FEWEST, type Figures, figuresOf } from './ideal/figures.ts';
export {
  BUYERS,
  type Combination,
  checkGroup,
  type Group as People,
  whenOf,
} from './ideal/groups.ts';
export { type Observation, Observed, type Purchases } from './ideal/observed.ts';
export { MEDIAN_ERROR } from './ideal/spread.ts';
export { TRAITS } from './ideal/traits.ts';
export {
  type Habits,
  habitsOf,
  type Interest,
  type Interests,
  interestsOf,
} from './interests.ts';
export { asFound, judgeEvent } from './judge-event.ts';
export { canonical } from './leaves.ts';
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
export { type OrdersSummary, orderIdOf, ordersSummary } from './orders.ts';
export { defaultModel, PRESETS } from './presets/index.ts';
export { due, position, type Replay, replay } from './replay.ts';
export * from './reports/index.ts';
export * from './reports/types.ts';
export { movesSince } from './rules-since.ts';
export { modelSchema } from './schema.ts';
export { curve } from './score-curve.ts';
export {
  answersSearch,
  certainTerms,
  countryWord,
  type SearchTerm,
  searchedWords,
  searchWords,
} from './search-words.ts';
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
export { localDay } from './units.ts';
export { type ModelProblem, type ModelResult, validateModel } from './validate.ts';
export { VISIT_GAP_MS } from './visit.ts';
export { type Share, wilson } from './wilson.ts';
