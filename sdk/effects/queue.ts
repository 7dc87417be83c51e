/** The durable queue: one key an event in IndexedDB, memory when the browser denies that. */
import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';
import type { Row } from '../core/batch.ts';
import { tell } from './listen.ts';

/** Rows that memory holds when there is no disk; the oldest give way. */
const MEMORY_ROWS = 1000;
/** Rows that one look takes from the disk; a request may ask about no more. */
const READ_ROWS = 500;
const NAME = 'rung';

/** What the disk did not take. */
const memory = new Map<string, Row>();

let disk: UseStore | undefined;

/** Resolves when the rows are on disk, or are known to be in memory only. Never rejects. */
export async function put(rows: readonly Row[]): Promise<void> {
  try {
    await write((store) => rows.map((row) => store.put(row, row[0])));
  } catch {
    for (const row of rows) memory.set(row[0], row);
    for (const [id, row] of memory) {
      if (memory.size <= MEMORY_ROWS) break;
      memory.delete(id);
      tell('drop', { event: JSON.parse(row[2]), reason: 'full' });
    }
  }
}

/** What waits, oldest first, of all pages of this origin. Never rejects. */
export async function all(): Promise<Row[]> {
  await put(takeOver());
  const found: Row[] = await use('readonly', (store) =>
    promisifyRequest(store.getAll(null, READ_ROWS)),
  ).catch(() => []);
  return [...found.filter(([id]) => !memory.has(id)), ...memory.values()];
}

/** Never rejects. */
export async function remove(rows: readonly Row[]): Promise<void> {
  for (const [id] of rows) memory.delete(id);
  await write((store) => rows.map(([id]) => store.delete(id))).catch(() => {});
}

/**
 * WebKit ends a page before it commits what the end of the page brought. So that is handed over to
 * the next page by a storage that is written at once.
 */
export function handOver(rows: readonly Row[]): void {
  const handed = [...takeOver(), ...rows];
  try {
    if (handed[0]) localStorage[NAME] = JSON.stringify(handed);
  } catch {}
}

function takeOver(): Row[] {
  try {
    const rows = JSON.parse(localStorage[NAME]);
    delete localStorage[NAME];
    return rows;
  } catch {
    return [];
  }
}

/** A page that ends takes its open transactions with it, but not one that was told to commit. */
function write(job: (store: IDBObjectStore) => void): Promise<unknown> {
  return use('readwrite', (store) => {
    job(store);
    store.transaction.commit?.();
    return promisifyRequest(store.transaction);
  });
}

/** Safari closes connections behind our back, so a failure gets a second try on a new one. */
const use: UseStore = async (mode, job) => {
  const open = () => createStore(NAME, 'queue');
  disk ??= open();
  try {
    return await disk(mode, job);
  } catch {
    disk = open();
    return disk(mode, job);
  }
};
