/** The shop's own script: wires the page to cart, search, forms and the strip. Wiring only. */
import { listenToForms } from './forms.ts';
import { showShelf, viewItem } from './products.ts';
import { showStrip } from './strip.ts';
import { showCart, showCheckout, showCount, showReceipt } from './till.ts';

markHere();
listenToForms();
showShelf(new URLSearchParams(location.search));
viewItem();
showCount();
showCart();
showCheckout('');
showReceipt();
showStrip();

/** Marks the page's own link in the navigation. */
function markHere(): void {
  const path = location.pathname.replace(/\.html$/, '');
  for (const link of document.querySelectorAll('.top nav a')) {
    if (link.getAttribute('href') === path) link.setAttribute('aria-current', 'page');
  }
}
