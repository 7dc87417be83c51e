/** The Worker as it is, with a meter on its database: `GET /__meter` tells. */
import worker from '../../collector/worker.ts';
import { INGEST_PATH } from '../../sdk/wire.ts';

type Env = Parameters<typeof worker.fetch>[1];

const meters = { read: 0, written: 0, requests: 0, preflights: 0 };
const inner = new WeakMap<D1PreparedStatement, D1PreparedStatement>();

function count<T>(result: D1Result<T>): D1Result<T> {
  meters.read += result.meta.rows_read ?? 0;
  meters.written += result.meta.rows_written ?? 0;
  return result;
}

function meterStatement(statement: D1PreparedStatement): D1PreparedStatement {
  const all = async <T>() => count(await statement.all<T>());
  const metered = {
    bind: (...values: unknown[]) => meterStatement(statement.bind(...values)),
    all,
    run: all,
    first: async (column?: string) => {
      const [row] = (await all<Record<string, unknown>>()).results;
      return row === undefined ? null : column === undefined ? row : row[column];
    },
    raw: () => {
      throw new Error('raw() is not metered');
    },
  } as unknown as D1PreparedStatement;
  inner.set(metered, statement);
  return metered;
}

function meter(db: D1Database): D1Database {
  return {
    prepare: (sql: string) => meterStatement(db.prepare(sql)),
    batch: async (statements: D1PreparedStatement[]) =>
      (await db.batch(statements.map((s) => inner.get(s) ?? s))).map(count),
  } as unknown as D1Database;
}

let metered: D1Database | undefined;
function metering(env: Env): Env {
  metered ??= meter(env.DB);
  return { ...env, DB: metered };
}

export default {
  fetch(request, env, context) {
    const { pathname } = new URL(request.url);
    if (pathname === '/__meter') return Response.json(meters);
    if (pathname === INGEST_PATH)
      meters[request.method === 'OPTIONS' ? 'preflights' : 'requests']++;
    return worker.fetch(request, metering(env), context);
  },
  scheduled(controller, env, context) {
    return worker.scheduled(controller, metering(env), context);
  },
} satisfies ExportedHandler<Env>;
