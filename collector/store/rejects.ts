/** Counts refused events by site, day and reason. */
import type { Database, Statement } from './database.ts';

export interface RejectCount {
  reason: string;
  n: number;
  /** the newest one without personal data */
  last: { at: number; type?: string; field?: string; sdk: string; origin?: string };
}

const COUNT = `
  INSERT INTO rejects (site, day, reason, n, last)
  SELECT ?1, ?2, value ->> 'reason', value ->> 'n', value -> 'last' FROM json_each(?3) WHERE true
  ON CONFLICT DO UPDATE SET n = rejects.n + excluded.n, last = excluded.last`;

/** No statement when nothing was refused. @param day local day of the site */
export function rejectStatements(
  db: Database,
  site: string,
  day: number,
  counts: readonly RejectCount[],
): Statement[] {
  if (counts.length === 0) return [];
  return [db.prepare(COUNT).bind(site, day, JSON.stringify(counts))];
}
