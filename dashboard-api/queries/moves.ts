/** Moves of everybody, newest first. */
import { type CompiledQuery, type SqlBool, sql } from 'kysely';
import { sqlite } from './run.ts';

/** Rows looked at in one call for those that fit. Each counts as four: twice in two statements. */
const SCAN = 2000;

/** Where a move stands in the order. */
export type MovePlace = [at: number, person: string, kind: string, to: string];

export interface MoveRow {
  at: number;
  person: string;
  kind: 'rung' | 'grade';
  to_id: string;
  /** JSON: the engine's Move */
  body: string;
}

export interface MoveRequest {
  site: string;
  /** milliseconds: first moment, and the one after the last */
  since: number;
  until: number;
  filters: { kind?: string; from_id?: string; to_id?: string; person?: string };
  after: MovePlace | undefined;
  /** wanted; one more is read to know whether there is a next page */
  limit: number;
}

/** One upper bound only, so that the index begins where the page does: of two SQLite may take the other. */
function scanned({ site, since, until, after }: MoveRequest) {
  const below = after
    ? sql<SqlBool>`(at, person, kind, to_id) < (${sql.join(after)})`
    : sql<SqlBool>`at < ${until}`;
  return sqlite
    .selectFrom('moves')
    .select(['at', 'person', 'kind', 'from_id', 'to_id', 'body'])
    .where('site', '=', site)
    .where('at', '>=', since)
    .where(below)
    .orderBy('at', 'desc')
    .orderBy('person', 'desc')
    .orderBy('kind', 'desc')
    .orderBy('to_id', 'desc')
    .limit(SCAN);
}

const checks = ({ filters }: MoveRequest) =>
  Object.entries(filters).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);

export const foundMoves = (request: MoveRequest): CompiledQuery<MoveRow> =>
  sql<MoveRow>`
    select at, person, kind, to_id, body from ${scanned(request)}
    where ${sql.join([sql`1`, ...checks(request)], sql` and `)}
    limit ${request.limit + 1}`.compile(sqlite);

/** Where the scan had to end, if filters may have let moves out and it did not reach the last. */
export const movesEnd = (request: MoveRequest): CompiledQuery<Omit<MoveRow, 'body'>> =>
  sql<Omit<MoveRow, 'body'>>`
    select at, person, kind, to_id from ${scanned(request)}
    where ${checks(request).length > 0 ? 1 : 0} limit 1 offset ${SCAN - 1}`.compile(sqlite);
