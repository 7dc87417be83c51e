/** How fresh a report is. */
import type { Counted } from '../queries/totals.ts';
import { toDate, toRfc3339 } from './time.ts';

/** Figures of a report are those of the days as they were counted last. */
export const presentFreshness = (now: number, counted: Counted) => ({
  as_of: toRfc3339(now),
  counted_at: momentOrNull(counted.counted_at),
  pending_days: counted.pending,
});

export const momentOrNull = (ms: number | null | undefined): string | null =>
  ms === null || ms === undefined ? null : toRfc3339(ms);

export const presentPeriod = ({ from, to }: { from: number; to: number }) => ({
  from: toDate(from),
  to: toDate(to),
});
