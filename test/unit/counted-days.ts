/** Days counted by the engine alone, from the logs of a few people. */
import {
  type CampaignRule,
  type CanonicalEvent,
  type Compiled,
  type CountedDay,
  type CountedTotals,
  countAct,
  countMove,
  countOrder,
  countVisit,
  type DaySums,
  type History,
  historyOf,
  localDay,
  noDaySums,
  replay,
  start,
} from '../../collector/engine/index.ts';
import { DAY } from './histories.ts';

export interface Counting {
  /** one log a person */
  logs: readonly CanonicalEvent[][];
  now: number;
  campaigns?: readonly CampaignRule[];
}

/** Days are UTC's where no offset is stamped. */
export const dayOf = (at: number): number => localDay(at, 0);

/** Every day with something to count. */
export function countedDays(
  c: Compiled,
  { logs, now, campaigns = [] }: Counting,
): Map<number, DaySums> {
  const days = new Map<number, DaySums>();
  const sumsOf = (day: number): DaySums => {
    const sums = days.get(day) ?? noDaySums();
    days.set(day, sums);
    return sums;
  };
  for (const log of logs) {
    const { visits, orders, moves, acts } = replay(c, start(), log, now);
    const counted = (day: number): CountedDay => {
      return { day, end: Math.min((day + 1) * DAY, now + 1), dayOf, campaigns };
    };
    const known = new Map<number, History>();
    const on = (day: number) => {
      const history = known.get(day) ?? historyOf(c, { base: start(), events: log }, counted(day));
      known.set(day, history);
      return [sumsOf(day), history] as const;
    };
    for (const { start: at, offset_min } of visits) countVisit(...on(localDay(at, offset_min)), at);
    for (const order of orders) countOrder(...on(localDay(order.at, order.offset_min)), order);
    for (const move of moves) countMove(...on(dayOf(move.at)), move, { dayOf });
    for (const act of acts) countAct(...on(localDay(act.at, act.offset_min)), act);
  }
  return days;
}

/** Days of everybody as a reader has them. */
export const totalsOf = (days: ReadonlyMap<number, DaySums>): CountedTotals[] =>
  [...days].sort(([a], [b]) => a - b).map(([day, { all }]) => ({ day, totals: all }));
