/** The people of a site, again and again under other names: rows of every table that names a person. */
import type { Database } from '../../collector/store/database.ts';

/** Copies that one statement makes. */
const AT_ONCE = 5;
/** Names hold three hexadecimal digits for it. */
const MOST = 0xfff;

interface Column {
  table: string;
  column: string;
  type: string;
}

const COLUMNS = `
  SELECT m.name AS "table", c.name AS "column", c.type AS type
    FROM sqlite_master AS m, pragma_table_info(m.name) AS c
   WHERE m.type = 'table' AND m.name NOT LIKE '\\_cf%' ESCAPE '\\' AND m.name NOT LIKE 'copied\\_%' ESCAPE '\\'
   ORDER BY m.name, c.cid`;

/**
 * What tells two copies apart. A person's id keeps its place in the order of ids, which is random;
 * somebody whose id happens to end in the copy's number gets the one that no copy has.
 */
const PERSON = `substr(person, 1, 31) || printf('%03x',
  CASE WHEN substr(person, 32) = printf('%03x', k.value) THEN ${MOST} ELSE k.value END)`;
const OTHERS: readonly (readonly [of: string, as: string])[] = [
  ['demo-', "'demo-' || printf('%03x', k.value)"],
  ['user-', "'user-' || printf('%03x', k.value)"],
  ['P-', "'P-' || printf('%03x', k.value)"],
];

function expressionOf({ column, type }: Column): string {
  if (column === 'person') return PERSON;
  if (column === 'site' || type !== 'TEXT') return column;
  return OTHERS.reduce((inner, [of, as]) => `replace(${inner}, '${of}', ${as})`, column);
}

/** Tables that name a person of a site. */
async function tables(db: Database): Promise<Map<string, Column[]>> {
  const { results } = await db.prepare(COLUMNS).all<Column>();
  const all = Map.groupBy(results, ({ table }) => table);
  const names = (columns: Column[]) => new Set(columns.map(({ column }) => column));
  return new Map([...all].filter(([, own]) => names(own).has('person') && names(own).has('site')));
}

/** Puts the site's people aside, to be copied from. */
export async function setAside(db: Database, site: string): Promise<void> {
  for (const [table] of await tables(db)) {
    // What is known by an address, or by Sara's own name, is nobody else's.
    const own = table === 'aliases' ? "AND alias LIKE 'u:user-%'" : '';
    await db.prepare(`DROP TABLE IF EXISTS copied_${table}`).run();
    await db
      .prepare(
        `CREATE TABLE copied_${table} AS SELECT * FROM ${table} WHERE site = '${site}' ${own}`,
      )
      .run();
  }
}

/** Takes away what was put aside. */
export async function dropAside(db: Database): Promise<void> {
  for (const [table] of await tables(db)) {
    await db.prepare(`DROP TABLE IF EXISTS copied_${table}`).run();
  }
}

/**
 * @param from number of the first copy, from 1
 * @param until number after the last one
 * @param tell called now and then with the number of the next copy
 */
export async function makeCopies(
  db: Database,
  [from, until]: readonly [number, number],
  tell: (next: number) => Promise<void>,
): Promise<void> {
  if (until > MOST) throw new RangeError(`At most ${MOST} copies`);
  const all = await tables(db);
  for (let next = from; next < until; next += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, until - next) }, (_, i) => next + i);
    const statements = [...all].map(([table, columns]) => {
      const names = columns.map(({ column }) => column).join(', ');
      const values = columns.map(expressionOf).join(', ');
      return db
        .prepare(
          `INSERT INTO ${table} (${names}) SELECT ${values} FROM json_each(?) AS k CROSS JOIN copied_${table}`,
        )
        .bind(JSON.stringify(numbers));
    });
    await db.batch(statements);
    await tell(next + numbers.length);
  }
}
