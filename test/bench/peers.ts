// Rung beside scripts from npm, in the same page, in Chromium under 4× CPU throttling. Counts are absolute; times
// are ratios to Rung within this one run: medians over interleaved rounds, with the smallest and the largest.
// RUNG_PEER_ROUNDS says how many rounds (default 7).
import type { Driver } from '../browser/driver.ts';
import { findEngines } from '../browser/engines.ts';
import { SETUPS, type Setup } from './peer-setups.ts';
import { openPeerSite, type PeerSite } from './peer-site.ts';
import { printTable } from './table.ts';

const ROUNDS = Number(process.env.RUNG_PEER_ROUNDS ?? 7);
const CLICKS = 20;
/** The main thread counts as idle when it did less than this (s) within a look, … */
const QUIET_S = 0.004;
const LOOK_MS = 1000;
/** … but not before this long (ms), since scripts put their work off. */
const LEAST_MS = 4000;

/** Seconds of the main thread, and counts of one visit. */
interface Sample {
  load: number;
  script: number;
  click: number;
  bytes: number;
  requests: number;
  preflights: number;
}

interface Clock {
  task: number;
  script: number;
}

async function measure(browser: Driver, site: PeerSite, setup?: Setup): Promise<Sample> {
  const visit = site.visit(setup);
  const page = await browser.tab();
  try {
    // CPU time of the thread, since other programs take the processor too.
    await page.cdp?.('Performance.enable', { timeDomain: 'threadTicks' });
    await page.cdp?.('Emulation.setCPUThrottlingRate', { rate: 4 });
    const start = await clockOf(page);
    await page.goto(visit.url);
    const loaded = await idle(page);
    const { requests, preflights } = visit;
    const load = loaded.task - start.task;
    const click = await clicks(page, loaded);
    const script = loaded.script - start.script;
    return { load, script, click, bytes: visit.scriptBytes, requests, preflights };
  } finally {
    await page.close();
  }
}

/** Seconds of the main thread for one click on a link out, all that it leads to included. */
async function clicks(page: Driver, before: Clock): Promise<number> {
  for (let i = 0; i < CLICKS; i++) await page.click('#out');
  const after = await idle(page);
  return (after.task - before.task) / CLICKS;
}

async function idle(page: Driver): Promise<Clock> {
  const end = Date.now() + LEAST_MS;
  for (let last = await clockOf(page); ; ) {
    await new Promise((later) => setTimeout(later, LOOK_MS));
    const now = await clockOf(page);
    if (Date.now() > end && now.task - last.task < QUIET_S) return now;
    last = now;
  }
}

async function clockOf(page: Driver): Promise<Clock> {
  const found = (await page.cdp?.('Performance.getMetrics')) as
    | { metrics: { name: string; value: number }[] }
    | undefined;
  const of = (name: string) => found?.metrics.find((one) => one.name === name)?.value ?? 0;
  return { task: of('TaskDuration'), script: of('ScriptDuration') };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}

/** What the script adds to the empty page, as a multiple of what Rung adds (its median). */
function ratio(of: (sample: Sample) => number, samples: Samples, name: string): string {
  const empty = median(samples.empty.map(of));
  const unit = median((samples.by.get('rung') ?? []).map(of)) - empty;
  const times = (samples.by.get(name) ?? []).map((sample) => (of(sample) - empty) / unit);
  const show = (value: number) => value.toFixed(1);
  return `${show(median(times))} (${show(Math.min(...times))}–${show(Math.max(...times))})`;
}

interface Samples {
  empty: Sample[];
  by: Map<string, Sample[]>;
}

const [engine] = await findEngines('chromium');
if (!engine) throw new Error('no Chromium');
const browser = await engine.open();
const site = await openPeerSite(SETUPS);
const samples: Samples = { empty: [], by: new Map(SETUPS.map(({ name }) => [name, []])) };
for (let round = 0; round < ROUNDS; round++) {
  samples.empty.push(await measure(browser, site));
  for (const setup of SETUPS) samples.by.get(setup.name)?.push(await measure(browser, site, setup));
  process.stderr.write(`round ${round + 1} of ${ROUNDS}\n`);
}
site.close();
await browser.close();

printTable(
  SETUPS.map(({ name }) => {
    const count = (of: (sample: Sample) => number) =>
      String(median((samples.by.get(name) ?? []).map(of)));
    return {
      script: name,
      'bytes, brotli 11': count(({ bytes }) => bytes),
      requests: count(({ requests }) => requests),
      preflights: count(({ preflights }) => preflights),
      'main thread until idle': ratio(({ load }) => load, samples, name),
      'of it script': ratio(({ script }) => script, samples, name),
      'per click': ratio(({ click }) => click, samples, name),
    };
  }),
);
const added = (of: (sample: Sample) => number) =>
  ((median((samples.by.get('rung') ?? []).map(of)) - median(samples.empty.map(of))) * 1000).toFixed(
    2,
  );
console.log(
  `1.0 is what Rung adds to the empty page here: ${added(({ load }) => load)} ms until idle, ` +
    `${added(({ script }) => script)} ms of it script, ${added(({ click }) => click)} ms a click, CPU slowed 4×.`,
);
