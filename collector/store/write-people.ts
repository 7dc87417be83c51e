/** The rows of many people who are there already, in few statements, all of them or none. */
import { boundLists } from './bound-text.ts';
import type { Database, Statement } from './database.ts';
import type { Columns } from './record.ts';

export interface PersonRowWrite {
  site: string;
  person: string;
  /** the version that was read */
  version: number;
  columns: Columns;
  /** the indexed columns that change: naming one costs a row, also when its value stays */
  changed: readonly ('grade' | 'score' | 'due')[];
  /** the document as JSON */
  text: string;
}

/** `CROSS JOIN` keeps the order: the few first, then each person by key. Nobody new is made. */
const PUT = `
  INSERT INTO people (site, person, version, grade, score, rung, due, seen_day, doc)
  SELECT p.site, p.person, p.version + 1, j.value ->> 3, j.value ->> 4, j.value ->> 5, j.value ->> 6,
         j.value ->> 7, j.value ->> 8
    FROM json_each(?1) AS j
   CROSS JOIN people AS p ON p.site = j.value ->> 0 AND p.person = j.value ->> 1
   WHERE p.version = j.value ->> 2
  ON CONFLICT DO UPDATE SET version = excluded.version, rung = excluded.rung,
     seen_day = excluded.seen_day, doc = excluded.doc`;

/** Aborts the batch when the statement before changed fewer rows: somebody was written meanwhile. */
const GUARD_ALL = "SELECT CASE WHEN changes() = ? THEN 1 ELSE json('stale') END";

/** Aborts the batch unless each of the people (site, person, version) is as it was read. */
const GUARD_VERSIONS = `
  SELECT CASE WHEN (
    SELECT count(*) FROM json_each(?1) AS j
     CROSS JOIN people AS p ON p.site = j.value ->> 0 AND p.person = j.value ->> 1
     WHERE p.version = j.value ->> 2) = json_array_length(?1) THEN 1 ELSE json('stale') END`;

/** Guarded statements, to be run in one batch with what changes beside the people. */
export function putPeople(db: Database, writes: readonly PersonRowWrite[]): Statement[] {
  const groups = Map.groupBy(writes, ({ changed }) => [...changed].sort().join());
  return [...groups].flatMap(([changed, group]) => {
    const columns = changed === '' ? [] : changed.split(',');
    const set = columns.map((name) => `, ${name} = excluded.${name}`).join('');
    return boundLists(group.map(rowOf)).flatMap((list) => [
      db.prepare(`${PUT}${set}`).bind(list),
      db.prepare(GUARD_ALL).bind(JSON.parse(list).length),
    ]);
  });
}

function rowOf({ site, person, version, columns, text }: PersonRowWrite): string {
  const { grade, score, rung, due, seen_day } = columns;
  return JSON.stringify([site, person, version, grade, score, rung, due, seen_day, text]);
}

/** No statement for nobody. */
export function guardPeople(
  db: Database,
  read: readonly Pick<PersonRowWrite, 'site' | 'person' | 'version'>[],
): Statement[] {
  if (read.length === 0) return [];
  const rows = read.map(({ site, person, version }) => [site, person, version]);
  return [db.prepare(GUARD_VERSIONS).bind(JSON.stringify(rows))];
}
