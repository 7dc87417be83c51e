/** Rows as lines of JSON, each page closed by a mark of where it ends. */

interface Line {
  table: string;
  row: Readonly<Record<string, string | number | null>>;
}

/** Columns that hold JSON: told as what they mean. */
const JSON_COLUMNS = new Set(['doc', 'base', 'events', 'body', 'origins', 'settings', 'last']);

/** @param mark the cursor of the next page, or that there is none */
export function exportLines(lines: readonly Line[], mark: { cursor: string } | 'end'): string {
  const last = mark === 'end' ? { end: true } : mark;
  const all = lines.map(({ table, row }) => ({ table, row: readable(row) }));
  return [...all, last].map((line) => `${JSON.stringify(line)}\n`).join('');
}

const readable = (row: Line['row']): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, meaning(name, value)]));

function meaning(column: string, value: string | number | null): unknown {
  if (!JSON_COLUMNS.has(column) || typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
