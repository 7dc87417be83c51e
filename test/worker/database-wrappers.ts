/** The real database behind a door that counts rows, or that fails when a test says so. */

interface Wrapping {
  /** before a statement or batch reaches the database; throwing keeps it from there */
  before?: () => void;
  /** the same for batches alone, and awaited */
  beforeBatch?: () => Promise<unknown>;
  /** after it was done; throwing loses the answer */
  after?: (results: D1Result[]) => void;
}

export function wrap(db: D1Database, { before, beforeBatch, after }: Wrapping): D1Database {
  const inner = new WeakMap<D1PreparedStatement, D1PreparedStatement>();
  const run = async (statement: D1PreparedStatement): Promise<D1Result> => {
    before?.();
    const result = await statement.all();
    after?.([result]);
    return result;
  };
  const wrapped = (statement: D1PreparedStatement): D1PreparedStatement => {
    const outer = {
      bind: (...values: unknown[]) => wrapped(statement.bind(...values)),
      all: () => run(statement),
      run: () => run(statement),
      first: async () => (await run(statement)).results[0] ?? null,
    } as unknown as D1PreparedStatement;
    inner.set(outer, statement);
    return outer;
  };
  return {
    prepare: (sql: string) => wrapped(db.prepare(sql)),
    batch: async (statements: D1PreparedStatement[]) => {
      before?.();
      await beforeBatch?.();
      const results = await db.batch(statements.map((outer) => inner.get(outer) ?? outer));
      after?.(results);
      return results;
    },
  } as unknown as D1Database;
}

export interface Meter {
  db: D1Database;
  read: number;
  written: number;
  trips: number;
}

/** Counts what the database bills. */
export function meter(db: D1Database): Meter {
  const counts = { read: 0, written: 0, trips: 0 };
  const after = (results: D1Result[]) => {
    counts.trips += 1;
    for (const { meta } of results) {
      counts.read += meta.rows_read;
      counts.written += meta.rows_written;
    }
  };
  return Object.assign(counts, { db: wrap(db, { after }) });
}
