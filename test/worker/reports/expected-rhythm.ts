/** The answer of `rhythm` as the recomputation has it. */
import type { Rhythm } from '../../../dashboard-api/present/schemas/rhythm.ts';
import type { Tree } from './compare.ts';
import type { Asked, Past } from './recompute.ts';
import { type Beats, rhythmOf } from './recompute-rhythm.ts';

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const BEATS = ['visits', 'ad_arrivals', 'slot_clicks', 'signups', 'purchases'] as const;
const NONE: Beats = { visits: 0, ad_arrivals: 0, slot_clicks: 0, signups: 0, purchases: 0 };

interface Hour extends Beats {
  weekday: string;
  hour: number;
}

/** The 168 hours of a week that begins on Monday. */
function weekOf(past: Past, asked: Asked): Hour[] {
  const rhythm = rhythmOf(past, asked);
  return Array.from({ length: 168 }, (_, i) => {
    const [weekday, hour] = [(Math.floor(i / 24) + 1) % 7, i % 24];
    const name = DAYS[weekday] as string;
    return { weekday: name, hour, ...NONE, ...rhythm.get(weekday * 24 + hour) };
  });
}

/** The first hour that no other exceeds, or null where nothing happened. */
function peakOf(week: Hour[], beat: keyof Beats): Tree {
  const most = Math.max(...week.map((hour) => hour[beat]));
  const found = week.find((hour) => hour[beat] === most);
  return found && most > 0 ? { weekday: found.weekday, hour: found.hour, count: most } : null;
}

export function expectedRhythm(past: Past, asked: Asked): Tree {
  const week = weekOf(past, asked);
  const sum = (beat: keyof Beats) => week.reduce((all, hour) => all + hour[beat], 0);
  return {
    data: week.map((hour) => ({ ...hour })),
    busiest: Object.fromEntries(BEATS.map((beat) => [beat, peakOf(week, beat)])),
    totals: Object.fromEntries(BEATS.map((beat) => [beat, sum(beat)])),
  };
}

export const comparableRhythm = ({ data, busiest, totals }: Rhythm): Tree => ({
  data,
  busiest,
  totals,
});
