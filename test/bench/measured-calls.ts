/** Every call of the read API, made once for its rows and some times for its time. */
import { commands } from '../../collector/commands.ts';
import { createApi } from '../../dashboard-api/index.ts';
import { callerOf, MAKERS } from '../described/caller.ts';
import { type Call, callsOf, type Description, inOrder, nameOf } from '../described/calls.ts';
import type { Filled } from './filled-site.ts';

export interface Measured {
  /** method and path */
  call: string;
  /** the same with what was asked */
  name: string;
  /** hands out everything there is, and may read it */
  exports: boolean;
  rows: number;
  /** times as long as {@link REFERENCE}, made in turns with it: medians */
  ratio: number;
}

/** A request that reads nothing: the Worker, the database's answer and the way there and back. */
export const REFERENCE = 'GET /healthz';
const TIMES = 5;
/** Reads though it is a POST: the question is too long for an address. */
const READS: ReadonlySet<string> = new Set(['post /ideal-customer/compare']);

/** What the description does not show: filters together, other orders, longer pages. */
const FURTHER = [
  '/leads?limit=100',
  '/leads?sort=last_seen&limit=100',
  '/leads?segment=potential&sort=last_seen',
  '/leads?rung=advocate&min_score=100',
  '/leads?rung=advocate&sort=last_seen',
  '/leads?grade=weak&segment=angry',
];

export async function describeApi(): Promise<Description> {
  const response = await createApi({ commands }).request('/openapi.json');
  return (await response.json()) as Description;
}

/** Every call that reads, with each of its parameters, and its next page. */
export async function measureCalls({ served, key }: Filled): Promise<Measured[]> {
  const caller = callerOf({ base: `${served.url}/api/v1`, key, send: fetch });
  const calls = inOrder(callsOf(await describeApi()));
  for (const call of calls.filter((one) => MAKERS.has(nameOf(one)))) {
    caller.learn(call, await (await caller.make(call)).json());
  }
  const { url } = served;
  const measured: Measured[] = [];
  for (const call of calls.filter(isRead)) {
    const { method, path } = call.operation;
    const of = { call: `${method} ${path}`, name: nameOf(call), exports: /\/export$/.test(path) };
    const { cursor, ...plain } = await measure(url, of, () => caller.make(call));
    measured.push(plain);
    if (cursor === undefined || Object.keys(call.query).length > 0) continue;
    const next = new URL(caller.addressOf(call));
    next.searchParams.set('cursor', cursor);
    const further = { ...of, name: `${of.name} (next page)` };
    measured.push(await measure(url, further, () => caller.make(call, next.href)));
  }
  const headers = { Authorization: `Bearer ${key}` };
  for (const path of [...FURTHER, ...(await ofLongest(served))]) {
    const name = `get ${path.replace(/p_[0-9a-f]{32}/, 'LONGEST')}`;
    const call = name.replace(/\?.*/, '').replace('LONGEST', '{id}');
    const ask = () => fetch(`${url}/api/v1${path}`, { headers });
    measured.push(await measure(url, { call, name, exports: false }, ask));
  }
  return measured;
}

const isRead = (call: Call): boolean => call.operation.method === 'get' || READS.has(nameOf(call));

/** Whoever has the longest log. */
async function ofLongest({ db }: Filled['served']): Promise<string[]> {
  const row = await db
    .prepare('SELECT person FROM log_chunks WHERE seq = (SELECT max(seq) FROM log_chunks) LIMIT 1')
    .first<{ person: string }>();
  if (!row) return [];
  return ['', '/explain', '/timeline'].map((part) => `/visitors/${row.person}${part}`);
}

async function meter(url: string): Promise<number> {
  const response = await fetch(`${url}/__meter`);
  return ((await response.json()) as { read: number }).read;
}

type Named = Pick<Measured, 'call' | 'name' | 'exports'>;

async function measure(url: string, named: Named, ask: () => Promise<Response>) {
  const before = await meter(url);
  const cursor = await read(await ask());
  const rows = (await meter(url)) - before;
  const times: number[] = [];
  const references: number[] = [];
  for (let i = 0; i < TIMES; i += 1) {
    references.push(await timeOf(() => fetch(`${url}/healthz`)));
    times.push(await timeOf(ask));
  }
  const ratio = median(times) / median(references);
  return { ...named, rows, ratio, ...(cursor !== undefined && { cursor }) };
}

async function timeOf(ask: () => Promise<Response>): Promise<number> {
  const begun = performance.now();
  await read(await ask());
  return performance.now() - begun;
}

const median = (list: number[]): number => list.sort((a, b) => a - b)[list.length >> 1] ?? NaN;

/** Reads the answer to its end; gives the cursor of the next page. */
async function read(response: Response): Promise<string | undefined> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${text}`);
  if (response.headers.get('Content-Type') !== 'application/json') return undefined;
  const { next_cursor } = JSON.parse(text) as { next_cursor?: unknown };
  return typeof next_cursor === 'string' ? next_cursor : undefined;
}
