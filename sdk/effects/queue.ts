/** The durable queue: one key an event in IndexedDB, memory when the browser denies that. */
import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';
import type { Row } from '../core/batch.ts';
import { tell } from './listen.ts';

/** Rows that memory holds when there is no disk; the oldest give way. */
const MEMORY_ROWS = 1000;
const HANDED = 'rung';
/** Rows that one look takes from the disk. */
const READ_ROWS = 500;

/** Rows of this page that nobody answered for yet, at hand without waiting. */
export const own = new Map<string, Row>();

let disk: UseStore | undefined;

/** Resolves when the rows are on disk, or are known to be in memory only. Never rejects. */
export async function put(rows: readonly Row[]): Promise<void> {
  for (const row of rows) own.set(row[0], row);
  try {
    await write((store) => {
      for (const row of rows) store.put(row, row[0]);
    });
    for (const row of rows) row[4] = 1;
  } catch {
    for (const [id, row] of own) {
      if (own.size <= MEMORY_ROWS) break;
      own.delete(id);
      tell('drop', { event: JSON.parse(row[2]), reason: 'full' });
    }
  }
}

/**
 * WebKit ends a page before it commits what the end of the page brought. So that is handed over to
 * the next page by a storage that is written at once.
 */
export function handOver(): void {
  const rows = [...takeOver(), ...[...own.values()].map((row) => row.slice(0, 4))];
  try {
    if (rows[0]) localStorage.setItem(HANDED, JSON.stringify(rows));
  } catch {}
}

function takeOver(): Row[] {
  try {
    const rows = JSON.parse(localStorage.getItem(HANDED) ?? '[]');
    localStorage.removeItem(HANDED);
    return rows;
  } catch {
    return [];
  }
}

/** What waits, oldest first, of all pages of this origin. */
export async function all(): Promise<Row[]> {
  const handed = takeOver();
  if (handed[0]) await put(handed);
  try {
    const found: Row[] = await use('readonly', (store) =>
      promisifyRequest(store.getAll(null, READ_ROWS)),
    );
    const ids = new Set(found.map((row) => row[0]));
    // A row of ours that was on disk and no longer is, another tab has sent.
    for (const [id, row] of own) if (row[4] && !ids.has(id)) own.delete(id);
    return [...found, ...[...own.values()].filter((row) => !ids.has(row[0]))];
  } catch {
    return [...own.values()];
  }
}

export async function remove(rows: readonly Row[]): Promise<void> {
  for (const [id] of rows) own.delete(id);
  await write((store) => {
    for (const [id] of rows) store.delete(id);
  }).catch(() => {});
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
  const open = () => createStore('rung', 'queue');
  disk ??= open();
  try {
    return await disk(mode, job);
  } catch {
    disk = open();
    return disk(mode, job);
  }
};
