/** How a page fares while a collector has its mood. */
import type { Driver } from '../browser/driver.ts';
import type { Engine } from '../browser/engines.ts';
import type { Mood, Site } from '../browser/site.ts';
import { until } from '../browser/suite.ts';
import { account, DIARY, type Memory, readMemory } from './account.ts';
import { hang } from './moods.ts';

export interface Scene {
  engine: Engine;
  /** a tab of a browser that stays open */
  tab(): Promise<Driver>;
  /** folder for a browser that is killed and opened again */
  profile: string;
  site: Site;
  mood: Mood;
  random: () => number;
  /** names of the events that `track` was called with; whatever happens, they must not be lost */
  tracked: string[];
}

/** Answers what the device still holds in the end. */
export type Fate = (scene: Scene) => Promise<Memory>;

const NOTHING: Memory = { told: [], held: '' };
/** The longest that a fault may take to heal: a request that is never answered ends after 20 s. */
const PATIENCE_MS = 45_000;
/** Names that end so are refused for good. */
const BAD = 'bad';

const DENIED = `<script>Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError') } })</script>`;
const FULL = `<script>IDBObjectStore.prototype.put = () => { throw new DOMException('no', 'QuotaExceededError') }</script>`;

/** `well`: the collector has no mood then. */
export const FATES: readonly [name: string, fate: Fate, well?: true][] = [
  ['the page stays', (scene) => stay(scene)],
  ['the tab closes right after track resolved', (scene) => closed(scene, trackAll)],
  // Nothing was promised yet, so the beacon alone has to do.
  ['the tab closes before track resolved', (scene) => closed(scene, callTrack), true],
  ['the browser is killed after track resolved', killed],
  [
    'two tabs send',
    async (scene) => {
      const tabs = [await open(scene), await open(scene)] as const;
      await Promise.all(tabs.map((tab) => tab.evaluate(callTrack, newNames(scene))));
      await settled(scene);
      await tabs[0].close();
      return leave(scene, tabs[1]);
    },
  ],
  [
    'the page is off line and on line again',
    async (scene) => {
      const tab = await open(scene);
      await offLine(scene, tab);
      await tab.evaluate(callTrack, newNames(scene));
      await tab.evaluate(() => (window as never as Page).rung.flush());
      await onLine(scene, tab);
      await settled(scene);
      return leave(scene, tab);
    },
  ],
  ['storage is denied', (scene) => withoutDisk(scene, DENIED)],
  [
    'storage is denied and another page follows behind a request',
    async (scene) => {
      const tab = await open(scene, DENIED);
      await tab.evaluate(trackAll, newNames(scene));
      await until(() => scene.site.requests.length, PATIENCE_MS);
      await tab.goto(scene.site.url('/'));
      await settled(scene);
      return leave(scene, tab);
    },
  ],
  [
    'storage is full',
    (scene) =>
      withoutDisk(scene, FULL, (tab) =>
        tab.cdp?.('Storage.overrideQuotaForOrigin', {
          origin: new URL(scene.site.url('/')).origin,
          quotaSize: 1,
        }),
      ),
  ],
];

interface Page {
  rung: { track(name: string): Promise<void>; flush(): Promise<void> };
}

/** Serves the page, and lets the collector have its mood and its opinion. */
function show({ site, mood }: Scene, head = ''): void {
  site.mood = mood;
  site.verdict = ({ type }) => (type.endsWith(BAD) ? 'rejected: invalid_prop' : 'ok');
  site.page('/', '', DIARY + head + site.tag);
  site.page('/blank', '', ' ');
}

async function stay(scene: Scene, tab?: Driver): Promise<Memory> {
  const here = tab ?? (await open(scene));
  await here.evaluate(callTrack, newNames(scene));
  await settled(scene);
  return leave(scene, here);
}

async function open(scene: Scene, head?: string): Promise<Driver> {
  show(scene, head);
  const tab = await scene.tab();
  await tab.goto(scene.site.url('/'));
  return tab;
}

