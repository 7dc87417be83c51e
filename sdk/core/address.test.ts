import { describe, expect, it } from 'vitest';
import {
  cleanUrl,
  domainOf,
  PAGE_PARAMS,
  patternOf,
  SEARCH_PARAMS,
  withoutPersonal,
} from './address.ts';

describe('the address that travels', () => {
  const CASES: [fact: string, from: string, to: string][] = [
    ['keeps what names the page', 'https://a.test/x?id=5&q=cat', 'https://a.test/x?id=5&q=cat'],
    ['cuts what is not listed', 'https://a.test/x?name=Sara&id=5', 'https://a.test/x?id=5'],
    ['leaves no empty question mark', 'https://a.test/x?name=Sara', 'https://a.test/x'],
    ['cuts the fragment', 'https://a.test/x#top', 'https://a.test/x'],
    ['cuts an e-mail in the path', 'https://a.test/u/me@b.test/x', 'https://a.test/u/*/x'],
    ['cuts an encoded e-mail', 'https://a.test/x?q=me%40b.test', 'https://a.test/x?q=*'],
    ['keeps a profile name', 'https://a.test/@sara', 'https://a.test/@sara'],
    ['cuts a token', 'https://a.test/r/eyJhbGciOiJIUzI1NiIsInR5', 'https://a.test/r/*'],
    ['cuts a long hexadecimal number', `https://a.test/${'0f'.repeat(12)}`, 'https://a.test/*'],
    [
      'keeps a long readable name',
      'https://a.test/how-to-read-a-cat-food-label',
      'https://a.test/how-to-read-a-cat-food-label',
    ],
  ];
  it.each(CASES)('%s', (_, from, to) => {
    expect(cleanUrl(new URL(from), { params: `${SEARCH_PARAMS},${PAGE_PARAMS}` })).toBe(to);
  });

  it('keeps the fragment where the site routes by it, without its query', () => {
    expect(cleanUrl(new URL('https://a.test/?x=1#/p?t=1'), { params: '', hash: true })).toBe(
      'https://a.test/#/p',
    );
  });

  it('takes listed parameters from an array as from text', () => {
    expect(cleanUrl(new URL('https://a.test/?a=1&b=2&ab=3'), { params: ['a', 'b'] })).toBe(
      'https://a.test/?a=1&b=2',
    );
  });

  it('is never longer than the contract allows', () => {
    expect(withoutPersonal('x'.repeat(5000))).toHaveLength(2048);
  });
});

describe('own domains', () => {
  it.each([
    ['shop.example.com', 'example.com'],
    ['example.com', 'example.com'],
    ['www.example.co.uk', 'example.co.uk'],
    ['news.bbc.ir', 'bbc.ir'],
    ['localhost', 'localhost'],
  ])('%s belongs to %s', (host, domain) => {
    expect(domainOf(host)).toBe(domain);
  });
});

describe('a list', () => {
  it('names what matches an entry whole, with * for anything', () => {
    expect('/admin/users').toMatch(patternOf('/login,/admin/*'));
    expect('/shop/admin/').not.toMatch(patternOf(['/admin/*']));
    expect('/').not.toMatch(patternOf(''));
  });
});
