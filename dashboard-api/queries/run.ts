/**
 * Runs Kysely's queries on D1. Kysely only writes the SQL (it never connects): D1 is called here,
 * so that several reads can go in one round trip and each one's cost is known.
 */
import type { D1Database, D1PreparedStatement } from '@cloudflare/workers-types';
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { ApiProblem } from '../problem.ts';
import type { Tables } from './tables.ts';

/** Builds queries; `.compile()` them and hand them to {@link rows}. */
export const sqlite = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

const prepared = (database: D1Database, query: CompiledQuery): D1PreparedStatement =>
  database.prepare(query.sql).bind(...query.parameters);

/** D1's errors carry SQL and values: they are for the log, not for the caller. */
const unavailable = (cause: unknown): never => {
  throw new ApiProblem('unavailable', 'The database did not answer. Try again in a moment.', {
    cause,
  });
};

/** All rows of one query. Throws an `unavailable` problem when the database fails. */
export async function rows<R>(database: D1Database, query: CompiledQuery<R>): Promise<R[]> {
  const answer = await prepared(database, query).all<R>().catch(unavailable);
  return answer.results;
}

/** The rows of several queries in one round trip and one snapshot. */
export async function rowsOfEach<Q extends readonly CompiledQuery<unknown>[]>(
  database: D1Database,
  queries: readonly [...Q],
): Promise<{ [K in keyof Q]: Q[K] extends CompiledQuery<infer R> ? R[] : never }> {
  const answers = await database
    .batch(queries.map((query) => prepared(database, query)))
    .catch(unavailable);
  return answers.map((answer) => answer.results) as never;
}
