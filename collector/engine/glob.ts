/** Path patterns with `*`, matched in linear time, and the kinds of page they define. */
import type { PageKind } from './model.ts';
import { foldText } from './text-fold.ts';

/** Remembered paths; a site has few, an attacker any number. */
const REMEMBERED = 2_000;
const EXTENSION = /\.(?:html?|php|aspx?)$/;

/** Whether `*` (any run of characters) and the rest of the pattern spell the text. */
export function globMatches(pattern: string, text: string): boolean {
  let p = 0;
  let star = -1;
  let resume = 0;
  for (let t = 0; t < text.length; ) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && pattern[p] === text[t]) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** The path of a URL, percent-decoded; the whole text when there is no host. */
export function pathOf(url: string): string {
  const host = url.indexOf('://');
  const from = host < 0 ? 0 : url.indexOf('/', host + 3);
  if (from < 0) return '/';
  const end = url.slice(from).search(/[?#]/);
  const path = end < 0 ? url.slice(from) : url.slice(from, from + end);
  try {
    return path.includes('%') ? decodeURIComponent(path) : path;
  } catch {
    return path;
  }
}

/** A path as patterns see it: folded, without trailing slash and file extension. */
function pagePath(url: string): string {
  const path = foldText(pathOf(url)).replace(EXTENSION, '');
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** A function from URL to the kinds of that page. */
export function pageKinds(kinds: readonly PageKind[]): (url: string) => readonly string[] {
  const patterns = kinds.map((kind) => ({ id: kind.id, paths: kind.paths.map(foldText) }));
  const known = new Map<string, readonly string[]>();
  let lastUrl = '';
  let last: readonly string[] = [];
  // several rules ask about the same event
  return (url) => {
    if (url !== lastUrl) {
      last = kindsOf(url);
      lastUrl = url;
    }
    return last;
  };

  function kindsOf(url: string): readonly string[] {
    const before = known.get(url);
    if (before) return before;
    const path = pagePath(url);
    const found = patterns
      .filter((kind) => kind.paths.some((pattern) => globMatches(pattern, path)))
      .map((kind) => kind.id);
    if (known.size >= REMEMBERED) known.clear();
    known.set(url, found);
    return found;
  }
}
