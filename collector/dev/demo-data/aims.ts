/** What people do on a visit, by what they came for. */
import type { Cart } from '../../../sdk/demo/cart.ts';
import type { Product } from '../../../sdk/demo/catalogue.ts';
import {
  addProps,
  checkoutProps,
  fillCart,
  type Order,
  placeOrder,
  productProps,
} from './baskets.ts';
import type { Dice } from './dice.ts';
import { CATALOGUE, productPath, SHELF } from './pages.ts';
import type { Person } from './person.ts';
import type { Walk } from './walk.ts';

/** What has become of somebody so far. */
export interface Standing {
  subscribed: boolean;
  /** said who they are */
  signedIn: boolean;
  favourite: Product;
}

export interface Visit {
  dice: Dice;
  person: Person;
  standing: Standing;
  walk: Walk;
}

export type Aim = 'bounce' | 'browse' | 'research' | 'fill' | 'buy';

/** Gives the order that came of it. */
export const AIMS: Readonly<Record<Aim, (visit: Visit) => Order | undefined>> = {
  bounce({ dice, walk }) {
    const path = dice.weigh<'/demo/' | '/demo/journal/reading-a-cat-food-label'>([
      [3, '/demo/'],
      [1, '/demo/journal/reading-a-cat-food-label'],
    ]);
    walk.open(path, dice.chance(0.6) ? dice.whole(1, 5) : 0);
    return undefined;
  },
  browse,
  research,
  fill(visit) {
    const { dice, walk } = visit;
    const cart = choose(visit);
    if (dice.chance(0.5)) checkout(visit, cart);
    else walk.open('/demo/cart', dice.whole(5, 30));
    return undefined;
  },
  buy(visit) {
    const cart = choose(visit);
    checkout(visit, cart);
    return order(visit, cart);
  },
};

function browse(visit: Visit): undefined {
  const { dice, walk } = visit;
  walk.open('/demo/', dice.whole(5, 40));
  if (dice.chance(0.35)) search(visit);
  for (let left = dice.whole(1, 3); left > 0; left -= 1) look(visit, dice.pick(SHELF));
  if (dice.chance(0.3)) journal(visit);
  if (dice.chance(0.12)) subscribe(visit);
  if (dice.chance(0.04)) walk.act('social_follow', { network: 'instagram' });
}

function research(visit: Visit): undefined {
  const { dice, walk, standing } = visit;
  walk.open(dice.chance(0.5) ? '/demo/pricing' : '/demo/', dice.whole(20, 90));
  look(visit, standing.favourite);
  if (dice.chance(0.6)) walk.open('/demo/compare', dice.whole(30, 120));
  if (dice.chance(0.6)) walk.open('/demo/pricing', dice.whole(20, 100));
  if (dice.chance(0.25)) walk.act('file_download', { href: CATALOGUE, file_extension: 'pdf' });
  if (dice.chance(0.4)) subscribe(visit);
  if (dice.chance(0.18)) contact(visit);
}

function search({ dice, walk }: Visit): void {
  const term = dice.pick(['salmon', 'kitten', 'dry food', 'غذای خشک', 'old cat', 'بچه گربه']);
  walk.openAt(`/demo/products/?q=${encodeURIComponent(term)}`, 'Food', dice.whole(5, 20));
  walk.act('search', { term, results: dice.whole(0, 4) });
}

function look({ dice, walk }: Visit, product: Product): void {
  walk.openAt(productPath(product), product.name, dice.whole(8, 70));
  walk.act('view_item', productProps(product));
  if (product.film && dice.chance(0.5)) {
    walk.act('video_progress', { percent: dice.pick([25, 50, 75, 100]), video: 'serving' });
  }
}

function journal({ dice, walk }: Visit): void {
  walk.open('/demo/journal/reading-a-cat-food-label', dice.whole(30, 240));
  if (dice.chance(0.2)) {
    walk.act('click', { kind: 'outbound', href: 'https://food-law.example/labels' });
  }
  if (!dice.chance(0.12)) return;
  walk.act('ad_click', { kind: 'slot', slot: 'journal', href: 'https://vet.example/' });
}

export function subscribe({ walk, standing, person }: Visit): void {
  if (standing.subscribed) return;
  standing.subscribed = true;
  walk.act('newsletter_signup', { email_sha256: person.email, list: 'sunday-letter' });
}

function contact(visit: Visit): void {
  const { dice, walk, person } = visit;
  walk.open('/demo/contact', dice.whole(30, 120));
  if (dice.chance(0.2)) walk.act('chat', { topic: dice.pick(['delivery', 'kittens', 'quote']) });
  if (dice.chance(0.15)) walk.act('event_registration', { event: 'open day' });
  const { job_title } = person.traits;
  const title = typeof job_title === 'string' ? { job_title } : {};
  walk.act('form_submit', { form: 'contact', purpose: 'contact', ...title });
  if (dice.chance(0.7)) signIn(visit);
}

/** From now on the shop's server vouches for who this is. */
export function signIn({ walk, person, standing }: Visit): void {
  const { user, traits, email } = person;
  const told = { user_id: user, traits: { ...traits, email_sha256: email } };
  walk.serve('identify', standing.signedIn ? { user_id: user } : told, user);
  standing.signedIn = true;
}

function choose(visit: Visit): Cart {
  const { dice, walk, standing } = visit;
  const cart = fillCart(dice, standing.favourite);
  for (const [id, quantity] of Object.entries(cart)) {
    const product = SHELF.find((one) => one.id === id) ?? standing.favourite;
    look(visit, product);
    walk.act('add_to_cart', addProps(product, quantity));
  }
  return cart;
}

function checkout({ dice, walk }: Visit, cart: Cart): void {
  walk.open('/demo/checkout', dice.whole(20, 90));
  walk.act('begin_checkout', checkoutProps(cart));
}

/** Some orders only the page tells of: then nothing proves them. */
const PAGE_ONLY = 0.2;

function order(visit: Visit, cart: Cart): Order {
  const { dice, walk, person } = visit;
  const placed = placeOrder(dice, cart, person.bargains);
  walk.act('purchase', placed);
  walk.open('/demo/thanks', dice.whole(3, 15));
  if (dice.chance(PAGE_ONLY)) return placed;
  signIn(visit);
  walk.serve('purchase', placed, person.user);
  return placed;
}
