/** Orders of which another person's copy counts: they are none of this person's. */
import type { PersonDocument } from '../engine/document.ts';
import { orderIdOf } from '../engine/index.ts';
import { boundLists } from './bound-text.ts';
import { allRows, type Database } from './database.ts';
import type { StoredPerson } from './record.ts';

/** Of copies of one order the verified one counts, else the earlier, else the smaller person. */
const LOST = `
  SELECT o.person, o.order_id
    FROM json_each(?2) AS j
   CROSS JOIN orders AS o
      ON o.site = ?1 AND o.order_id = j.value ->> 1 AND o.person = j.value ->> 0
   WHERE EXISTS (
     SELECT 1 FROM orders AS x WHERE x.site = o.site AND x.order_id = o.order_id
        AND (-x.verified, x.at, x.person) < (-o.verified, o.at, o.person))`;

/** By person the ids of orders that do not count as theirs; nobody without one is in it. */
export type LostCopies = ReadonlyMap<string, ReadonlySet<string>>;

/** Two rows are read an order. @throws StorageUnavailable */
export async function lostCopies(
  db: Database,
  site: string,
  people: Iterable<StoredPerson>,
): Promise<LostCopies> {
  const pairs = [...people].flatMap(({ person, doc }) =>
    soundIds(doc).map((id) => JSON.stringify([person, id])),
  );
  const lost = new Map<string, Set<string>>();
  for (const list of boundLists(pairs)) {
    type Row = { person: string; order_id: string };
    for (const row of await allRows<Row>(db.prepare(LOST).bind(site, list))) {
      lost.set(row.person, (lost.get(row.person) ?? new Set()).add(row.order_id));
    }
  }
  return lost;
}

/** A damaged document has none here; it is told of when its rows are counted. */
function soundIds(doc: PersonDocument): string[] {
  try {
    return orderIds(doc);
  } catch {
    return [];
  }
}

/** Those that the document knows one by one. */
function orderIds({ base, tail }: PersonDocument): string[] {
  const told = tail.filter(({ type }) => type === 'purchase').map(orderIdOf);
  return [...new Set([...base.orders.map(({ order_id }) => order_id), ...told])];
}
