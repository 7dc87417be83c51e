/** Everything that is stored of a site, or of one person, table by table, a page at a time. */
import type { D1Database } from '@cloudflare/workers-types';
import { type CompiledQuery, sql } from 'kysely';
import type { TableShape as Table } from '../commands.ts';
import { rows, sqlite } from './run.ts';

export interface Wanted {
  site: string;
  /** only this person's rows */
  person?: string;
}

/** After the row with this key in this table, or before the table's first row. */
export interface Place {
  table: string;
  after: (string | number)[];
}

type Row = Record<string, string | number | null>;

export interface Page {
  table: string;
  rows: Row[];
  /** where the next page begins; none on the last one */
  next: Place | undefined;
}

/** Rows a page: the largest, chunks of a log, have some 40 KB. */
const ROWS = 50;

/** Secrets, and digests of secrets. */
const WITHHELD: ReadonlySet<string> = new Set([
  'sites.signing_key',
  'keys.hash',
  'sessions.hash',
  'sessions.key_hash',
  'webhooks.secrets',
]);

const listed = ({ name, columns }: Table) =>
  sql.join(columns.filter((column) => !WITHHELD.has(`${name}.${column}`)).map((it) => sql.ref(it)));

/** What remains of the key when the site is given. */
const orderOf = ({ key }: Table): string[] => key.filter((column) => column !== 'site');

function pageOf(table: Table, { site, person }: Wanted, after: Place['after']): CompiledQuery<Row> {
  const order = orderOf(table);
  const names = sql.join((order.length > 0 ? order : ['site']).map((it) => sql.ref(it)));
  const theirs = person === undefined ? sql`` : sql`and person = ${person}`;
  const later = after.length > 0 ? sql`and (${names}) > (${sql.join(after)})` : sql``;
  const keys = sql.join(
    order.map((column, i) => sql`${sql.ref(column)} as ${sql.ref(`key ${i}`)}`),
  );
  return sql<Row>`
    select ${listed(table)}${order.length > 0 ? sql`, ${keys}` : sql``}
    from ${sql.table(table.name)} where site = ${site} ${theirs} ${later}
    order by ${names} limit ${ROWS}`.compile(sqlite);
}

/**
 * The pages from a place on. Tables are in the order of their names, rows in that of their keys, so
 * a place stays good while rows come and go; what changes meanwhile is told as it was when read.
 */
export async function* exportPages(
  database: D1Database,
  tables: readonly Table[],
  wanted: Wanted,
  from: Place | undefined,
): AsyncGenerator<Page> {
  for (const [i, table] of tables.entries()) {
    if (from && table.name < from.table) continue;
    let after = table.name === from?.table ? from.after : [];
    for (;;) {
      const found = await rows(database, pageOf(table, wanted, after));
      const full = found.length === ROWS && orderOf(table).length > 0;
      after = full ? keyOf(table, found.at(-1) as Row) : [];
      const following = full ? table.name : tables[i + 1]?.name;
      const next = following === undefined ? undefined : { table: following, after };
      yield { table: table.name, rows: found.map((row) => withoutKey(row)), next };
      if (!full) break;
    }
  }
}

const keyOf = (table: Table, row: Row): (string | number)[] =>
  orderOf(table).map((_, i) => row[`key ${i}`] as string | number);

const withoutKey = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('key ')));
