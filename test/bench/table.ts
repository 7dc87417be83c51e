/** Results of a bench as a plain table: a row a result, a column a name. */
export type Result = Readonly<Record<string, string>>;

export function printTable(rows: readonly Result[]): void {
  const names = Object.keys(rows[0] ?? {});
  const widths = names.map((name) =>
    Math.max(name.length, ...rows.map((row) => (row[name] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    console.log(cells.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('   '));
  line(names);
  for (const row of rows) line(names.map((name) => row[name] ?? ''));
}
