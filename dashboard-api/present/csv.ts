/** Lists as CSV (RFC 4180) that a spreadsheet shows and does not run. */

export type Cell = string | number | boolean | null | undefined;

/**
 * What makes a spreadsheet take a text for a formula
 * (https://owasp.org/www-community/attacks/CSV_Injection), also after blanks, and the full-width
 * forms that some of them fold to ASCII.
 */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * One line a record, the names first. Numbers stay numbers; texts that look like a formula get an
 * apostrophe in front.
 * @example toCsv(['a'], [['=1+1']]) // "a\r\n'=1+1\r\n"
 */
export function toCsv(names: readonly string[], records: readonly (readonly Cell[])[]): string {
  return [names, ...records].map((record) => `${record.map(cellText).join(',')}\r\n`).join('');
}

/** By its byte order mark Excel knows that a file is UTF-8. */
export const withMark = (csv: string, wanted: boolean): string => (wanted ? `\ufeff${csv}` : csv);
