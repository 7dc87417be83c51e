/** Campaigns that the owner plans, alters, pays for and takes back, before and after their time. */
import type { Dice } from './dice.ts';
import { DAY, MINUTE } from './local-time.ts';

/** One request about the campaign with this number. */
export interface Planning {
  door: 'plan';
  at: number;
  number: number;
  act: 'make' | 'change' | 'spend' | 'delete';
  body?: Record<string, unknown>;
}

/** Some overlap, some ask for two things, one fits nothing that is not known. */
const RULES: readonly Record<string, string[]>[] = [
  { campaign: ['spring*'] },
  { campaign: ['*_late', 'AUTUMN'], channel: ['paid_*'] },
  { source: ['google'] },
  { network: ['google_ads'], landing: ['/pricing*', '/'] },
  { medium: ['cpc', 'email'] },
  { content: ['*'] },
  { term: ['cat*'] },
  { channel: ['*'] },
  { landing: ['/b*'] },
];

const CAMPAIGNS = 5;

const dateOf = (ts: number): string => new Date(ts).toISOString().slice(0, 10);

/** First and last day, or no last one. */
function datesOf(dice: Dice, from: number, end: number) {
  const begin = dice.int(from - 10 * DAY, end - 5 * DAY);
  const last = begin + dice.int(0, 50) * DAY;
  return { from: dateOf(begin), to: dice.chance(0.7) ? dateOf(last) : null };
}

export function plansOf(dice: Dice, from: number, end: number): Planning[] {
  return Array.from({ length: CAMPAIGNS }, (_, i) => planOf(dice, i, from, end)).flat();
}

function planOf(dice: Dice, number: number, from: number, end: number): Planning[] {
  const made = dice.chance(0.5) ? from : dice.int(from, end - DAY);
  const later = () => dice.int(made + MINUTE, end);
  const body = {
    name: `Campaign ${number}`,
    ...datesOf(dice, from, end),
    match: dice.pick(RULES),
    ...(dice.chance(0.8) && { budget: dice.int(0, 400) }),
    ...(dice.chance(0.8) && { expected_sales: dice.int(0, 900) }),
    ...(dice.chance(0.2) && { currency: 'USD' }),
  };
  const change = dice.chance(0.5) ? { match: dice.pick(RULES) } : datesOf(dice, from, end);
  const spend = { spend: spentOn(dice, from, end) };
  return [
    { door: 'plan', at: made, number, act: 'make', body },
    ...planning(dice.chance(0.4), { at: later(), number, act: 'change', body: change }),
    ...planning(dice.chance(0.7), { at: later(), number, act: 'spend', body: spend }),
    ...planning(dice.chance(0.15), { at: end, number, act: 'delete' }),
  ];
}

const planning = (does: boolean, act: Omit<Planning, 'door'>): Planning[] =>
  does ? [{ door: 'plan', ...act }] : [];

/** Days in and around the history, each once. */
function spentOn(dice: Dice, from: number, end: number): { date: string; amount: number }[] {
  const days = Array.from({ length: 6 }, () => dateOf(dice.int(from - 5 * DAY, end)));
  return [...new Set(days)].map((date) => ({ date, amount: dice.int(0, 3000) / 100 }));
}
