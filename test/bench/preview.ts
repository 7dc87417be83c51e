// How long a preview takes for everybody, and how much memory: the real Worker and D1 on this machine.
// `node test/bench/preview.ts [people]`; people are put in the store by the product's own fold.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Served, serve } from '../../collector/dev/serve.ts';
import {
  type CanonicalEvent,
  compile,
  defaultModel,
  type Model,
  PRESETS,
} from '../../collector/engine/index.ts';
import { countDevice, newDocument } from '../../collector/store/record.ts';
import { settle } from '../../collector/store/settle.ts';
import { createSite } from '../../collector/store/sites.ts';
import type { JobAnswer } from '../../dashboard-api/present/schemas/job.ts';
import { historyOf } from './history.ts';
import { printTable, type Result } from './table.ts';

const EVENTS_EACH = 10;
/** Rows in one statement that puts people in: each is a few KB. */
const ROWS = 200;
const DAY = 86_400_000;
const NOW = Date.parse('2026-03-01T00:00:00Z');
const ENTRY = resolve(import.meta.dirname, '../../collector/worker.ts');
const DRAFT: Model = { ...PRESETS.crm, half_life_days: 20 };
const PUT = `
  INSERT INTO people (site, person, version, grade, score, rung, due, seen_day, doc)
  SELECT ?1, value ->> 0, 1, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
    FROM json_each(?2)`;

const model = compile(defaultModel, 1);

/** A person as their own requests would have stored them. */
function rowOf(i: number): unknown[] {
  const device = `d:${i}`;
  const log = historyOf(i, EVENTS_EACH).map((event): CanonicalEvent => ({ ...event, device }));
  const doc = newDocument(1);
  doc.devices[device] = countDevice(undefined, log, Math.floor(NOW / DAY));
  const settled = settle({ model, stored: null, doc, events: log, chunks: [], now: NOW });
  const { grade, score, rung, due, seen_day } = settled.columns;
  const person = `p_${i.toString(16).padStart(32, '0')}`;
  return [person, grade, score, rung, due, seen_day, settled.text];
}

async function fill({ db }: Served, site: string, people: number): Promise<void> {
  for (let at = 0; at < people; at += ROWS) {
    const count = Math.min(ROWS, people - at);
    const rows = Array.from({ length: count }, (_, i) => rowOf(at + i));
    await db.prepare(PUT).bind(site, JSON.stringify(rows)).run();
    tell(`people put in: ${at + count} of ${people}`);
  }
}

const tell = (line: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r${line.padEnd(60)}`);
};

/** The runtime: a child of this process. */
function runtimePid(): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const found = pids.find((pid) => {
    const status = statusOf(pid);
    return /^Name:\s+workerd/m.test(status) && status.includes(`\nPPid:\t${process.pid}\n`);
  });
  if (found === undefined) throw new Error('The runtime is not found under /proc');
  return Number(found);
}

function statusOf(pid: string | number): string {
  try {
    return readFileSync(join('/proc', String(pid), 'status'), 'utf8');
  } catch {
    return '';
  }
}

/** Megabytes that the process has had at most, or has. */
function memoryOf(pid: number, what: 'VmHWM' | 'VmRSS'): number {
  const kilobytes = new RegExp(`^${what}:\\s+(\\d+) kB`, 'm').exec(statusOf(pid))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}

/** Asks as an owner would, until the job is done. */
async function preview(url: string, key: string): Promise<JobAnswer & { polls: number }> {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  const ask = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const response = await fetch(`${url}/api/v1${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json() as Promise<T>;
  };
  const body = JSON.stringify(DRAFT);
  const { version } = await ask<{ version: number }>('/models', { method: 'POST', body });
  const { job } = await ask<{ job: string }>(`/models/${version}/preview`, { method: 'POST' });
  for (let polls = 1; ; polls += 1) {
    const answer = await ask<JobAnswer>(`/jobs/${job}`);
    tell(`previewed: ${answer.done} of ${answer.total}`);
    if (answer.state === 'done') return { ...answer, polls };
    if (answer.state === 'failed') throw new Error('The preview failed');
  }
}

/** Runs some work on the Worker with the database in a folder, then ends it. */
async function withWorker<T>(state: string, work: (served: Served) => Promise<T>): Promise<T> {
  const served = await serve({ entry: ENTRY, tickEverySeconds: 0, state });
  try {
    return await work(served);
  } finally {
    await served.stop();
  }
}

/**
 * The runtime that people were put in by is another one than the preview's, so that its memory does
 * not count.
 *
 * @param people each has {@link EVENTS_EACH} events
 */
export async function measurePreview(people: number): Promise<Result> {
  const state = mkdtempSync(join(tmpdir(), 'rung-preview-'));
  try {
    const key = await withWorker(state, async (served) => {
      const { site, secret_key } = await createSite(served.db, { name: 'Bench' }, NOW - 90 * DAY);
      await fill(served, site, people);
      return secret_key;
    });
    return await withWorker(state, ({ url }) => previewed(url, key, people));
  } finally {
    rmSync(state, { recursive: true });
  }
}

async function previewed(url: string, key: string, people: number): Promise<Result> {
  const pid = runtimePid();
  const before = memoryOf(pid, 'VmRSS');
  const begun = performance.now();
  const { polls, done } = await preview(url, key);
  const seconds = (performance.now() - begun) / 1000;
  tell('');
  return {
    people: done.toLocaleString('en'),
    events: (people * EVENTS_EACH).toLocaleString('en'),
    seconds: seconds.toFixed(1),
    chunks: String(polls),
    'MB of the runtime before': String(before),
    'MB at most': String(memoryOf(pid, 'VmHWM')),
  };
}

if (import.meta.main) {
  const people = Number(process.argv[2] ?? 100_000);
  printTable([await measurePreview(people)]);
}
