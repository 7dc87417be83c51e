/** A site with many people on this machine, its days counted: made anew, or gone on with. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Served, serve } from '../../collector/dev/serve.ts';
import { createSite } from '../../collector/store/sites.ts';
import { makeCopies, setAside } from './copied-people.ts';
import type { Folding } from './folded-people.ts';

/** People who are folded one by one; all others are their copies. */
const FOLDED = 1000;
const A_REQUEST = 100;
const DAYS = 120;
const ENTRY = join(import.meta.dirname, 'calls-worker.ts');

/** How far a filling has come: kept beside the database, so that it can go on. */
interface Note {
  site: string;
  key: string;
  /** when it began, milliseconds since 1970 */
  now: number;
  /** people folded, and where in the history to go on */
  folded: number;
  from: number;
  /** number of the next copy, from 1; 0 before people were put aside */
  copy: number;
  counted: boolean;
}

export interface Filled {
  served: Served;
  key: string;
}

interface Filling {
  served: Served;
  note: Note;
  keep: () => void;
  tell: (line: string) => void;
}

export interface Wanted {
  /** a multiple of 1,000 */
  people: number;
  /** of the database; what an earlier call has done there is not done again */
  folder: string;
  /**
   * Whose days are counted: everybody's, or, in minutes instead of hours, those of the people who
   * are folded, before they are copied. Reports then read as many rows, with smaller numbers in them.
   */
  count: 'all' | 'folded';
}

export async function fillSite(
  { people, folder, count: whom }: Wanted,
  tell: (line: string) => void,
): Promise<Filled> {
  mkdirSync(folder, { recursive: true });
  const served = await serve({ entry: ENTRY, tickEverySeconds: 0, state: folder });
  try {
    const path = join(folder, 'bench.json');
    const note: Note = existsSync(path)
      ? JSON.parse(readFileSync(path, 'utf8'))
      : await begin(served);
    const keep = () => writeFileSync(path, JSON.stringify(note));
    const filling = { served, note, keep, tell };
    await fold(filling);
    if (whom === 'folded') await count(filling);
    await copy(filling, Math.ceil(people / FOLDED));
    await count(filling);
    return { served, key: note.key };
  } catch (error) {
    await served.stop();
    throw error;
  }
}

async function begin({ db }: Served): Promise<Note> {
  const now = Date.now();
  const { site, secret_key: key } = await createSite(db, { name: 'Bench' }, now);
  return { site, key, now, folded: 0, from: 0, copy: 0, counted: false };
}

async function ask<T>({ url }: Served, path: string, body: object = {}): Promise<T> {
  const response = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

async function fold({ served, note, keep, tell }: Filling): Promise<void> {
  while (note.folded < FOLDED) {
    const { site, from, now } = note;
    const folding: Folding = { site, from, now, people: A_REQUEST, days: DAYS };
    note.from = await ask<number>(served, '/__fold', folding);
    note.folded += A_REQUEST;
    keep();
    tell(`people folded: ${note.folded}`);
  }
}

async function copy({ served: { db }, note, keep, tell }: Filling, until: number): Promise<void> {
  if (note.copy === 0) {
    await setAside(db, note.site);
    note.copy = 1;
    keep();
  }
  await makeCopies(db, [note.copy, until], async (next) => {
    note.copy = next;
    keep();
    tell(`people put in: ${next * FOLDED} of ${until * FOLDED}`);
  });
}

const LEFT = 'SELECT count(*) AS days FROM days WHERE dirty = 1';

async function count({ served, note, keep, tell }: Filling): Promise<void> {
  if (note.counted) return;
  while (await ask<boolean>(served, '/__count')) {
    const row = await served.db.prepare(LEFT).first<{ days: number }>();
    tell(`counting, days left: ${row?.days}`);
  }
  note.counted = true;
  keep();
}
