/** Countries by the words of their English and Persian names. */
import { wordsOf } from '../../collector/engine/index.ts';

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const LANGUAGES = ['en', 'fa'];
/** A shorter begin is that of too many names. */
const LEAST = 3;

/** Worked out when somebody first searches. */
let known: readonly (readonly [code: string, words: string[]])[] | undefined;

function allNames(): NonNullable<typeof known> {
  const names = LANGUAGES.map(
    (language) => new Intl.DisplayNames([language], { type: 'region', fallback: 'none' }),
  );
  const codes = LETTERS.flatMap((a) => LETTERS.map((b) => a + b));
  return codes.map((code) => [code, names.flatMap((of) => wordsOf(of.of(code) ?? ''))] as const);
}

/**
 * Codes of the countries whose name has a word that begins so, or whose code it is.
 *
 * @param word folded
 * @example countriesNamed('german') // ['DE']
 */
export function countriesNamed(word: string): string[] {
  known ??= allNames();
  const begins = (one: string) => word.length >= LEAST && one.startsWith(word);
  return known.flatMap(([code, words]) =>
    words.some(begins) || (words.length > 0 && code.toLowerCase() === word) ? [code] : [],
  );
}
