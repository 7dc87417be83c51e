/**
 * What can go wrong between a page and the collector, chosen by a seed, in every engine: in the end
 * each captured event is stored, once. RUNG_FAULT_SEEDS says how many seeds (default 5).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Driver } from '../browser/driver.ts';
import { type Engine, findEngines } from '../browser/engines.ts';
import { type Mood, openSite, type Site } from '../browser/site.ts';
import { until } from '../browser/suite.ts';

const SEEDS = Number(process.env.RUNG_FAULT_SEEDS ?? 5);
const DENIED = `<script>Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError') } })</script>`;
const FULL = `<script>IDBObjectStore.prototype.put = () => { throw new DOMException('no', 'QuotaExceededError') }</script>`;

interface Scene {
  engine: Engine;
  site: Site;
  random: () => number;
  /** a browser that keeps its profile from one `open` to the next, where the engine can */
  open(): Promise<Driver>;
  /** names of the events that `track` was called with, and that must be found in the end */
  captured: string[];
}

const answering =
  (status: number, times: number, retryAfter?: string): (() => Mood) =>
  () => {
    let left = times;
    return (_, response) => {
      if (left-- <= 0) return 'store and answer';
      response.writeHead(status, retryAfter ? { 'retry-after': retryAfter } : {}).end();
      return 'neither';
    };
  };

/** How the collector behaves at first. */
const MOODS: Record<string, () => Mood> = {
  'is down': () => {
    let left = 2;
    return (_, response) => {
      if (left-- <= 0) return 'store and answer';
      response.destroy();
      return 'neither';
    };
  },
  'answers 503': answering(503, 2, '1'),
  'answers 429': answering(429, 2),
  'answers 408': answering(408, 1),
  'answers 413 to more than two events': () => (envelope, response) => {
    if (envelope.events.length <= 2) return 'store and answer';
    response.writeHead(413).end();
    return 'neither';
  },
  'needs 4 seconds': () => async () => {
    await new Promise((later) => setTimeout(later, 4000));
    return 'store and answer' as const;
  },
  'stores and swallows the reply': () => {
    let left = 2;
    return (_, response) => {
      if (left-- <= 0) return 'store and answer';
      setTimeout(() => response.destroy(), 5);
      return 'store only';
    };
  },
};

/** How the page fares meanwhile. */
const FATES: Record<string, (scene: Scene) => Promise<void>> = {
  'the page stays': async (scene) => {
    const browser = await scene.open();
    await browser.goto(scene.site.url('/'));
    await trackSome(scene, browser);
    await settled(scene);
    await browser.close();
  },
  'the tab closes right after track': async (scene) => {
    const browser = await scene.open();
    const tab = await browser.tab();
    await tab.goto(scene.site.url('/'));
    await trackSome(scene, tab);
    await tab.close();
    await browser.goto(scene.site.url('/'));
    await settled(scene);
    await browser.close();
  },
  'the browser is killed after track resolved': async (scene) => {
    if (!scene.engine.keepsProfile) return;
    const browser = await scene.open();
    await browser.goto(scene.site.url('/'));
    await trackSome(scene, browser);
    await browser.kill();
    const again = await scene.open();
    await again.goto(scene.site.url('/'));
    await settled(scene);
    await again.close();
  },
  'two tabs send': async (scene) => {
    const browser = await scene.open();
    const other = await browser.tab();
    await browser.goto(scene.site.url('/'));
    await other.goto(scene.site.url('/'));
    await Promise.all([trackSome(scene, browser), trackSome(scene, other)]);
    await settled(scene);
    await other.close();
    await browser.close();
  },
  'storage is denied': (scene) => withPage(scene, DENIED),
  'storage is full': (scene) => withPage(scene, FULL),
};

async function withPage(scene: Scene, html: string): Promise<void> {
  scene.site.page('/', '', html + scene.site.tag);
  await FATES['the page stays']?.(scene);
}

async function trackSome({ captured, random }: Scene, browser: Driver): Promise<void> {
  const names = Array.from({ length: 1 + Math.floor(random() * 8) }, () => `e${random()}`);
  captured.push(...names);
  await browser.evaluate(async (names) => {
    const { rung } = window as never as { rung: { track(name: string): Promise<void> } };
    await Promise.all(names.map((name) => rung.track(name)));
  }, names);
}

/** Everything that was captured is there, and nothing twice. */
async function settled({ captured, site }: Scene): Promise<void> {
  const names = () => site.stored.map(({ type }) => type);
  await until(() => captured.every((name) => names().includes(name)), 60_000);
  for (const name of captured) expect(names().filter((found) => found === name)).toHaveLength(1);
}

/** mulberry32, https://github.com/bryc/code/blob/master/jshash/PRNGs.md */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

for (const engine of await findEngines()) {
  describe(`nothing lost, nothing doubled (${engine.name})`, () => {
    const profiles: string[] = [];
    afterAll(() => {
      for (const profile of profiles) rmSync(profile, { recursive: true, force: true });
    });

    for (let seed = 1; seed <= SEEDS; seed++) {
      const random = seeded(seed);
      const [mood, fate] = [pick(MOODS, random), pick(FATES, random)];
      it(`seed ${seed}: the collector ${mood[0]}, ${fate[0]}`, async () => {
        const site = await openSite();
        site.mood = mood[1]();
        const profile = mkdtempSync(join(tmpdir(), 'rung-'));
        profiles.push(profile);
        const open = () => engine.open(engine.keepsProfile ? { profile } : {});
        await fate[1]({ engine, site, random, open, captured: [] });
        await site.close();
      });
    }
  });
}

function pick<T>(table: Record<string, T>, random: () => number): [name: string, value: T] {
  const entries = Object.entries(table);
  return entries[Math.floor(random() * entries.length)] as [string, T];
}
