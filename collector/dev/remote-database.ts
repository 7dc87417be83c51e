/** A D1 database reached through `wrangler d1 execute`, for the store's own functions. */
import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { D1Result } from '@cloudflare/workers-types';
import type { Database, Statement } from '../store/database.ts';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const WRANGLER = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');

/** Wrangler could not do it: not signed in, no such database, no network. Its own words. */
export class WranglerFailed extends Error {
  override name = 'WranglerFailed';
}

/**
 * Values are written into the SQL, since `wrangler d1 execute` binds none. One batch is one call,
 * which D1 runs as one transaction.
 *
 * @param where `['--remote']`, or `['--local', '--persist-to', FOLDER]`
 * @throws WranglerFailed from any statement
 * @example
 * await createSite(wranglerDatabase(['--remote']), { name: 'Shop' }, Date.now());
 */
export function wranglerDatabase(where: readonly string[]): Database {
  const run = (statements: readonly Written[]) =>
    execute(where, statements.map(({ text }) => text).join(';\n'));
  const prepare = (sql: string) => new Written(sql, run) as unknown as Statement;
  const batch = (statements: Statement[]) => run(statements as unknown as Written[]);
  return { prepare, batch } as Database;
}

type Run = (statements: readonly Written[]) => Promise<D1Result[]>;

/** The part of a prepared statement that the store uses. */
class Written {
  readonly text: string;
  readonly #run: Run;

  constructor(text: string, run: Run) {
    this.text = text;
    this.#run = run;
  }

  bind(...values: unknown[]): Written {
    return new Written(writeValues(this.text, values), this.#run);
  }

  async all(): Promise<D1Result> {
    const [result] = await this.#run([this]);
    if (!result) throw new WranglerFailed('The database gave no answer.');
    return result;
  }

  async first(): Promise<unknown> {
    return (await this.all()).results[0] ?? null;
  }

  run(): Promise<D1Result> {
    return this.all();
  }
}

/** Puts each value in the place of its `?` or `?N`; those inside quoted text are no places. */
export function writeValues(sql: string, values: readonly unknown[]): string {
  let places = 0;
  const text = sql.replace(/'(?:[^']|'')*'|\?(\d*)/g, (part, number?: string) => {
    if (number === undefined) return part;
    const place = number === '' ? places + 1 : Number(number);
    places = Math.max(places, place);
    return literal(values[place - 1]);
  });
  if (places !== values.length) throw new RangeError(`${values.length} values, ${places} places`);
  return text;
}

function literal(value: unknown): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value === 'string' && !value.includes('\0')) return `'${value.replaceAll("'", "''")}'`;
  throw new TypeError(`Not a value that SQL can hold: ${String(value)}`);
}

async function execute(where: readonly string[], sql: string): Promise<D1Result[]> {
  const { code, output, errors } = await runWrangler([...where, '--command', sql]);
  const answer = parse(output);
  if (code === 0 && Array.isArray(answer)) return answer as D1Result[];
  throw new WranglerFailed(reason(answer) || errors.trim() || output.trim() || `exit code ${code}`);
}

/** With `--json` an error is `{error: {text}}`. */
function reason(answer: unknown): string {
  const { error } = (answer ?? {}) as { error?: { text?: string } };
  return error?.text ?? '';
}

function parse(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

function runWrangler(
  args: readonly string[],
): Promise<{ code: number | null; output: string; errors: string }> {
  return new Promise((done, failed) => {
    const child = spawn(
      process.execPath,
      [WRANGLER, 'd1', 'execute', 'DB', '--json', '--yes', ...args],
      { cwd: ROOT, env: { ...process.env, WRANGLER_SEND_METRICS: 'false' } },
    );
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.once('error', failed);
    child.once('close', (code) => done({ code, output, errors }));
  });
}
