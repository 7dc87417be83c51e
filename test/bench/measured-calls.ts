/** Every call of the read API, made once for its rows and some times for its time. */
import { commands } from '../../collector/commands.ts';
import { createApi } from '../../dashboard-api/index.ts';
import { callerOf, MAKERS } from '../described/caller.ts';
import { type Call, callsOf, type Description, inOrder, nameOf } from '../described/calls.ts';
import type { Filled } from './filled-site.ts';

export interface Measured {
  name: string;
  /** hands out everything there is, and may read it */
  exports: boolean;
  rows: number;
  /** milliseconds, the median */
  ms: number;
  status: number;
}

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

/** @returns every call; the first is what the others' times are compared with */
export async function measureCalls({ served, key }: Filled): Promise<Measured[]> {
  const caller = callerOf({ base: `${served.url}/api/v1`, key, send: fetch });
  const calls = inOrder(callsOf(await describeApi()));
  for (const call of calls.filter((one) => MAKERS.has(nameOf(one)))) {
    caller.learn(call, await (await caller.make(call)).json());
  }
  const meter = meterOf(served.url);
  const measured = [await measure(meter, 'GET /healthz', () => fetch(`${served.url}/healthz`))];
  for (const call of calls.filter(isRead)) {
    const exports = /\/export$/.test(call.operation.path);
    const plain = await measure(meter, nameOf(call), () => caller.make(call), exports);
    measured.push(plain);
    const next = plain.next && new URL(caller.addressOf(call));
    if (!next || Object.keys(call.query).length > 0) continue;
    next.searchParams.set('cursor', plain.next ?? '');
    const further = () => caller.make(call, next.href);
    measured.push(await measure(meter, `${nameOf(call)} (next page)`, further, exports));
  }
  const headers = { Authorization: `Bearer ${key}` };
  for (const path of [...FURTHER, ...(await ofLongest(served))]) {
    const ask = () => fetch(`${served.url}/api/v1${path}`, { headers });
    measured.push(await measure(meter, `get ${path.replace(/p_[0-9a-f]{32}/, 'LONGEST')}`, ask));
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

const meterOf = (url: string) => async (): Promise<number> =>
  ((await (await fetch(`${url}/__meter`)).json()) as { read: number }).read;

async function measure(
  meter: () => Promise<number>,
  name: string,
  ask: () => Promise<Response>,
  exports = false,
): Promise<Measured & { next?: string }> {
  const before = await meter();
  const { status, next } = await read(await ask());
  const rows = (await meter()) - before;
  const times: number[] = [];
  for (let i = 0; i < TIMES; i += 1) {
    const begun = performance.now();
    await read(await ask());
    times.push(performance.now() - begun);
  }
  const ms = times.sort((a, b) => a - b)[TIMES >> 1] ?? NaN;
  return { name, exports, rows, ms, status, ...(next && { next }) };
}

async function read(response: Response): Promise<{ status: number; next?: string }> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${text}`);
  if (response.headers.get('Content-Type') !== 'application/json') return response;
  const { next_cursor } = JSON.parse(text) as { next_cursor?: unknown };
  return { status: response.status, ...(typeof next_cursor === 'string' && { next: next_cursor }) };
}
