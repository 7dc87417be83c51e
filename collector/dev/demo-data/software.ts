/** Robots: page after page, at any hour, and nothing read. */
import { DAY } from './calendar.ts';
import type { Dice } from './dice.ts';
import type { Happening } from './happening.ts';
import { PAGES, type Path } from './pages.ts';
import type { Person } from './person.ts';
import { walk } from './walk.ts';

const PATHS = Object.keys(PAGES) as [Path, ...Path[]];

export function crawl(dice: Dice, person: Person, first: number, until: number): Happening[] {
  const { channel, devices } = person;
  const happened: Happening[] = [];
  let at = first;
  for (let left = dice.whole(1, 5); left > 0 && at < until; left -= 1) {
    const visit = walk({ dice, device: devices[0], channel, at });
    for (let pages = dice.whole(2, 12); pages > 0; pages -= 1) visit.open(dice.pick(PATHS), 0);
    happened.push(...visit.happened);
    at = Math.round(at + dice.wait(6 * DAY) + DAY);
  }
  return happened;
}
