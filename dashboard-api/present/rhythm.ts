/** The week as 168 hours. */
import type { Beat } from '../../collector/engine/reports/types.ts';
import { BEATS, type Rhythm, type RhythmCell, WEEKDAYS } from './schemas/rhythm.ts';

type Kind = (typeof BEATS)[number];

const HOURS = 24;

/** Counts are kept from Sunday on. */
const keyOf = (day: number, hour: number): string =>
  String(((day + 1) % WEEKDAYS.length) * HOURS + hour);

/** @param week counts by weekday (0 is Sunday) × 24 + hour */
export function presentRhythm(
  week: Readonly<Record<string, Beat>>,
): Pick<Rhythm, 'data' | 'busiest' | 'totals'> {
  const data = WEEKDAYS.flatMap((weekday, day) =>
    Array.from({ length: HOURS }, (_, hour): RhythmCell => {
      return { weekday, hour, ...allOf((kind) => week[keyOf(day, hour)]?.[kind] ?? 0) };
    }),
  );
  return {
    data,
    busiest: allOf((kind) => busiest(data, kind)),
    totals: allOf((kind) => data.reduce((sum, cell) => sum + cell[kind], 0)),
  };
}

const allOf = <T>(of: (kind: Kind) => T): Record<Kind, T> =>
  Object.fromEntries(BEATS.map((kind) => [kind, of(kind)])) as Record<Kind, T>;

function busiest(cells: readonly RhythmCell[], kind: Kind): Rhythm['busiest'][Kind] {
  const most = Math.max(...cells.map((cell) => cell[kind]));
  const cell = cells.find((one) => one[kind] === most);
  return cell && most > 0 ? { weekday: cell.weekday, hour: cell.hour, count: most } : null;
}
