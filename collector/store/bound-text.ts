/** Rows as JSON that fits into bound values: D1 takes strings of at most 2 MB. */

/** Characters of JSON in one bound value. */
const LENGTH = 500_000;

/** Lists of JSON texts as JSON arrays of bounded length, one text excepted. */
export function boundLists(texts: readonly string[]): string[] {
  const groups: string[][] = [];
  let length = Infinity;
  for (const text of texts) {
    length += text.length;
    if (length > LENGTH) {
      groups.push([]);
      length = text.length;
    }
    groups.at(-1)?.push(text);
  }
  return groups.map((group) => `[${group.join(',')}]`);
}
