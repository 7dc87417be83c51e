/** Lets cron work until nothing is left for it to do. */
import type { Served } from '../serve.ts';

/** What cron still has before it: days to count, people whose time has come. */
const LEFT = `
  SELECT (SELECT count(*) FROM days WHERE dirty = 1) AS days,
         (SELECT count(*) FROM people WHERE due IS NOT NULL AND due <= ?1) AS people`;

/** Ticks after which nothing becomes less: cron has its reasons to wait. */
const PATIENCE = 5;

export async function countEverything(
  { db, tick }: Pick<Served, 'db' | 'tick'>,
  tell: (line: string) => void,
): Promise<void> {
  let [least, idle] = [Infinity, 0];
  while (idle < PATIENCE) {
    const row = await db.prepare(LEFT).bind(Date.now()).first<{ days: number; people: number }>();
    const { days = 0, people = 0 } = row ?? {};
    if (days + people === 0) break;
    tell(`Counting: ${days} days and ${people} people left`);
    idle = days + people < least ? 0 : idle + 1;
    least = Math.min(least, days + people);
    await tick();
  }
  await tick();
}
