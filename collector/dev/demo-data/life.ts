/** One person's history, from the first visit to the last. */
import { aftermath } from './aftermath.ts';
import { AIMS, type Aim, type Standing, signIn } from './aims.ts';
import { momentAfter, momentBetween } from './calendar.ts';
import { type Channel, letterChannel, RETURNS } from './channels.ts';
import type { Dice, Weighed } from './dice.ts';
import type { Happening } from './happening.ts';
import { readLetters } from './letters.ts';
import { SHELF } from './pages.ts';
import type { Person, Temper } from './person.ts';
import { crawl } from './software.ts';
import { walk } from './walk.ts';

/** What somebody comes for, visit by visit, until the last one is repeated. */
type Plan = readonly [Weighed<Aim>[], ...Weighed<Aim>[][]];

interface Habits {
  plan: Plan;
  /** visits, at most */
  visits: readonly [least: number, most: number];
  /** days between them, on average */
  pause: number;
}

const GLANCE: Weighed<Aim>[] = [[1, 'bounce']];
const LOOK: Weighed<Aim>[] = [
  [5, 'browse'],
  [2, 'bounce'],
  [1, 'research'],
];
const WEIGH_UP: Weighed<Aim>[] = [
  [3, 'research'],
  [2, 'browse'],
  [1, 'fill'],
];
const DECIDE: Weighed<Aim>[] = [
  [2, 'fill'],
  [2, 'research'],
  [1, 'browse'],
];

const HABITS: Readonly<Record<Exclude<Temper, 'software' | 'buyer'>, Habits>> = {
  bouncer: { plan: [GLANCE], visits: [1, 2], pause: 9 },
  browser: { plan: [LOOK], visits: [1, 5], pause: 7 },
  shopper: { plan: [LOOK, WEIGH_UP, WEIGH_UP, DECIDE], visits: [2, 8], pause: 4 },
};

/** One history under way. */
interface Life {
  dice: Dice;
  person: Person;
  standing: Standing;
  until: number;
  happened: Happening[];
  /** how many times as long as others they stay on a page */
  pace: number;
  /** when they signed up */
  joined?: number;
}

/** All that happens to a person before `until`, in order of time. */
export function liveLife(dice: Dice, person: Person, until: number): Happening[] {
  const { temper, arrives, rhythm, place } = person;
  const first = momentBetween(dice, arrives, rhythm, place.offset);
  const standing = { subscribed: false, signedIn: false, favourite: dice.pick(SHELF) };
  const life: Life = { dice, person, standing, until, happened: [], pace: 1 };
  if (temper === 'software') life.happened.push(...crawl(dice, person, first, until));
  else if (temper === 'buyer') keepBuying(life, first);
  else comeBack(life, first, HABITS[temper]);
  if (life.joined !== undefined) subscribeToLetters(life, life.joined);
  return life.happened.filter(({ at }) => at < until).sort((a, b) => a.at - b.at);
}

function comeBack(life: Life, first: number, { plan, visits, pause }: Habits): void {
  const { dice } = life;
  let at = first;
  for (
    let nth = 0, left = dice.whole(...visits);
    left > 0 && at < life.until;
    left -= 1, nth += 1
  ) {
    const aims = plan[Math.min(nth, plan.length - 1)] ?? plan[0];
    visit(life, at, dice.weigh(aims), nth === 0);
    at = later(life, at, dice.wait(pause) + 0.1);
  }
}

/** Buys on a whim at once; or looks first, then comes again whenever the bags are empty. */
const WHIM = 0.2;
/** Of all others some read every label, and compare again before each order. */
const CAREFUL = 0.7;
const CAREFUL_PACE = 3.5;
const ONCE_ONLY = 0.36;
/** After each further order some are not seen again. */
const GO_QUIET = 0.16;

function keepBuying(life: Life, first: number): void {
  const { dice } = life;
  const whim = dice.chance(WHIM);
  const careful = !whim && dice.chance(CAREFUL);
  if (careful) life.pace = CAREFUL_PACE;
  let at = first;
  let nth = 0;
  for (let left = whim ? 0 : dice.whole(1, 4); left > 0; left -= 1) {
    visit(life, at, dice.weigh(nth === 0 ? LOOK : WEIGH_UP), nth === 0);
    at = later(life, at, dice.wait(3) + 0.1);
    nth += 1;
  }
  const bag = 14 + dice.throw() * 26;
  for (let quits = ONCE_ONLY; at < life.until; quits = GO_QUIET) {
    if (careful) {
      visit(life, at, 'research', nth === 0);
      at = later(life, at, 0.1 + dice.throw());
      nth += 1;
    }
    visit(life, at, 'buy', nth === 0);
    nth += 1;
    if (dice.chance(quits)) return;
    if (dice.chance(0.4)) visit(life, later(life, at, bag * 0.6), 'browse', false);
    at = later(life, at, bag * (0.75 + 0.5 * dice.throw()));
  }
}

const later = ({ dice, person }: Life, at: number, days: number): number =>
  momentAfter(dice, at, days, person.rhythm, person.place.offset);

function visit(life: Life, at: number, aim: Aim, first: boolean, by?: Channel): void {
  const { dice, person, standing, pace } = life;
  if (at >= life.until) return;
  const channel = by ?? (first ? person.channel : dice.weigh(RETURNS));
  const [main, other = main] = person.devices;
  const device = standing.signedIn && dice.chance(0.4) ? other : main;
  const going = walk({ dice, device, channel, at, pace });
  const before = standing.subscribed;
  if (device !== main) signIn({ dice, person, standing, walk: going });
  const order = AIMS[aim]({ dice, person, standing, walk: going });
  if (standing.subscribed && !before) life.joined = going.now();
  life.happened.push(...going.happened);
  if (!order) return;
  life.happened.push(...aftermath({ dice, person, order, at: going.now() }));
}

function subscribeToLetters(life: Life, joined: number): void {
  const { dice, person, until } = life;
  const keen = { bouncer: 0.1, browser: 0.2, shopper: 0.4, buyer: 0.55, software: 0 };
  const reading = readLetters(dice, person, [joined, until], keen[person.temper]);
  life.happened.push(...reading.happened);
  for (const { at, letter } of reading.clicks) {
    visit(life, at, dice.weigh(LOOK), false, letterChannel(letter));
  }
}
