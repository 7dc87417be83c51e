/**
 * The words by which a person is found, and whether they answer a search. Words are folded, so that
 * `مدير‌عامل`, `مدیر عامل` and `مدیرعامل` find the same, and every one is matched by how it begins.
 */
import { isLinked, type UserLink } from './document.ts';
import type { State } from './state.ts';
import { cutText, foldText, wordsOf } from './text-fold.ts';

/** Words a person is found by, those of orders and the country apart; the longest word. */
const MOST_WORDS = 20;
const WORD_LENGTH = 40;
/** A longer trait is a text to read, not a name to search for. */
const TRAIT_LENGTH = 100;
/** Texts without a blank that have more words, such as a UUID, are one word. */
const PARTS = 4;
/** Traits whose words come first when there are too many; the others follow by name. */
const FIRST_TRAITS = ['name', 'first_name', 'last_name', 'company', 'job_title', 'title', 'city'];
/** No name of anything: an address on the web, a digest. */
const NO_NAME = /^(?:https?:|[0-9a-f]{32,}$)/i;
const ARABIC_SCRIPT = /^\p{Script=Arabic}+$/u;

/** Whether two words may as well be written as one. */
const joins = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && ARABIC_SCRIPT.test(a) && ARABIC_SCRIPT.test(b);

/**
 * The folded words of a text, as they are stored and searched for.
 *
 * @example searchedWords('Ordner WX-4711') // ['ordner', 'wx', '4711']
 */
export function searchedWords(text: string): string[] {
  const tokens = foldText(text).split(/\s+/);
  const words = tokens.flatMap((token) => {
    const parts = wordsOf(token);
    return parts.length > PARTS ? [parts.join('')] : parts;
  });
  return words.map((word) => cutText(word, WORD_LENGTH));
}

/** With neighbours of Persian or Arabic letters also written together. */
function wordsAndPairs(text: string): string[] {
  const words = searchedWords(text);
  return words.flatMap((word, i) => {
    const next = words[i + 1];
    return joins(word, next) ? [word, cutText(word + next, WORD_LENGTH)] : [word];
  });
}

const placeOf = (trait: string): number => {
  const place = FIRST_TRAITS.indexOf(trait);
  return place < 0 ? FIRST_TRAITS.length : place;
};

/** Short texts among the traits, names first. */
function textsOf(traits: State['traits']): string[] {
  const named = Object.entries(traits).sort(
    ([a], [b]) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1),
  );
  return named.flatMap(([, value]) =>
    typeof value === 'string' && value.length <= TRAIT_LENGTH && !NO_NAME.test(value)
      ? [value]
      : [],
  );
}

/** Ids that the shop gave; without one an order has its event's. */
const orderIds = (orders: State['orders']): string[] =>
  orders.flatMap(({ order_id, event }) => (order_id === event ? [] : [order_id]));

/** The word that a country is found by. */
export const countryWord = (code: string): string => `country:${code.toLowerCase()}`;

/**
 * The words of a person, each once: linked user ids, short traits, ids of the latest orders. Who has
 * any of these is found by city and country too; of somebody nameless nothing is stored.
 */
export function searchWords(
  { traits, orders, city, country }: Pick<State, 'traits' | 'orders' | 'city' | 'country'>,
  users: readonly UserLink[],
): string[] {
  const ids = users.flatMap((link) => (isLinked(link) ? [link.id] : []));
  const own = [...ids, ...textsOf(traits)].flatMap(wordsAndPairs);
  const bought = orderIds(orders).flatMap(searchedWords);
  if (own.length === 0 && bought.length === 0) return [];
  const named = new Set([...own, ...wordsAndPairs(city ?? '')].slice(0, MOST_WORDS));
  for (const word of bought) named.add(word);
  if (country !== undefined) named.add(countryWord(country));
  return [...named];
}

/** A word of a search. */
export interface SearchTerm {
  word: string;
  /** codes of the countries whose name has a word that begins so */
  countries: readonly string[];
}

/**
 * Whether words of a person answer every term: by how they begin, by the country, or, for
 * neighbours of Persian or Arabic letters, written together.
 */
export function answersSearch(words: readonly string[], terms: readonly SearchTerm[]): boolean {
  const [term, next, ...rest] = terms;
  if (!term) return true;
  const begins = (start: string): boolean => words.some((word) => word.startsWith(start));
  const alone =
    begins(term.word) || term.countries.some((code) => words.includes(countryWord(code)));
  if (alone && answersSearch(words, terms.slice(1))) return true;
  return (
    joins(term.word, next?.word) && begins(term.word + next?.word) && answersSearch(words, rest)
  );
}

/**
 * Terms of which whoever answers the search has a word of their own that begins so, or the country.
 * The second of two that may be written together need not be one.
 */
export const certainTerms = (terms: readonly SearchTerm[]): SearchTerm[] =>
  terms.filter(({ word }, i) => !joins(terms[i - 1]?.word, word));
