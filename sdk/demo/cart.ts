/** The cart: what is in it, what it costs, and where it is kept. The arithmetic is pure. */
import type { Item } from '../wire.ts';
import { CATEGORIES, PRODUCTS, type Product } from './catalogue.ts';

/** Product id → how many. */
export type Cart = Readonly<Record<string, number>>;

export interface Line {
  product: Product;
  quantity: number;
}

const MOST = 20;
const CODES: Readonly<Record<string, number>> = { MEOW10: 0.1 };

/** The cart with `quantity` more of a product (fewer when negative); never under 0 or over 20. */
export function add(cart: Cart, id: string, quantity: number): Cart {
  const { [id]: had = 0, ...others } = cart;
  const now = Math.min(MOST, had + quantity);
  return now > 0 ? { ...others, [id]: now } : others;
}

export function lines(cart: Cart): Line[] {
  return PRODUCTS.flatMap((product) => {
    const quantity = cart[product.id] ?? 0;
    return quantity > 0 ? [{ product, quantity }] : [];
  });
}

export function count(cart: Cart): number {
  return lines(cart).reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Euros, exact to the cent. */
export function total(cart: Cart, code = ''): number {
  const cents = lines(cart).reduce(
    (sum, { product, quantity }) => sum + Math.round(product.price * 100) * quantity,
    0,
  );
  return Math.round(cents * (1 - discount(code))) / 100;
}

/** The share that a code takes off: 0.1 is ten per cent, 0 an unknown code. */
export function discount(code: string): number {
  return CODES[code.trim().toUpperCase()] ?? 0;
}

/** The cart as an order's items in GA4's fields. */
export function items(cart: Cart): Item[] {
  return lines(cart).map(({ product, quantity }) => ({ ...item(product), quantity }));
}

export function item({ id, name, category, price }: Product): Required<Omit<Item, 'quantity'>> {
  const shelf = CATEGORIES.find((candidate) => candidate.id === category);
  return { item_id: id, item_name: name, item_category: shelf?.name ?? category, price };
}
