/** What was refused and what came twice, as rows of the store tell it. */
import type { RejectCount } from '../queries/health.ts';
import type { Health } from './schemas/health.ts';
import { toDate, toRfc3339 } from './time.ts';

/** The reason under which the collector counts copies; they are no refusals. */
const DUPLICATE = 'duplicate';

interface Last {
  at?: number;
  type?: string;
  field?: string;
  sdk?: string;
  origin?: string;
}

export function rejectsOf(rows: readonly RejectCount[]): Pick<Health, 'rejects' | 'duplicates'> {
  const refused = rows.filter(({ reason }) => reason !== DUPLICATE);
  const copies = rows.filter(({ reason }) => reason === DUPLICATE);
  return {
    rejects: refused.map(({ day, reason, n, last }) => {
      return { day: toDate(day), reason, count: n, last: lastOf(JSON.parse(last) as Last) };
    }),
    duplicates: copies.reduce((sum, { n }) => sum + n, 0),
  };
}

function lastOf({ at, type, field, sdk, origin }: Last): Health['rejects'][number]['last'] {
  if (at === undefined) return null;
  return {
    at: toRfc3339(at),
    ...(type && { type }),
    ...(field && { field }),
    ...(sdk && { sdk }),
    ...(origin && { origin }),
  };
}
