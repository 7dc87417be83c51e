/** What comes of an order: thanks, blame, money back, and the word to friends. */
import type { Props } from '../../../sdk/wire.ts';
import type { Order } from './baskets.ts';
import { DAY, HOUR } from './calendar.ts';
import type { Dice } from './dice.ts';
import type { Happening, Page } from './happening.ts';
import { PAGES, SHOP, titleOf } from './pages.ts';
import type { Person } from './person.ts';

interface After {
  dice: Dice;
  person: Person;
  order: Order;
  /** when it was placed */
  at: number;
  happened: Happening[];
}

/** What may come, how often, and how many days later. */
type Sequel = readonly [
  probability: number,
  days: readonly [least: number, most: number],
  tell: (after: After, at: number) => void,
];

const SEQUELS: readonly Sequel[] = [
  [0.22, [2, 8], rate],
  [0.16, [5, 20], recommend],
  [0.14, [4, 25], review],
  [0.07, [1, 6], complain],
  [0.05, [3, 12], takeBack],
  [0.06, [6, 40], refer],
  [0.05, [1, 15], share],
];

/** Everything that comes of one order. */
export function aftermath(after: Omit<After, 'happened'>): Happening[] {
  const whole = { ...after, happened: [] };
  const { dice } = after;
  for (const [probability, [least, most], tell] of SEQUELS) {
    if (!dice.chance(probability)) continue;
    tell(whole, Math.round(after.at + (least + dice.throw() * (most - least)) * DAY));
  }
  return whole.happened;
}

const thanks: Page = { url: `${SHOP}/demo/thanks`, title: titleOf(PAGES['/demo/thanks']) };
const contact: Page = { url: `${SHOP}/demo/contact`, title: titleOf(PAGES['/demo/contact']) };

/** On a page that was opened for it. */
function say(
  { dice, person, happened }: After,
  type: Happening['type'],
  props: Props,
  { at, page }: { at: number; page: Page },
): void {
  const [device] = person.devices;
  happened.push({ at: at - dice.whole(4000, 40_000), type: 'page_view', device, page });
  happened.push({ at, type, props, device, page });
}

/** What the shop's server knows of: the page took no part in it. */
function serve({ person, happened }: After, at: number, type: Happening['type'], props: Props) {
  const device = person.devices[0];
  happened.push({ at, type, props, device, server: true, user: person.user });
}

function rate(after: After, at: number): void {
  const score = after.dice.weigh<number>([
    [2, 1],
    [3, 2],
    [8, 3],
    [30, 4],
    [45, 5],
  ]);
  say(after, 'feedback', { kind: 'csat', score }, { at, page: thanks });
}

function recommend(after: After, at: number): void {
  const score = after.dice.weigh<number>([
    [3, 2],
    [4, 5],
    [9, 7],
    [14, 8],
    [16, 9],
    [14, 10],
  ]);
  say(after, 'feedback', { kind: 'nps', score }, { at, page: thanks });
}

function review(after: After, at: number): void {
  const { dice, person, order } = after;
  const rating = dice.weigh<number>([
    [2, 1],
    [3, 2],
    [6, 3],
    [20, 4],
    [34, 5],
  ]);
  const { item_id } = order.items?.[0] ?? {};
  const words = rating >= 4 ? { text: dice.pick(person.words.praise) } : {};
  say(after, 'review', { rating, ...(item_id && { item_id }), ...words }, { at, page: thanks });
}

function complain(after: After, at: number): void {
  const { dice, person } = after;
  const { topic, text } = dice.pick(person.words.complaints);
  say(after, 'complaint', { topic, text }, { at, page: contact });
  if (!dice.chance(0.7)) return;
  const later = at + dice.whole(3, 90) * HOUR;
  serve(after, later, 'complaint_resolved', { text: dice.pick(person.words.excuses) });
  if (dice.chance(0.4)) {
    const glad = { at: later + dice.whole(1, 48) * HOUR, page: contact };
    say(after, 'feedback', { kind: 'csat', score: 5 }, glad);
  }
}

function takeBack(after: After, at: number): void {
  const { dice, order } = after;
  const { order_id, currency, value } = order;
  const part = dice.chance(0.4) ? { value: Math.round(value * 50) / 100, currency } : {};
  serve(after, at, 'refund', { order_id, ...part });
}

function refer(after: After, at: number): void {
  say(after, 'referral', { referred: 'link' }, { at, page: thanks });
}

function share(after: After, at: number): void {
  say(
    after,
    'share',
    { method: after.dice.pick(['whatsapp', 'telegram', 'mail']) },
    { at, page: thanks },
  );
}
