/** The model's segments with their people, now and over time. */
import type { Model } from '../../collector/engine/index.ts';
import type { Census } from '../../collector/engine/reports/types.ts';
import { type MembersRow, mostCounted, type SegmentDay } from '../queries/segments.ts';
import { momentOrNull } from './freshness.ts';
import type { Segments } from './schemas/segments.ts';
import { toDate } from './time.ts';

interface Counts {
  now: number;
  members: readonly MembersRow[];
  census: Census | undefined;
  days: readonly SegmentDay[];
}

export function presentSegments(model: Model, counts: Counts): Segments['data'] {
  const { now, members, census, days } = counts;
  const live = new Map(members.map(({ segment, people }) => [segment, people]));
  const most = mostCounted(model.segments.map(({ id }) => id));
  const counted = new Map(Object.entries(census?.segments ?? {}));
  return model.segments.map(({ id, label }) => {
    const people = live.get(id) ?? 0;
    const standing =
      people < most
        ? { people, people_at: momentOrNull(now) }
        : { people: census ? (counted.get(id) ?? 0) : null, people_at: momentOrNull(census?.at) };
    const over_time = days.map(({ day, segments }) => ({
      date: toDate(day),
      people: segments.get(id) ?? 0,
    }));
    return { id, label, ...standing, over_time };
  });
}