/** `trouble` is real; `script` plays it where the engine has no such means. */
async function withoutDisk(
  scene: Scene,
  script: string,
  trouble?: (tab: Driver) => Promise<unknown> | undefined,
): Promise<Memory> {
  const tab = await scene.tab();
  const real = trouble?.(tab);
  await real;
  show(scene, real ? '' : script);
  await tab.goto(scene.site.url('/'));
  if (await tab.evaluate(canWrite)) throw new Error('The disk takes writes all the same.');
  return stay(scene, tab);
}

/** Runs in the page. */
async function canWrite(): Promise<boolean> {
  try {
    const request = indexedDB.open('probe');
    await new Promise((resolve, reject) => {
      request.onupgradeneeded = () => request.result.createObjectStore('probe').put(1, 1);
      request.onsuccess = resolve;
      request.onerror = reject;
    });
    return true;
  } catch {
    return false;
  }
}

async function closed(
  scene: Scene,
  call: (names: string[]) => void | Promise<void>,
): Promise<Memory> {
  const closing = await open(scene);
  await closing.evaluate(call, newNames(scene));
  await closing.close();
  const tab = await open(scene);
  await settled(scene);
  return leave(scene, tab);
}

/** The page acts alone, since WebKit keeps no profile of a browser that is driven. */
async function killed(scene: Scene): Promise<Memory> {
  const { engine, site, profile } = scene;
  const names = newNames(scene);
  show(scene);
  site.mood = hang;
  site.page(
    '/',
    `<script>addEventListener('load', async () => {
      await Promise.all(${JSON.stringify(names)}.map((name) => rung.track(name)));
      fetch('/resolved');
    })</script>`,
  );
  const kill = await engine.visit(site.url('/'), profile);
  await until(() => site.paths.includes('/resolved'), PATIENCE_MS);
  await kill();
  show(scene);
  const end = await engine.visit(site.url('/'), profile);
  try {
    await settled(scene);
  } finally {
    await end();
  }
  return NOTHING;
}

/** Reads what is left when everything has been accounted for, and closes the tab. */
async function leave({ site, tracked }: Scene, tab: Driver): Promise<Memory> {
  let memory = NOTHING;
  await until(async () => {
    memory = await readMemory(tab, site.url('/blank'));
    return account(site, tracked, memory).lost.length === 0;
  }, PATIENCE_MS).catch(() => {});
  await tab.close();
  return memory;
}

function newNames({ random, tracked }: Scene): string[] {
  const name = () => `e${random()}${random() < 0.15 ? BAD : ''}`;
  const names = Array.from({ length: 1 + Math.floor(random() * 8) }, name);
  tracked.push(...names);
  return names;
}

/** Runs in the page. Nothing is waited for: the tab may close as soon as this returns. */
function callTrack(names: string[]): void {
  for (const name of names) (window as never as Page).rung.track(name);
}

/** Runs in the page. */
async function trackAll(names: string[]): Promise<void> {
  await Promise.all(names.map((name) => (window as never as Page).rung.track(name)));
}

/** Every tracked event is stored or refused; if not in time, the account will say so. */
async function settled({ site, tracked }: Scene): Promise<void> {
  const done = () => [...site.stored, ...site.rejected].map(({ type }) => type);
  const all = () => tracked.every((name) => done().includes(name));
  await until(all, PATIENCE_MS).catch(() => {});
}

/** Where no browser can be cut off, the collector cannot be reached, and the page is told. */
async function offLine({ site }: Scene, tab: Driver): Promise<void> {
  if (tab.cdp) return connect(tab, false);
  site.mood = (_, response) => {
    response.destroy();
    return 'neither';
  };
}

async function connect(tab: Driver, online: boolean): Promise<void> {
  await tab.cdp?.('Network.enable');
  const unlimited = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
  await tab.cdp?.('Network.emulateNetworkConditions', { offline: !online, ...unlimited });
}

async function onLine({ site, mood }: Scene, tab: Driver): Promise<void> {
  if (tab.cdp) return connect(tab, true);
  site.mood = mood;
  await tab.evaluate(() => void dispatchEvent(new Event('online')));
}
