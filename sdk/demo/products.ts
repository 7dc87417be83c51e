/** The shelves: search (`?q=`), categories (`?category=`), and the look at one product. */
import { call } from './call.ts';
import { item } from './cart.ts';
import { CURRENCY, PRODUCTS } from './catalogue.ts';

/** Shows what fits the address; every word of the search must be found. */
export function showShelf(query: URLSearchParams): void {
  const shelf = document.querySelector('[data-shelf]');
  if (!shelf) return;
  const words = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const category = query.get('category') ?? '';
  let found = 0;
  for (const card of shelf.querySelectorAll<HTMLElement>('.card')) {
    const fits =
      (!category || card.dataset.category === category) &&
      words.every((word) => card.dataset.words?.includes(word));
    card.hidden = !fits;
    if (fits) found += 1;
  }
  tellFound(words.join(' '), found);
  markShelf(category);
}

function tellFound(term: string, found: number): void {
  const input = document.querySelector<HTMLInputElement>('#q');
  if (input) input.value = term;
  const told = document.querySelector('[data-found]');
  if (told && term) told.textContent = `${found} for “${term}”`;
  document.querySelector('[data-none]')?.toggleAttribute('hidden', found > 0);
}

function markShelf(category: string): void {
  document
    .querySelector(`[data-shelf-link="${CSS.escape(category)}"]`)
    ?.setAttribute('aria-current', 'true');
}

/** Reports the product page being looked at. */
export function viewItem(): void {
  const id = document.querySelector<HTMLElement>('[data-product]')?.dataset.product;
  const product = PRODUCTS.find((candidate) => candidate.id === id);
  if (!product) return;
  const { item_id, item_name, item_category, price } = item(product);
  void call('track', 'view_item', {
    item_id,
    item_name,
    category: item_category,
    value: price,
    currency: CURRENCY,
  });
}
