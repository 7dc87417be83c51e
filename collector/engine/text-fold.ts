/**
 * One spelling for texts that people write in several: letter case, accents, Arabic and Persian
 * ye and kaf, half-spaces, Persian and Arabic digits.
 */

const LETTERS: Readonly<Record<string, string>> = {
  ي: 'ی',
  ى: 'ی',
  ك: 'ک',
  ة: 'ه',
  ە: 'ه',
};
/** already folded: plain small ASCII */
const PLAIN = /^[\x20-\x40\x5b-\x7e]*$/;
const MARKS = /[\p{Mn}\u0640]/gu;
const JOINERS = /[\p{Cf}\s]+/gu;
const FOREIGN = /[يىكةە\u0660-\u0669\u06f0-\u06f9]/g;
const WORD = /[\p{L}\p{N}]+/gu;

/** the last four bits of a Persian or Arabic digit's code are its value */
function plainLetter(letter: string): string {
  return LETTERS[letter] ?? String(letter.charCodeAt(0) & 0xf);
}

/** At most so many UTF-16 code units of a text, no character cut in two. */
export function cutText(text: string, length: number): string {
  return text.slice(0, length).replace(text.length > length ? /[\ud800-\udbff]$/ : '', '');
}

/**
 * The text in its folded spelling; a half-space becomes a space.
 *
 * @example foldText('مدير‌عامل ۱') // 'مدیر عامل 1'
 */
export function foldText(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(MARKS, '')
    .replace(JOINERS, ' ')
    .replace(FOREIGN, plainLetter);
}

/** The folded words of a text, without punctuation. */
export function wordsOf(text: string): string[] {
  return foldText(text).match(WORD) ?? [];
}

/** The folded text without spaces and punctuation: `مدیرعامل` and `مدیر عامل` become the same. */
export function squash(text: string): string {
  return wordsOf(text).join('');
}

/**
 * Whether a run of whole words of the text, written together, is the squashed phrase.
 *
 * @example hasPhrase(['مدیر', 'عامل', 'شرکت'], 'مدیرعامل') // true
 */
export function hasPhrase(words: readonly string[], phrase: string): boolean {
  for (let first = 0; first < words.length; first++) {
    let run = '';
    for (let i = first; i < words.length && run.length < phrase.length; i++) run += words[i];
    if (run === phrase) return true;
  }
  return false;
}
