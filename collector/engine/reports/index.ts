/** Counting days and reading them: what the store and the API may import. */
export { addPerson, noCensus } from './census.ts';
export { countAct } from './count-act.ts';
export { countMove } from './count-move.ts';
export { countOrder } from './count-order.ts';
export { countVisit } from './count-visit.ts';
export { type DaySums, noDay, noDaySums } from './day-sums.ts';
export { type CountedDay, type History, historyOf } from './history.ts';
export {
  type CountedTotals,
  distinct,
  type PeriodCell,
  type PeriodFlow,
  type PeriodSums,
  type PeriodTotals,
  sumDays,
  sumSegmentDays,
} from './period.ts';
export { capCells, totalsText } from './sums.ts';
