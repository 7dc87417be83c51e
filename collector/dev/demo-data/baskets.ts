/** What is put into carts and what orders come of it. */
import { type Cart, discount, item, items, total } from '../../../sdk/demo/cart.ts';
import { CURRENCY, type Product } from '../../../sdk/demo/catalogue.ts';
import type { EventProps, Props } from '../../../sdk/wire.ts';
import type { Dice } from './dice.ts';
import { SHELF } from './pages.ts';

export const COUPON = 'MEOW10';

/** Somebody's usual: most stay with what the cat eats. */
export function fillCart(dice: Dice, favourite: Product): Cart {
  const other = dice.chance(0.45) ? dice.pick(SHELF) : favourite;
  const cart: Record<string, number> = { [favourite.id]: dice.whole(1, 3) };
  if (other !== favourite) cart[other.id] = dice.whole(1, 2);
  return cart;
}

export const productProps = (product: Product): Props => {
  const { item_id, item_name, item_category, price } = item(product);
  return { item_id, item_name, category: item_category, value: price, currency: CURRENCY };
};

export const addProps = (product: Product, quantity: number): Props => ({
  ...{ item_id: product.id, item_name: product.name, quantity, currency: CURRENCY },
  value: total({ [product.id]: quantity }),
});

export const checkoutProps = (cart: Cart): Props => ({
  ...{ value: total(cart), currency: CURRENCY, items: items(cart) },
});

/** As `purchase` tells of it. */
export type Order = EventProps<'purchase'>;

export function placeOrder(dice: Dice, cart: Cart, coupon: boolean): Order {
  const order_id = `P-${dice.digits(12)}`;
  const value = total(cart, coupon ? COUPON : '');
  const off = coupon && discount(COUPON) > 0 ? { coupon: COUPON } : {};
  return { order_id, value, currency: CURRENCY, items: items(cart), ...off };
}
