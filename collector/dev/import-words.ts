/** What `npm run import` says: answers of the API in lines for a terminal. Pure. */

export interface BadRow {
  line: number;
  column: string | null;
  reason: string;
}

export interface Preview {
  delimiter: string;
  decimal: string;
  dates: string;
  time_zone: string;
  currency: string;
  columns: { header: string; samples: string[]; field: string | null }[];
  missing: string[];
  events: { line: number; type: string; at: string; props: Record<string, unknown> }[];
  problems: BadRow[];
}

export interface ImportResult {
  of: 'orders' | 'contacts';
  rows: number;
  told: number;
  left_out: number;
  stored: number;
  duplicates: number;
  refused: Record<string, number>;
  new_people: number;
  bad: number;
  reasons: Record<string, number>;
  bad_rows: BadRow[];
}

/** A mean file may hold codes that steer a terminal. */
const plain = (text: string): string => text.replace(/\p{Cc}/gu, ' ');

const badLine = ({ line, column, reason }: BadRow): string =>
  plain(`  line ${line}${column === null ? '' : `, ${column}`}: ${reason.replaceAll('_', ' ')}`);

export function previewLines(preview: Preview): string[] {
  const { delimiter, decimal, dates, time_zone, currency, columns, missing } = preview;
  const currencyName = currency === 'IRT' ? 'Toman (stored as Rial)' : currency;
  return [
    'Columns:',
    ...columns.map(({ header, samples, field }) =>
      plain(`  ${header} → ${field ?? '(not kept)'}   ${samples.join(' | ')}`),
    ),
    ...missing.map((field) => `  MISSING: ${field}. Name it with --columns.`),
    `Amounts in ${currencyName}, decimal sign "${decimal}"; dates ${dates}, ${time_zone}; cells end at ${JSON.stringify(delimiter)}.`,
    ...preview.events.map(({ line, type, at, props }) =>
      plain(`  line ${line}: ${type} at ${at} ${JSON.stringify(props)}`),
    ),
    ...preview.problems.map(badLine),
  ];
}

export function resultLines(result: ImportResult): string[] {
  const { rows, told, of, left_out, stored, duplicates, new_people, bad, bad_rows } = result;
  const refused = Object.entries(result.refused).map(([reason, n]) => `  ${n} refused: ${reason}`);
  return [
    `${rows} rows, ${told} ${of}${left_out > 0 ? `, ${left_out} never paid and left out` : ''}.`,
    `${stored} events stored, ${duplicates} were there before; ${new_people} new people.`,
    ...refused,
    ...(bad > 0 ? [`${bad} could not be read and are not in:`, ...bad_rows.map(badLine)] : []),
    ...(bad > bad_rows.length ? [`  … and ${bad - bad_rows.length} more`] : []),
  ];
}
