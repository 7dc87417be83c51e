/** The demo shop's pages, as its visitors know them. */
import { PRODUCTS, type Product } from '../../../sdk/demo/catalogue.ts';

/** An address that is nobody's: the demo runs on any host. */
export const SHOP = 'https://pishi.example';

/** Path → title. */
export const PAGES = {
  '/demo/': 'Food for cats with opinions',
  '/demo/products/': 'Food',
  '/demo/compare': 'Wet or dry? A comparison',
  '/demo/pricing': 'Prices',
  '/demo/journal/reading-a-cat-food-label': 'How to read a cat-food label',
  '/demo/contact': 'Contact',
  '/demo/cart': 'Cart',
  '/demo/checkout': 'Checkout',
  '/demo/thanks': 'Thank you',
  '/demo/unsubscribe': 'Unsubscribe',
} as const;
export type Path = keyof typeof PAGES;

export const CATALOGUE = `${SHOP}/demo/pishi-catalogue.pdf`;

export const titleOf = (title: string): string => `${title} · Pishi`;

export const productPath = ({ id }: Product): string => `/demo/products/${id}`;

const [first, ...others] = PRODUCTS;
if (!first) throw new RangeError('The shop sells nothing');
export const SHELF: readonly [Product, ...Product[]] = [first, ...others];
