/** What waits, of all pages of this origin. */
import type { Row } from '../core/batch.ts';
import { memory, put, takeOver, use, waiting } from './queue.ts';

/** Rows that one look finds; a request may ask about no more. */
const READ_ROWS = 500;

/** Oldest first, as far as the disk has them. Never rejects. */
export async function all(): Promise<Row[]> {
  const handed = takeOver();
  if (handed[0]) await put(handed);
  const found = (await use((store) => store.getAll(null, READ_ROWS)))?.result ?? [];
  const rows = [...found.filter(([id]) => !memory[id]), ...Object.values(memory)];
  return rows.slice(0, READ_ROWS);
}

/** Never rejects. */
export async function remove(rows: readonly Row[]): Promise<void> {
  for (const [id] of rows) {
    delete memory[id];
    delete waiting[id];
  }
  await use((store) => rows.map(([id]) => store.delete(id)));
}
