/** Cart and checkout pages: what is chosen, what it costs, and the order that comes of it. */
import { call } from './call.ts';
import { add, type Cart, count, discount, item, items, type Line, lines, total } from './cart.ts';
import { CURRENCY, euros, PRODUCTS } from './catalogue.ts';
import { element } from './element.ts';
import { forget, recall, remember } from './shelf.ts';

interface Order {
  /** one id a checkout, so that a repeated click or a reload cannot count the order twice */
  id: string;
  begun: boolean;
}

const cart = (): Cart => recall<Cart>('cart', {});

export function putInCart(id: string, quantity: number): void {
  remember('cart', add(cart(), id, quantity));
  const product = PRODUCTS.find((candidate) => candidate.id === id);
  if (quantity <= 0 || !product) return;
  const { item_name, price } = item(product);
  const value = Math.round(price * 100) * quantity;
  void call('track', 'add_to_cart', {
    item_id: id,
    item_name,
    quantity,
    value: value / 100,
    currency: CURRENCY,
    items: [{ ...item(product), quantity }],
  });
}

export function showCount(): void {
  const place = document.querySelector('[data-cart-count]');
  if (place) place.textContent = String(count(cart()));
}

export function showCart(): void {
  const place = document.querySelector('[data-cart]');
  if (!place) return;
  const chosen = lines(cart());
  place.replaceChildren(...(chosen.length > 0 ? filled(chosen) : [emptyCart()]));
}

function emptyCart(): HTMLElement {
  return element(
    'div',
    { class: 'empty' },
    element('p', {}, 'Nothing in it yet. The Taste Box is a good first guess.'),
    element('a', { class: 'button', href: '/demo/products/' }, 'To the shelves'),
  );
}

function filled(chosen: readonly Line[]): HTMLElement[] {
  const next = element('a', { class: 'button', href: '/demo/checkout' }, 'To the checkout');
  return [
    element('ul', { class: 'lines' }, ...chosen.map(row)),
    element('p', { class: 'sum' }, 'Together ', element('strong', {}, euros(total(cart())))),
    element('p', { class: 'actions' }, next),
  ];
}

function row({ product, quantity }: Line): HTMLElement {
  const change = (by: number, sign: string, what: string) =>
    element(
      'button',
      {
        type: 'button',
        class: 'step',
        'aria-label': `${what} ${product.name}`,
        onclick: () => step(product.id, by, what),
      },
      sign,
    );
  return element(
    'li',
    { 'data-line': product.id },
    element('a', { href: `/demo/products/${product.id}` }, product.name),
    element('span', { class: 'unit' }, product.unit),
    element(
      'span',
      { class: 'steps' },
      change(-1, '−', 'One less'),
      element('output', {}, String(quantity)),
      change(1, '+', 'One more'),
    ),
    element('span', { class: 'price' }, euros(total({ [product.id]: quantity }))),
  );
}

/** Changes a line and gives the focus back to the button, which is drawn anew. */
function step(id: string, by: number, what: string): void {
  putInCart(id, by);
  showCount();
  showCart();
  document
    .querySelector<HTMLElement>(`[data-line="${CSS.escape(id)}"] [aria-label^="${what}"]`)
    ?.focus();
}

/** The checkout page: begins an order once, and shows what it comes to under a code. */
export function showCheckout(code: string): void {
  const place = document.querySelector('[data-summary]');
  if (!place) return;
  const chosen = lines(cart());
  document.querySelector('[data-form="checkout"]')?.toggleAttribute('hidden', chosen.length === 0);
  if (chosen.length === 0) {
    place.replaceChildren(emptyCart());
    return;
  }
  place.replaceChildren(summary(chosen, code));
  begin();
}

function summary(chosen: readonly Line[], code: string): HTMLElement {
  const bought = chosen.map(({ product, quantity }) =>
    element('li', {}, `${quantity} × ${product.name}`),
  );
  const off = discount(code);
  return element(
    'div',
    {},
    element('ul', {}, ...bought),
    element('p', {}, off > 0 ? `Code: ${off * 100} % off` : ''),
    element('p', { class: 'sum' }, 'Together ', element('strong', {}, euros(total(cart(), code)))),
  );
}

function begin(): void {
  const order = current();
  if (order.begun) return;
  remember('order', { ...order, begun: true });
  void call('track', 'begin_checkout', {
    value: total(cart()),
    currency: CURRENCY,
    items: items(cart()),
  });
}

function current(): Order {
  const kept = recall<Order | null>('order', null);
  if (kept) return kept;
  const [chance = 0] = crypto.getRandomValues(new Uint32Array(1));
  const id = `P-${Date.now().toString(36)}-${chance.toString(36)}`.toUpperCase();
  const order = { id, begun: false };
  remember('order', order);
  return order;
}

/** Places the order: resolves once the purchase is safe on this device. */
export async function placeOrder(code: string): Promise<void> {
  const { id } = current();
  const value = total(cart(), code);
  const coupon = discount(code) > 0 ? { coupon: code.trim().toUpperCase() } : {};
  await call('track', 'purchase', {
    order_id: id,
    value,
    currency: CURRENCY,
    items: items(cart()),
    ...coupon,
  });
  remember('receipt', { id, value });
  forget('cart');
  forget('order');
}

export function showReceipt(): void {
  const place = document.querySelector('[data-receipt]');
  const receipt = recall<{ id: string; value: number } | null>('receipt', null);
  if (!place || !receipt) return;
  place.textContent = `Order ${receipt.id}, ${euros(receipt.value)}. The bowl will be full soon, in a manner of speaking.`;
}
