/** Puts the shop's pages together from the layout, the page files and the catalogue. Pure: text in, text out. */
import { HERO, MARK, packshot } from './art.ts';
import { CATEGORIES, euros, PRODUCTS, type Product } from './catalogue.ts';

export interface ShopSources {
  /** `layout.html`, the frame of every page */
  layout: string;
  /** `pages/**` by path: `products/index.html` → its text */
  pages: Readonly<Record<string, string>>;
  /** the demo site's write key, for the tag */
  key: string;
}

const HEADER = /^<!-- title: (.*?) \| description: (.*?) -->\n/;

/**
 * Every page of the shop by its path under `/demo/`.
 *
 * @example
 * renderShop({ layout, pages, key })['pricing.html']
 * @throws Error naming the page whose first line lacks title or description, or the unknown mark in it
 */
export function renderShop({ layout, pages, key }: ShopSources): Record<string, string> {
  const shop: Record<string, string> = { 'icon.svg': MARK };
  const frame = (title: string, description: string, main: string) =>
    fill(layout, { title, description, main, key, mark: MARK });
  for (const [path, text] of Object.entries(pages)) {
    const [head, title, description] = HEADER.exec(text) ?? [];
    if (!head || !title || !description) throw new Error(`${path}: no title and description`);
    shop[path] = frame(title, description, fill(text.slice(head.length), blocks(path)));
  }
  for (const product of PRODUCTS) {
    shop[`products/${product.id}.html`] = frame(product.name, product.line, productPage(product));
  }
  return shop;
}

/** What a page file may name in double braces. */
function blocks(path: string): (name: string) => string {
  const fixed: Record<string, () => string> = {
    'art:hero': () => HERO,
    shelves: () => shelves(),
    scale: () => scale(10),
    'cards:all': () => PRODUCTS.map(card).join('\n'),
  };
  return (name) => {
    const known = fixed[name];
    if (known) return known();
    if (name.startsWith('cards:')) return name.slice(6).split(',').map(cardOf).join('\n');
    throw new Error(`${path}: nothing is called {{${name}}}`);
  };
}

/** Replaces `{{name}}`. The values are the shop's own mark-up and are not escaped. */
function fill(text: string, values: Record<string, string> | ((name: string) => string)): string {
  const of = typeof values === 'function' ? values : (name: string) => values[name] ?? '';
  return text.replace(/\{\{([^}]+)\}\}/g, (_, name: string) => of(name));
}

function cardOf(id: string): string {
  const product = PRODUCTS.find((candidate) => candidate.id === id);
  if (!product) throw new Error(`no product is called ${id}`);
  return card(product);
}

function card(product: Product): string {
  const { id, name, category, line, unit, price, picture } = product;
  return `<li class="card" data-category="${category}" data-words="${words(product)}">
  <a href="/demo/products/${id}">
    ${packshot(picture)}
    <h3>${name}</h3>
  </a>
  <p>${line}</p>
  <p class="card-foot"><span class="price">${euros(price)}</span> <span class="unit">${unit}</span></p>
</li>`;
}

/** What the search looks at, lower case. */
function words({ name, category, line, contains }: Product): string {
  const shelf = CATEGORIES.find(({ id }) => id === category)?.name ?? '';
  return `${name} ${shelf} ${line} ${contains}`.toLowerCase().replace(/[“”"]/g, '');
}

function shelves(): string {
  const link = (id: string, name: string) =>
    `<a href="/demo/products/${id && `?category=${id}`}" data-shelf-link="${id}">${name}</a>`;
  return [link('', 'All'), ...CATEGORIES.map(({ id, name }) => link(id, name))].join('\n');
}

function scale(max: number): string {
  return Array.from(
    { length: max + 1 },
    (_, n) =>
      `<label><input type="radio" name="score" value="${n}" required><span>${n}</span></label>`,
  ).join('');
}

const FILM = `<figure class="film">
  <video controls playsinline muted preload="metadata" poster="/demo/media/serving.png" data-rung-video="Serving Salmon Supper" width="640" height="360" aria-label="How to serve a tin of Salmon Supper: twelve seconds, without sound">
    <source src="/demo/media/serving.webm" type="video/webm">
    <p>Your browser does not play WebM. Open the tin, fork it loose, put it down, step back.</p>
  </video>
  <figcaption>How to serve it, in twelve seconds and without a word.</figcaption>
</figure>`;

function productPage(product: Product): string {
  const { id, name, line, unit, price, picture, story, film } = product;
  return `<article class="product" data-product="${id}">
  <div class="product-art">${packshot(picture, `${name}, ${unit}`)}</div>
  <div class="product-text">
    <p class="crumbs"><a href="/demo/products/">Food</a> / ${name}</p>
    <h1>${name}</h1>
    <p class="lead">${line}</p>
    <p class="product-price"><span class="price">${euros(price)}</span> <span class="unit">${unit}</span></p>
    <form class="buy" data-form="add">
      <label for="quantity">How many</label>
      <input id="quantity" name="quantity" type="number" min="1" max="20" value="1" inputmode="numeric" required>
      <button type="submit">Add to cart</button>
      <p class="answer" role="status"></p>
    </form>
    ${story.map((text) => `<p>${text}</p>`).join('\n    ')}
  </div>
</article>
${film ? FILM : ''}
${label(product)}
${review(product)}`;
}

function label({ contains, makeup }: Product): string {
  const parts = [
    ['Protein', makeup.protein],
    ['Fat', makeup.fat],
    ['Moisture', makeup.moisture],
  ] as const;
  const bar = ([what, share]: readonly [string, number]) =>
    `<div><dt>${what}</dt><dd><meter min="0" max="100" value="${share}" aria-label="${what}"></meter> ${share} %</dd></div>`;
  return `<section class="label" aria-labelledby="label-title">
  <h2 id="label-title">On the label</h2>
  <p>${contains}</p>
  <dl>${parts.map(bar).join('')}</dl>
</section>`;
}

function review({ name }: Product): string {
  const star = (n: number) =>
    `<label><input type="radio" name="rating" value="${n}" required><span>${n} ★</span></label>`;
  return `<section class="review" aria-labelledby="review-title">
  <h2 id="review-title">What did your cat think?</h2>
  <form class="form" data-form="review">
    <fieldset><legend>Stars for ${name}</legend><div class="scale">${[1, 2, 3, 4, 5].map(star).join('')}</div></fieldset>
    <div class="field"><label for="review-text">In a few words <span class="hint">optional</span></label><textarea id="review-text" name="text" rows="3" maxlength="2000"></textarea></div>
    <p><button type="submit">Send the review</button></p>
    <p class="answer" role="status"></p>
  </form>
</section>`;
}
