/** By which words people are found, however they are spelt. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UserLink } from './document.ts';
import {
  answersSearch,
  certainTerms,
  type SearchTerm,
  searchedWords,
  searchWords,
} from './search-words.ts';
import { type State, start } from './state.ts';

const user = (id: string, by: UserLink['by'] = 'first_device'): UserLink => ({
  ...{ id, by, at: 1, device: 'd:1' },
});
const wordsOf = (facts: Partial<State>, users: UserLink[] = []): string[] =>
  searchWords({ ...start(), ...facts }, users);
const termsOf = (q: string): SearchTerm[] =>
  searchedWords(q).map((word) => ({ word, countries: [] }));
const finds = (q: string, facts: Partial<State>, users: UserLink[] = []): boolean =>
  answersSearch(wordsOf(facts, users), termsOf(q));

describe('A person is found by', () => {
  test.each([
    ['مدیرعامل', 'مدیر عامل'],
    ['مدیر عامل', 'مدیرعامل'],
    ['مدير‌عامل', 'مدیر عامل'],
    ['مدیر عامل', 'شرکت مدیر عامل بزرگ'],
    ['كتاب', 'کتابخانه'],
    ['علي', 'علی'],
    ['۱۲۳', '123'],
    ['123', '۱۲۳'],
    ['CEO', 'ceo of all'],
    ['café', 'CAFE'],
  ])('%s, written %s in a trait', (q, company) => {
    expect(finds(q, { traits: { company } })).toBe(true);
  });

  test('the begin of each word, all of which are needed, in any order', () => {
    const traits = { name: 'Sara Ahmadi', company: 'Pet Shop' };
    expect(finds('sar', { traits })).toBe(true);
    expect(finds('shop sara', { traits })).toBe(true);
    expect(finds('sara hop', { traits })).toBe(false);
    expect(finds('ara', { traits })).toBe(false);
  });

  test('linked user ids and ids of orders, but not by a claim or the id of an event', () => {
    const order = { order_id: 'WX-4711', event: 'e1' } as State['orders'][number];
    const nameless = { order_id: 'e2', event: 'e2' } as State['orders'][number];
    expect(finds('user-42', {}, [user('user-42')])).toBe(true);
    expect(finds('user-42', {}, [user('user-42', 'claim')])).toBe(false);
    expect(finds('wx-47', { orders: [order] })).toBe(true);
    expect(wordsOf({ orders: [nameless] })).toEqual([]);
  });

  test('a UUID as a whole: its parts are no words', () => {
    const id = '5f1d2c3b-4a59-4687-9abc-def012345678';
    expect(wordsOf({}, [user(id)])).toEqual([id.replaceAll('-', '')]);
    expect(finds(id, {}, [user(id)])).toBe(true);
  });

  test('place only beside a name: of somebody nameless nothing is stored', () => {
    expect(wordsOf({ country: 'DE', city: 'Köln' })).toEqual([]);
    expect(wordsOf({ country: 'DE', city: 'Köln', traits: { name: 'Sara' } })).toEqual([
      'sara',
      'koln',
      'country:de',
    ]);
  });

  test('short texts alone, names first, twenty words at most', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`a${i}`, `word${i}`]));
    const words = wordsOf({ traits: { ...many, name: 'Sara', bio: 'x '.repeat(60), age: 7 } });
    expect(words).toHaveLength(20);
    expect(words[0]).toBe('sara');
    expect(words).not.toContain('x');
  });
});

const letters = fc.string({ unit: fc.constantFrom('م', 'ی', 'ع', 'a', 'b', '1'), maxLength: 4 });

test('Whoever answers a search has a word for each certain term, and one at least is certain', () => {
  const texts = fc.array(letters, { minLength: 1, maxLength: 4 }).map((all) => all.join(' '));
  fc.assert(
    fc.property(texts, texts, (company, q) => {
      const words = wordsOf({ traits: { company } });
      const terms = termsOf(q);
      const certain = certainTerms(terms);
      expect(certain.length > 0).toBe(terms.length > 0);
      if (!answersSearch(words, terms)) return;
      for (const { word } of certain) expect(words.some((one) => one.startsWith(word))).toBe(true);
    }),
  );
});

test('A text is found by itself', () => {
  fc.assert(
    fc.property(fc.array(letters, { minLength: 1, maxLength: 5 }), (all) => {
      const company = all.join(' ');
      expect(finds(company, { traits: { company } })).toBe(true);
    }),
  );
});
