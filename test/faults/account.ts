/** What became of every event that the script said it captured. */

import type { WireEvent } from '../../sdk/wire.ts';
import type { Driver } from '../browser/driver.ts';
import type { Site } from '../browser/site.ts';

export interface Account {
  captured: number;
  stored: number;
  rejected: number;
  /** still on this device */
  pending: number;
  lost: string[];
  doubled: string[];
}

/** What a page remembers: the events that the script told it of, and what the origin's storage holds. */
export interface Memory {
  told: string[];
  held: string;
}

/** Stands before the tag: writes down each event that the script says it captured. */
export const DIARY = `<script>document.addEventListener('rung:event', ({ detail }) => {
  localStorage.setItem('told ' + detail.id, detail.type);
})</script>`;

/** Names of events that the tests make up, each used once. */
const MADE_UP = /^e\d/;

/** An event is known by its made-up name, so that a copy under another id shows; else by its id. */
function keyOf(id: string, type: string): string {
  return MADE_UP.test(type) ? type : id;
}

export function account(site: Site, tracked: readonly string[], memory: Memory): Account {
  const captured = new Set([...tracked, ...memory.told]);
  const stored = keys(site.stored);
  const rejected = new Set(keys(site.rejected));
  const done = new Set([...stored, ...rejected]);
  const all = [...captured];
  const pending = all.filter((key) => !done.has(key) && memory.held.includes(key));
  return {
    captured: all.length,
    stored: all.filter((key) => stored.includes(key)).length,
    rejected: all.filter((key) => rejected.has(key)).length,
    pending: pending.length,
    lost: all.filter((key) => !done.has(key) && !pending.includes(key)),
    doubled: [
      ...stored.filter((key, i) => stored.indexOf(key) < i),
      ...stored.filter((key) => rejected.has(key)),
    ],
  };
}

const keys = (events: readonly WireEvent[]) => events.map(({ id, type }) => keyOf(id, type));

/** Leaves the page for one without the script and reads what this origin holds. */
export async function readMemory(browser: Driver, blank: string): Promise<Memory> {
  await browser.goto(blank);
  const { told, held } = await browser.evaluate(readStorage);
  return { told: told.map(([id, type]) => keyOf(id, type)), held };
}

/** Runs in the page: all that IndexedDB and `localStorage` hold, as one text. */
async function readStorage(): Promise<{ told: [string, string][]; held: string }> {
  const ask = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const local = Object.entries(localStorage) as [string, string][];
  const held: unknown[] = local.filter(([name]) => !name.startsWith('told '));
  for (const { name = '' } of await indexedDB.databases()) {
    const db = await ask(indexedDB.open(name));
    for (const store of db.objectStoreNames) {
      held.push(await ask(db.transaction(store).objectStore(store).getAll()));
    }
    db.close();
  }
  const told = local.filter(([name]) => name.startsWith('told '));
  return {
    told: told.map(([name, type]) => [name.slice(5), type]),
    held: JSON.stringify(held),
  };
}
