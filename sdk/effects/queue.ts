/** The durable queue: one key an event in IndexedDB, memory when the browser denies that. */
import type { Row } from '../core/batch.ts';
import { NAME } from './jar.ts';
import { tell } from './listen.ts';

/** Rows that memory holds when there is no disk; those that came first give way. */
const MEMORY_ROWS = 1000;
/** As long as that a disk may be slow. */
const PATIENCE_MS = 2000;

/** By id: rows of this page that no request has taken along, at hand without waiting for the disk. */
export let waiting: Record<string, Row> = {};

/** By id: what the disk has not taken yet, or did not take. */
export let memory: Record<string, Row> = {};

let disk: Promise<IDBDatabase> | undefined;

/** What may be nowhere but in this page; its own first. */
export function atHand(): Row[] {
  return Object.values({ ...waiting, ...memory });
}

/** Resolves when the rows are on disk, or are known to be in memory only. Never rejects. */
export async function put(rows: readonly Row[]): Promise<void> {
  for (const row of rows) memory[row[0]] = row;
  const stored = await use((store) => rows.map((row) => store.put(row, row[0])));
  const gone = stored ? rows : Object.values(memory).slice(0, -MEMORY_ROWS);
  for (const [id, , event] of gone) {
    delete memory[id];
    if (!stored) {
      delete waiting[id];
      tell('drop', { event, reason: 'full' });
    }
  }
}

/**
 * WebKit ends a page before it commits what the end of the page brought, and without a disk nothing
 * outlives it. So what is at hand is handed over to the next page by a storage that is written at
 * once. Throws where there is none.
 */
export function handOver(): void {
  const here = atHand();
  if (here[0]) localStorage[NAME] = JSON.stringify([...takeOver(), ...here]);
  waiting = {};
  memory = {};
}

/** Forgets all of it; what is at hand at once, since it may be on its way to the disk. */
export async function clear(): Promise<void> {
  takeOver();
  waiting = {};
  memory = {};
  await use((store) => store.clear());
}

/** What the page before handed over. */
export function takeOver(): Row[] {
  try {
    const rows = JSON.parse(localStorage[NAME]);
    delete localStorage[NAME];
    return rows;
  } catch {
    return [];
  }
}

/**
 * Resolves when what the job did is committed: a page that ends takes its open transactions with it,
 * but not one that was told to commit. Safari closes connections behind our back, so a failure gets a
 * second try on a new one. Undefined when there is no disk.
 */
export async function use<T>(job: (store: IDBObjectStore) => T): Promise<T | undefined> {
  for (const _ of '12') {
    try {
      disk ??= open();
      const transaction = (await disk).transaction(NAME, 'readwrite');
      const result = job(transaction.objectStore(NAME));
      transaction.commit?.();
      await settled(transaction);
      return result;
    } catch {
      disk = undefined;
    }
  }
  return undefined;
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME);
  request.onupgradeneeded = () => request.result.createObjectStore(NAME);
  await settled(request);
  return request.result;
}

/**
 * A page that was put aside while it made the database keeps all others of the site waiting, and
 * Safari sometimes never answers: then there is no disk.
 */
function settled(work: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    setTimeout(reject, PATIENCE_MS);
    const on = work as Record<string, unknown>;
    on.oncomplete = on.onsuccess = resolve;
    on.onabort = on.onerror = reject;
  });
}
