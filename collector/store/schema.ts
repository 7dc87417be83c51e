/** Which tables there are, read from the database itself, so that no list of them can be outdated. */
import { allRows, type Database } from './database.ts';

export interface Table {
  name: string;
  columns: string[];
  /** columns of the primary key, in order */
  key: string[];
}

const TABLES = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name";

/**
 * The tables that have all of the columns: `site` for everything of a site, `person` too for
 * everything of a person. D1 lets nobody call `pragma_table_info`, so the tables' own SQL is read.
 *
 * @throws StorageUnavailable
 * @example await tablesWith(db, ['site', 'person'])
 */
export async function tablesWith(db: Database, columns: readonly string[]): Promise<Table[]> {
  const rows = await allRows<{ name: string; sql: string }>(db.prepare(TABLES));
  const tables = rows.map(({ name, sql }) => ({ name, ...readTable(sql) }));
  return tables.filter((table) => columns.every((column) => table.columns.includes(column)));
}

const CONSTRAINTS = new Set(['PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN', 'CONSTRAINT']);

/** Columns and key of a `CREATE TABLE`. */
export function readTable(sql: string): Omit<Table, 'name'> {
  const plain = sql.replaceAll(/--[^\n]*/g, '').replaceAll(/'(?:[^']|'')*'/g, "''");
  const columns: string[] = [];
  let key: string[] = [];
  for (const part of parts(plain.slice(plain.indexOf('(') + 1, plain.lastIndexOf(')')))) {
    const [, word = ''] = /^["'`[]?(\w+)/.exec(part) ?? [];
    const [, list] = /^PRIMARY KEY\s*\(([^)]*)\)/i.exec(part) ?? [];
    if (list !== undefined) key = list.split(',').map((name) => name.trim());
    if (word === '' || CONSTRAINTS.has(word.toUpperCase())) continue;
    columns.push(word);
    if (/\bPRIMARY KEY\b/i.test(part)) key = [word];
  }
  return { columns, key };
}

/** Split at the commas that stand in no brackets. */
function parts(body: string): string[] {
  const found = [''];
  let depth = 0;
  for (const character of body) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) found.push('');
    else found[found.length - 1] += character;
  }
  return found.map((part) => part.trim());
}
