// The real database, which also tells how many rows were read and which SQL was sent.

export interface Meter {
  db: D1Database;
  rowsRead(): number;
  /** SQL of every statement so far */
  sql(): string[];
}

export function metered(real: D1Database): Meter {
  let rows = 0;
  const sent: string[] = [];
  const note = <R extends D1Result<unknown>>(result: R): R => {
    rows += result.meta.rows_read;
    return result;
  };
  const statement = (of: D1PreparedStatement): D1PreparedStatement =>
    proxy(of, {
      bind: (...values: unknown[]) => statement(of.bind(...values)),
      all: async () => note(await of.all()),
      original: of,
    });
  const db = proxy(real, {
    prepare: (sql: string) => {
      sent.push(sql);
      return statement(real.prepare(sql));
    },
    batch: async (statements: D1PreparedStatement[]) => {
      const results = await real.batch(statements.map((one) => Reflect.get(one, 'original')));
      return results.map(note);
    },
  });
  return { db, rowsRead: () => rows, sql: () => sent };
}

/** The object with some of its members replaced. */
function proxy<T extends object>(of: T, members: Record<string, unknown>): T {
  return new Proxy(of, {
    get(target, name) {
      if (typeof name === 'string' && Object.hasOwn(members, name)) return members[name];
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
