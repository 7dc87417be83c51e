/** What one move adds to its day. */
import type { Move } from '../types.ts';
import { HOUR } from '../units.ts';
import { credit } from './credit.ts';
import { type DaySums, noCredit, sumsFor } from './day-sums.ts';
import type { CountedDay, History } from './history.ts';
import { add, entry } from './record.ts';
import { WHOLE } from './types.ts';

/** Adds a move; one from the lowest rung is a lead. */
export function countMove(
  sums: DaySums,
  history: History,
  move: Move,
  { dayOf }: Pick<CountedDay, 'dayOf'>,
): void {
  const { kind, at, from, to, since } = move;
  const flow = entry(sums.all.flows, `${kind} ${from} ${to}`, () => ({
    ...{ moves: 0, gaps: {}, hours: {} },
  }));
  flow.moves += 1;
  if (since !== undefined) {
    add(flow.gaps, String(dayOf(at) - dayOf(since)), 1);
    add(flow.hours, String(Math.floor((at - since) / HOUR)), 1);
  }
  if (kind !== 'rung' || from !== history.lowest) return;
  credit(sumsFor(sums, history), history, {
    at,
    whole: WHOLE,
    in: (cell) => {
      cell.leads ??= noCredit();
      return cell.leads;
    },
  });
}
