/** The Sunday letter: who opens it, who comes by it, and who has had enough. */
import { DAY, HOUR, MINUTE } from './calendar.ts';
import type { Dice } from './dice.ts';
import type { Happening } from './happening.ts';
import { PAGES, SHOP, titleOf } from './pages.ts';
import type { Person } from './person.ts';

/** Letters go out on Sundays at eight, UTC. */
const SENT_AT = 8 * HOUR;
/** 1970 began on a Thursday. */
const FIRST_SUNDAY = 3;

const CLICK = 0.22;
const GOAL = 0.25;
const LEAVE = 0.012;

export interface Reading {
  happened: Happening[];
  /** moments at which a click leads to the shop, with the letter's name */
  clicks: { at: number; letter: string }[];
  /** when they had enough; undefined: never */
  left?: number;
}

/**
 * Every letter from a sign-up on.
 *
 * @param keen how probable it is that one is opened
 */
export function readLetters(
  dice: Dice,
  { devices: [device] }: Person,
  [from, until]: readonly [number, number],
  keen: number,
): Reading {
  const reading: Reading = { happened: [], clicks: [] };
  const note = (at: number, type: Happening['type'], more: Partial<Happening>) =>
    reading.happened.push({ at, type, device, ...more });
  for (const sent of sundays(from, until)) {
    const letter = nameOf(sent);
    const at = Math.round(sent + dice.wait(9 * HOUR)) + MINUTE;
    if (dice.chance(LEAVE)) {
      const url = `${SHOP}/demo/unsubscribe`;
      const page = { url, title: titleOf(PAGES['/demo/unsubscribe']) };
      note(at - dice.whole(2000, 15_000), 'page_view', { page });
      note(at, 'newsletter_unsubscribe', { props: { list: 'sunday-letter' }, page });
      return { ...reading, left: at };
    }
    if (!dice.chance(keen)) continue;
    const told = { server: true as const, props: { campaign: letter } };
    note(at, 'email_open', told);
    if (!dice.chance(CLICK)) continue;
    const click = at + dice.whole(5, 300) * 1000;
    note(click, 'email_click', { ...told, props: { campaign: letter, href: `${SHOP}/demo/` } });
    reading.clicks.push({ at: click + 2000, letter });
    if (dice.chance(GOAL)) {
      const props = { campaign: letter, goal: 'read the label' };
      note(click + dice.whole(1, 20) * MINUTE, 'email_goal', { ...told, props });
    }
  }
  return reading;
}

function sundays(from: number, until: number): number[] {
  const list: number[] = [];
  const week = Math.ceil((from / DAY - FIRST_SUNDAY) / 7);
  let at = (FIRST_SUNDAY + week * 7) * DAY + SENT_AT;
  for (; at < until; at += 7 * DAY) list.push(at);
  return list;
}

const nameOf = (sent: number): string => `letter-${new Date(sent).toISOString().slice(0, 10)}`;
