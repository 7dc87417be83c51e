// Serves the Worker on this machine: the real runtime (workerd), the real D1 (SQLite), the real migrations, one port.
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { unstable_getMiniflareWorkerOptions, unstable_splitSqlQuery } from 'wrangler';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const CRON = '* * * * *';

type LocalD1 = Awaited<ReturnType<Miniflare['getD1Database']>>;

export interface ServeOptions {
  /** TCP port; 0 lets the system choose a free one. Default 0. */
  port?: number;
  /** Address to listen on. Default 127.0.0.1; 0.0.0.0 lets other machines in. */
  host?: string;
  /** Folder that keeps the database between runs. Default: nothing is kept. */
  state?: string;
  /** Environment variables of the Worker, beside those in `wrangler.toml`. */
  vars?: Record<string, string>;
  /** Seconds between cron ticks. Default 60, as `wrangler.toml` says; 0: only `tick()` fires them. */
  tickEverySeconds?: number;
  /** Whether one address may send only so much, as `wrangler.toml` says. Default false: tests and benches are one address. */
  rateLimits?: boolean;
  /** The `wrangler.toml` to serve. Default: the project's. */
  config?: string;
  /** The Worker's entry file. Default: what `wrangler.toml` names; benches put a meter around it. */
  entry?: string;
  /** Country of every visitor (ISO 3166-1 alpha-2), which Cloudflare would tell. Default DE. */
  country?: string;
}

export interface Served {
  /** Where it listens, with no slash at the end: `http://127.0.0.1:8787`. */
  url: string;
  /** The Worker's own database, for seeding and for reading what was stored. */
  db: LocalD1;
  /** Runs the scheduled handler once, at `at` (milliseconds, default now), and waits for it. */
  tick(at?: number): Promise<void>;
  /** Ends the runtime; resolves when the port is free. May be called twice. */
  stop(): Promise<void>;
}

/** Thrown by `serve` when another program listens on the port. */
export class PortTaken extends Error {
  override name = 'PortTaken';
  readonly port: number;
  constructor(port: number) {
    super(`Port ${port} is taken. Stop the other program or choose another: PORT=${port + 1}`);
    this.port = port;
  }
}

/**
 * Starts the Worker and applies the migrations that its database lacks.
 *
 * @example
 * const rung = await serve({ state: '.rung' });
 * await fetch(`${rung.url}/healthz`);
 * await rung.stop();
 * @throws PortTaken
 */
export async function serve(options: ServeOptions = {}): Promise<Served> {
  const { port = 0, host = '127.0.0.1', tickEverySeconds = 60 } = options;
  if (port !== 0) await assertFree(port, host);
  const runtime = new Miniflare(await runtimeOptions(options, port, host));
  try {
    const { origin: url } = await runtime.ready;
    const db = await runtime.getD1Database('DB');
    await migrate(db, join(ROOT, 'collector/store/migrations'));
    const tick = serialised(async (at: number = Date.now()) => {
      const worker = await runtime.getWorker();
      const { outcome } = await worker.scheduled({ cron: CRON, scheduledTime: new Date(at) });
      if (outcome !== 'ok') throw new Error(`The scheduled handler ended with: ${outcome}`);
    });
    const timer =
      tickEverySeconds > 0 &&
      setInterval(() => tick().catch((error) => console.error(error)), tickEverySeconds * 1000);
    const stop = once(async () => {
      if (timer) clearInterval(timer);
      await runtime.dispose();
    });
    return { url, db, tick, stop };
  } catch (error) {
    await runtime.dispose();
    throw error;
  }
}

/** What Miniflare is started with: plain data but for the log. */
export async function runtimeOptions(options: ServeOptions, port: number, host: string) {
  const config = options.config ?? join(ROOT, 'wrangler.toml');
  const { workerOptions, main } = unstable_getMiniflareWorkerOptions(config);
  // `bundle` has applied the module rules already.
  const { modulesRules: _, bindings, ...all } = workerOptions;
  const settings = options.rateLimits ? all : { ...all, ratelimits: {} };
  await mkdir(join(dirname(config), '.build/assets'), { recursive: true });
  if (options.state) await mkdir(options.state, { recursive: true });
  return convertV4MiniflareOptions({
    ...settings,
    modules: true,
    script: await bundle(options.entry ?? resolve(dirname(config), main ?? 'collector/worker.ts')),
    bindings: { ...(bindings ?? {}), ...options.vars },
    port,
    host,
    log: new Log(LogLevel.ERROR),
    cf: { country: options.country ?? 'DE', timezone: 'Europe/Berlin', colo: 'LOCAL' },
    telemetry: { enabled: false },
    // Tracing every request to disk costs a third of the throughput; the explorer serves pages of its own.
    unsafeObservability: false,
    unsafeLocalExplorer: false,
    ...(options.state ? { resourcePersistencePath: resolve(options.state) } : {}),
  });
}

/** One ES module out of the Worker's sources, by the same rules as `wrangler deploy`. */
async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    external: ['cloudflare:*'],
    loader: { '.sql': 'text', '.html': 'text', '.txt': 'text' },
    sourcemap: 'inline',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

/** Applies what is missing, in name order, and records it where `wrangler d1 migrations apply` does. */
async function migrate(db: LocalD1, folder: string): Promise<void> {
  await db.exec(
    'CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)',
  );
  const { results } = await db.prepare('SELECT name FROM d1_migrations').all<{ name: string }>();
  const applied = new Set(results.map(({ name }) => name));
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  for (const name of names.filter((name) => !applied.has(name))) {
    const sql = await readFile(join(folder, name), 'utf8');
    await db.batch([
      ...unstable_splitSqlQuery(sql).map((statement) => db.prepare(statement)),
      db.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name),
    ]);
  }
}

/** @throws PortTaken */
export function assertFree(port: number, host = '127.0.0.1'): Promise<void> {
  return new Promise((free, fail) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      fail(error.code === 'EADDRINUSE' ? new PortTaken(port) : error),
    );
    probe.listen(port, host, () => probe.close(() => free()));
  });
}

/** Calls run one after another: a slow tick delays the next one. */
function serialised<A extends unknown[]>(run: (...args: A) => Promise<void>) {
  let last: Promise<void> = Promise.resolve();
  return (...args: A): Promise<void> => {
    const next = last.then(() => run(...args));
    last = next.catch(() => {});
    return next;
  };
}

function once(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= run();
    return done;
  };
}

/**
 * Resolves at the first Ctrl-C or SIGTERM. The runtime's own handlers are taken off: they would end this process with
 * a failure before it has stopped in order.
 */
export function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.removeAllListeners(signal);
      process.once(signal, () => resolve());
    }
  });
}
