/** The part that preview and backtest share: the next people of a site, one after the other. */
import type { Database } from './database.ts';
import { peopleAfter, readsOf } from './everybody.ts';
import { PEOPLE_A_CHUNK, READS_A_CHUNK } from './job.ts';
import type { StoredPerson } from './record.ts';

interface Walked {
  people: number;
  cursor: string;
  last: boolean;
}

/**
 * At most a hundred people; fewer when their logs are long. Always at least one.
 *
 * @throws StorageUnavailable
 */
export async function nextPeople(
  db: Database,
  { site, cursor }: { site: string; cursor: string },
): Promise<Walked & { found: StoredPerson[] }> {
  const page = await peopleAfter(db, site, cursor, PEOPLE_A_CHUNK);
  let reads = 0;
  const found = page.filter((stored, i) => {
    reads += readsOf(stored);
    return i === 0 || reads <= READS_A_CHUNK;
  });
  return {
    found,
    people: found.length,
    cursor: found.at(-1)?.person ?? cursor,
    last: page.length < PEOPLE_A_CHUNK && found.length === page.length,
  };
}
