/**
 * How many events the engine folds in a second on one core. Plain Node runs it (type stripping):
 * `node test/bench/engine.ts [people] [events each]`.
 */
import {
  type CanonicalEvent,
  type Compiled,
  close,
  compareEvents,
  compile,
  defaultModel,
  open,
  replay,
  start,
} from '../../collector/engine/index.ts';
import { printTable, type Result } from './table.ts';

const DAY = 86_400_000;
const BEGIN = Date.parse('2026-01-01T00:00:00Z');
const HOST = 'https://shop.example';
const PATHS = ['/', '/pricing', '/compare', '/blog/cats', '/products/1', '/products/2', '/about'];

/** A small generator of numbers in [0, 1), so that every run folds the same events (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Kind = readonly [share: number, type: string, props?: CanonicalEvent['props']];

/** What a shop's events are made of. */
const MIX: readonly Kind[] = [
  [0.4, 'page_view'],
  [0.34, 'user_engagement', { engaged_ms: 14_000, scroll_pct: 60 }],
  [0.08, 'view_item', { item_id: 'p1', value: 12.5, currency: 'EUR' }],
  [0.04, 'click', { kind: 'outbound', href: 'https://elsewhere.example' }],
  [0.03, 'search', { term: 'cat food' }],
  [0.03, 'ad_click', { kind: 'arrival', network: 'google_ads' }],
  [0.02, 'add_to_cart', { item_id: 'p1' }],
  [0.02, 'file_download', { file_name: 'catalogue.pdf' }],
  [0.01, 'newsletter_signup', {}],
  [0.01, 'video_progress', { percent: 50 }],
  [0.01, 'form_submit', { form: 'contact', job_title: 'مدیر عامل' }],
  [0.005, 'email_open', {}],
  [0.005, 'purchase'],
];

function pick(chance: number): Kind {
  let upTo = 0;
  for (const kind of MIX) {
    upTo += kind[0];
    if (chance < upTo) return kind;
  }
  return MIX[0] as Kind;
}

function eventAt(ts: number, index: number, random: () => number): CanonicalEvent {
  const [, type, given] = pick(random());
  const path = PATHS[Math.floor(random() * PATHS.length)];
  const order = { order_id: `o${index}`, value: 20, currency: 'EUR' };
  const props = type === 'purchase' ? order : given;
  const source = { channel: 'paid_search', source: 'google' } as const;
  return {
    id: index.toString(16).padStart(12, '0'),
    type,
    ts,
    device: 'd:1',
    offset_min: 210,
    url: HOST + path,
    ...(props ? { props } : {}),
    ...(type === 'page_view' ? { country: 'IR', agent: { device: 'desktop' } } : {}),
    ...(type === 'page_view' && random() < 0.1 ? { source } : {}),
  };
}

/** Visits of a dozen events, some days apart. */
function historyOf(person: number, events: number): CanonicalEvent[] {
  const random = numbers(person);
  const history: CanonicalEvent[] = [];
  let ts = BEGIN + random() * 30 * DAY;
  for (let i = 0; i < events; i++) {
    ts += random() < 1 / 12 ? random() * 6 * DAY : random() * 60_000;
    history.push(eventAt(Math.floor(ts), i, random));
  }
  return history.sort(compareEvents);
}

/** Processor time of this process in seconds: other work on the machine does not count. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Processor time of some work, the least of several tries, in seconds. */
function leastTime(work: () => void): number {
  const tries = Array.from({ length: 21 }, () => {
    const begun = cpuSeconds();
    work();
    return cpuSeconds() - begun;
  });
  return Math.min(...tries);
}

/** A fixed piece of plain arithmetic, to tell a slow engine from a slow or busy machine. */
const REFERENCE_STEPS = 5_000_000;
function referenceLoop(): number {
  const random = numbers(1);
  let sum = 0;
  for (let i = 0; i < REFERENCE_STEPS; i++) sum += random();
  return sum;
}

/** Opening and closing a person costs the same whatever the log: with short ones it shows. */
function openings(compiled: Compiled, logs: CanonicalEvent[][]): number {
  const states = logs.slice(0, 1_000).map((log) => replay(compiled, start(), log, 0).state);
  const seconds = leastTime(() => {
    for (const state of states) close(open(compiled, state));
  });
  return (seconds / states.length) * 1e6;
}

function report(people: number, each: number): Result {
  const compiled = compile(defaultModel, 1);
  const text = JSON.stringify(Array.from({ length: people }, (_, i) => historyOf(i, each)));
  const logs = JSON.parse(text) as CanonicalEvent[][];
  const folding = leastTime(() => {
    for (const log of logs) replay(compiled, start(), log, 0);
  });
  const steps = REFERENCE_STEPS / leastTime(referenceLoop);
  const rate = (people * each) / folding;
  return {
    people: people.toLocaleString('en'),
    'events each': each.toLocaleString('en'),
    'events folded per CPU second': Math.round(rate).toLocaleString('en'),
    'reference steps in the time of one': (steps / rate).toFixed(0),
    'times JSON.parse of the log': (folding / leastTime(() => JSON.parse(text))).toFixed(2),
    'µs to open and close one': openings(compiled, logs).toFixed(1),
  };
}

/** Many events of few people, the usual lengths, and people of one visit. */
const SIZES = [
  [20, 10_000],
  [1_000, 200],
  [10_000, 12],
] as const;

/** A row for each size. */
export function measureEngine(sizes: readonly (readonly [number, number])[] = SIZES): Result[] {
  return sizes.map(([people, each]) => report(people, each));
}

if (import.meta.main) {
  const [people, each] = process.argv.slice(2).map(Number);
  printTable(measureEngine(people && each ? [[people, each]] : SIZES));
}
