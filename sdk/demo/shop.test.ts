import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { euros, PRODUCTS } from './catalogue.ts';
import { cataloguePdf } from './catalogue-pdf.ts';
import { renderShop } from './render.ts';

const HOME = import.meta.dirname;
const names = readdirSync(join(HOME, 'pages'), { recursive: true, encoding: 'utf8' });
const pages = Object.fromEntries(
  names
    .filter((name) => name.endsWith('.html'))
    .map((name) => [name, readFileSync(join(HOME, 'pages', name), 'utf8')]),
);
const layout = readFileSync(join(HOME, 'layout.html'), 'utf8');
const shop = renderShop({ layout, pages, key: 'wk_test' });
const html = Object.entries(shop).filter(([path]) => path.endsWith('.html'));

/** `/demo/products/` → `products/index.html`, as the assets are served. */
function fileOf(path: string): string {
  const [clean = ''] = path.replace(/^\/demo\//, '').split(/[?#]/);
  if (clean === '' || clean.endsWith('/')) return `${clean}index.html`;
  return /\.\w+$/.test(clean) ? clean : `${clean}.html`;
}

describe('the pages of the shop', () => {
  it.each(html)(
    '%s has the tag with the key, a title, one heading and no mark left open',
    (_, page) => {
      expect(page).toContain('<script defer src="/rung.js" data-site="wk_test"></script>');
      expect(page).toMatch(/<title>[^<]+ · Pishi<\/title>/);
      expect(page.match(/<h1/g)).toHaveLength(1);
      expect(page).not.toMatch(/\{\{|undefined|NaN/);
    },
  );

  it.each(html)('%s links only to what there is, and to no other host', (_, page) => {
    const made = new Set([...Object.keys(shop), 'pishi-catalogue.pdf', 'shop.css', 'shop.js']);
    for (const [, address = ''] of page.matchAll(/(?:href|src|action|poster)="([^"]*)"/g)) {
      if (address.startsWith('#') || address === '/rung.js') continue;
      expect(address).toMatch(/^\/demo\//);
      if (!address.startsWith('/demo/media/')) expect([...made]).toContain(fileOf(address));
    }
  });

  it.each(html)(
    '%s has no inline script or style, which its content policy would refuse',
    (_, page) => {
      expect(page).not.toMatch(/<script>|<style|\sstyle="|\son\w+="/);
    },
  );

  it('names the page whose head or mark is wrong', () => {
    const make = (text: string) => () =>
      renderShop({ layout, pages: { 'x.html': text }, key: 'k' });
    expect(make('<h1>No head</h1>')).toThrow('x.html: no title and description');
    expect(make('<!-- title: A | description: B -->\n{{cat}}')).toThrow(
      'x.html: nothing is called {{cat}}',
    );
  });
});

describe('the catalogue', () => {
  const text = Buffer.from(cataloguePdf()).toString('latin1');

  it('names every product with its price', () => {
    for (const { name, price } of PRODUCTS) {
      expect(text).toContain(`(${name})`);
      expect(text).toContain(`(${euros(price).replace('€', '\x80')})`);
    }
  });

  it('is a PDF whose table finds each object at its byte', () => {
    expect(text).toMatch(/^%PDF-1\.4\n/);
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
    expect(text.slice(start, start + 5)).toBe('xref\n');
    const offsets = [...text.slice(start).matchAll(/^(\d{10}) 00000 n $/gm)];
    expect(offsets.length).toBeGreaterThan(5);
    offsets.forEach(([, offset], index) => {
      expect(text.slice(Number(offset))).toMatch(new RegExp(`^${index + 1} 0 obj\n`));
    });
  });

  it('tells the true length of its content', () => {
    const [, length, content] = /\/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/.exec(text) ?? [];
    expect(content).toHaveLength(Number(length));
  });
});
