/** A server of one's own with two sites, calls that do not wait for ever, and what a refusal must look like. */
import { expect } from 'vitest';
import { type Served, serve } from '../../collector/dev/serve.ts';
import { type CreatedSite, createSite } from '../../collector/store/sites.ts';
import { INGEST_PATH, type Problem } from '../../sdk/wire.ts';

/** An answer that takes longer counts as a hang (milliseconds). */
const PATIENCE = 10_000;
const AT_ONCE = 8;
/** Rows read from a table at once. */
const PORTION = 500;

/** What every request tells of its sender, and no database may hold. */
export const PRIVATE = {
  'cf-connecting-ip': '203.0.113.77',
  'x-forwarded-for': '198.51.100.88',
  cookie: 'session=cookie-secret',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0.0.0 Safari/537.36',
};

export type Site = CreatedSite & { url: string };
export type Body = string | Uint8Array<ArrayBuffer>;

export interface Reply {
  status: number;
  type: string;
  text: string;
}

/** A route of the API as its own description tells it. */
export interface Route {
  path: string;
  method: string;
  /** names of query parameters */
  params: string[];
  /** needs no key */
  open: boolean;
}

interface Operation {
  parameters?: { in: string; name: string }[];
  security?: unknown[];
}

export class Target {
  readonly rung: Served;
  readonly here: Site;
  readonly there: Site;

  private constructor(rung: Served, here: Site, there: Site) {
    this.rung = rung;
    this.here = here;
    this.there = there;
  }

  /** Cron ticks only when told to. The first site is far from UTC, so that its days are its own. */
  static async start(): Promise<Target> {
    const rung = await serve({ tickEverySeconds: 0 });
    const site = async (name: string, time_zone: string): Promise<Site> => ({
      ...(await createSite(rung.db, { name, time_zone }, Date.now())),
      url: rung.url,
    });
    return new Target(rung, await site('Here', 'Asia/Tehran'), await site('There', 'UTC'));
  }

  async call(path: string, init: RequestInit = {}): Promise<Reply> {
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(this.rung.url + path, { redirect: 'manual', ...init, signal });
    const type = response.headers.get('content-type') ?? '';
    return { status: response.status, type, text: await response.text() };
  }

  /** `POST /e` */
  post(body: Body): Promise<Reply> {
    const headers = { ...PRIVATE, 'content-type': 'text/plain' };
    return this.call(INGEST_PATH, { method: 'POST', headers, body });
  }

  /** The read API with a key, by default the first site's. */
  ask(path: string, key = this.here.secret_key, init: RequestInit = {}): Promise<Reply> {
    const headers = { authorization: `Bearer ${key}`, ...init.headers };
    return this.call(`/api/v1${path}`, { ...init, headers });
  }

  async answer<T>(path: string, key?: string): Promise<T> {
    const { status, text } = await this.ask(path, key);
    expect(status, `${path} → ${text.slice(0, 200)}`).toBe(200);
    return JSON.parse(text) as T;
  }

  async routes(): Promise<Route[]> {
    const { paths } = await this.answer<{ paths: Record<string, Record<string, Operation>> }>(
      '/openapi.json',
    );
    return Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { parameters = [], security }]) => ({
        path,
        method: method.toUpperCase(),
        params: parameters.filter((it) => it.in === 'query').map(({ name }) => name),
        open: !security?.length,
      })),
    );
  }

  /** Looks for texts in every row of every table that Rung made. */
  async search(texts: string[]): Promise<{ tables: number; rows: number; hits: string[] }> {
    const found = { tables: 0, rows: 0, hits: [] as string[] };
    const { results } = await this.rung.db
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
      .all<{ name: string }>();
    for (const { name } of results.filter((table) => !/^(_|sqlite|d1_)/.test(table.name))) {
      found.tables += 1;
      for await (const row of this.#rowsOf(name)) {
        found.rows += 1;
        const hits = texts.filter((text) => row.includes(text));
        found.hits.push(...hits.map((text) => `${text} in ${name}: ${row.slice(0, 300)}`));
      }
    }
    return found;
  }

  /** A portion at a time: the logs of a great corpus would not fit into one answer. */
  async *#rowsOf(table: string): AsyncGenerator<string> {
    for (let from = 0; ; from += PORTION) {
      const read = this.rung.db.prepare(`SELECT * FROM ${table} LIMIT ${PORTION} OFFSET ${from}`);
      const { results } = await read.all();
      yield* results.map((row) => JSON.stringify(row));
      if (results.length < PORTION) return;
    }
  }
}

/** The path of a route for one person. */
export const withId = (path: string, id: string): string => path.replace(/\{\w+\}/g, id);

/** Runs `one` for 0 … count − 1, some at once. */
export async function each(count: number, one: (i: number) => Promise<void>): Promise<void> {
  let next = 0;
  const line = async () => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
}

/** 4xx, as problem details that help and tell nothing of the inside. @param said if it is not so */
export function expectProblem({ status, type, text }: Reply, said: string): void {
  expect([400, 401, 404, 405, 409, 413, 415, 422], said).toContain(status);
  expect(type, said).toBe('application/problem+json');
  const problem = JSON.parse(text) as Problem;
  expect(problem.status, said).toBe(status);
  expect(problem.detail.length, said).toBeGreaterThan(5);
  expect(text, said).not.toMatch(/SQLITE|D1_ERROR|\.mjs:|\bat async /);
}
