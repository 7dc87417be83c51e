/**
 * A seeded history of a site: everything that reaches it, in the order in which it arrives. Small,
 * and made of what reports trip over: midnight, changes of the clock, refunds of another day,
 * copies of orders, late events, people joined, parted, erased or found to be software.
 */
import type { NewSite } from '../../../collector/store/sites.ts';
import type { Arrival } from './arrivals.ts';
import { type Dice, diceOf } from './dice.ts';
import { livesOf } from './lives.ts';
import { DAY, MINUTE } from './local-time.ts';
import { plansOf } from './plans.ts';

export interface History {
  seed: number;
  site: Required<Pick<NewSite, 'time_zone' | 'currency' | 'preset'>>;
  arrivals: Arrival[];
  /** first moment of browsers' events, and the moment of asking */
  from: number;
  end: number;
}

/**
 * Each history ends some days after a change of the clock, where there is one, and at midnight in
 * Greenwich: the sweep for visits that have ended looks at all of them then.
 */
const SCENES: readonly [zone: string, ends: readonly number[]][] = [
  ['Europe/Berlin', [Date.UTC(2026, 4, 2), Date.UTC(2026, 10, 20)]],
  ['Asia/Tehran', [Date.UTC(2021, 4, 10), Date.UTC(2021, 9, 30)]],
  ['America/St_Johns', [Date.UTC(2026, 3, 20), Date.UTC(2025, 10, 30)]],
  ['Pacific/Auckland', [Date.UTC(2026, 4, 1), Date.UTC(2025, 9, 30)]],
];
/** Nothing happens any more, so that the last visits have come to their end. */
const QUIET = 31 * MINUTE;
const PRESETS = ['loyalty', 'loyalty', 'classic', 'crm'] as const;

/** @param seed any whole number; the same one gives the same history */
export function historyOf(seed: number): History {
  const dice = diceOf(seed);
  const [time_zone, ends] = SCENES[seed % SCENES.length] as (typeof SCENES)[number];
  const end = dice.pick(ends);
  const from = end - dice.int(60, 120) * DAY;
  const site = { time_zone, currency: dice.pick(['EUR', 'IRR']), preset: dice.pick(PRESETS) };
  const lives = livesOf(dice, { zone: time_zone, from, end: end - QUIET });
  const ticks = ticksOf(dice, lives, from, end);
  const plans = plansOf(dice, from, end);
  const arrivals = [...lives, ...ticks, ...plans].sort((a, b) => a.at - b.at);
  return { seed, site, arrivals, from, end };
}

/**
 * Cron comes now and then, so that days are counted before they have come to their end; and each
 * nineteen days at midnight, so that visits of before are known to have ended.
 */
function ticksOf(dice: Dice, lives: readonly Arrival[], from: number, end: number): Arrival[] {
  const soon = Array.from({ length: 5 }, () => dice.pick(lives).at + dice.int(1, 90) * MINUTE);
  const nights = Array.from({ length: 7 }, (_, i) => end - i * 19 * DAY);
  return [...soon, ...nights]
    .filter((at) => at > from && at <= end)
    .map((at) => ({ door: 'cron', at: Math.floor(at / MINUTE) * MINUTE }));
}
