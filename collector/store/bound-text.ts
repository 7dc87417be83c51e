/** Rows as JSON that fits into bound values: D1 takes strings of at most 2 MB. */

/** UTF-16 code units of JSON in one bound value; each is at most three bytes. */
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
