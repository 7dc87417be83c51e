/** Paths as patterns see them: which kinds a page is of, however its address is written. */
import { describe, expect, test } from 'vitest';
import { globMatches, pageKinds, pathOf } from './glob.ts';

const KINDS = [
  { id: 'pricing', paths: ['/pricing', '/قیمت', '*/price'] },
  { id: 'blog', paths: ['/blog/*', '/price/*'] },
  { id: 'home', paths: ['/'] },
  { id: 'ab', paths: ['/a/b'] },
];
const of = pageKinds(KINDS);

describe('A page', () => {
  test.each([
    ['https://x.example/pricing', ['pricing']],
    ['https://x.example/pricing/', ['pricing']],
    ['https://x.example/PRICING.HTML?a#b', ['pricing']],
    ['https://x.example/pricing.htm', ['pricing']],
    ['https://x.example/pricing.php', ['pricing']],
    ['https://x.example/pricing.asp', ['pricing']],
    ['https://x.example/pricing.aspx', ['pricing']],
    ['https://x.example/pricing.htmlx', []],
    ['https://x.example/pricing.html/more', []],
    ['https://x.example/pricing-php', []],
    ['https://x.example/%D9%82%D9%8A%D9%85%D8%AA', ['pricing']],
    ['https://x.example/blog/', []],
    ['https://x.example/blog/a', ['blog']],
    ['https://x.example/price/price', ['pricing', 'blog']],
    ['https://x.example/', ['home']],
    ['https://x.example', ['home']],
    ['https://x.example//', ['home']],
    ['https://x.example/a.html/b', []],
    ['', []],
  ])('%s is of the kinds %j', (url, kinds) => {
    expect(of(url)).toEqual(kinds);
    expect(of(url)).toEqual(kinds);
  });

  test('is of the same kind when it comes again, also after thousands of others', () => {
    const fresh = pageKinds(KINDS);
    expect(fresh('')).toEqual([]);
    expect(fresh('https://x.example/pricing')).toEqual(['pricing']);
    const once = fresh('https://x.example/blog/a');
    expect(fresh('https://x.example/pricing')).toEqual(['pricing']);
    expect(fresh('https://x.example/blog/a')).toBe(once);
    for (let i = 0; i < 2_100; i++) expect(fresh(`https://x.example/blog/${i}`)).toEqual(['blog']);
    expect(fresh('https://x.example/blog/a')).toEqual(once);
    expect(fresh('https://x.example/blog/a')).not.toBe(once);
    expect(fresh('https://x.example/pricing')).toEqual(['pricing']);
  });
});

describe('A path', () => {
  test.each([
    ['https://x.example/a?b', '/a'],
    ['https://x.example/a#b', '/a'],
    ['https://x.example#b', '/'],
    ['/a?u=https://x.example/b', '/b'],
    ['a/b?c', 'a/b'],
    ['?q=1', ''],
    ['://x.example/a', '/a'],
    ['https://x.example/a%20b', '/a b'],
    ['https://x.example/%E0%A4%A', '/%E0%A4%A'],
  ])('of %s is %s', (url, path) => {
    expect(pathOf(url)).toBe(path);
  });
});

describe('A pattern', () => {
  test.each([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['**', 'ab', true],
    ['a', 'a', true],
    ['a', 'ab', false],
    ['ab', 'a', false],
    ['a*', 'a', true],
    ['a*', 'ba', false],
    ['*a', 'ba', true],
    ['*a', 'ab', false],
    ['a*c', 'abbc', true],
    ['a*c', 'abcb', false],
    ['a*b*c', 'aXbYbZc', true],
    ['*ab', 'aab', true],
    ['a**', 'a', true],
  ])('%j matches %j: %s', (pattern, text, matches) => {
    expect(globMatches(pattern, text)).toBe(matches);
  });
});
