/** Lets cron work until nothing is left for it to do. */
import type { Served } from '../serve.ts';

/** What cron still has before it now: days to count, counts under way, people whose time has come. */
const LEFT = `
  SELECT (SELECT count(*) FROM days WHERE dirty = 1 AND next_at <= ?1) +
         (SELECT count(*) FROM counts WHERE kind <> 'census' OR cursor LIKE 'p:%'
            OR (cursor = 'wanted' AND began_at <= ?1)) AS counts,
         (SELECT count(*) FROM people WHERE due IS NOT NULL AND due <= ?1) AS people`;

/** Ticks after which nothing becomes less: cron has its reasons to wait. */
const PATIENCE = 5;

export async function countEverything(
  { db, tick }: Pick<Served, 'db' | 'tick'>,
  tell: (line: string) => void,
): Promise<void> {
  let [least, idle] = [Infinity, 0];
  while (idle < PATIENCE) {
    const row = await db.prepare(LEFT).bind(Date.now()).first<{ counts: number; people: number }>();
    const { counts = 0, people = 0 } = row ?? {};
    if (counts + people === 0) break;
    tell(`Counting: ${counts} days and ${people} people left`);
    idle = counts + people < least ? 0 : idle + 1;
    least = Math.min(least, counts + people);
    await tick();
  }
}
