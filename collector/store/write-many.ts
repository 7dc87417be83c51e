/** Units of work of many people as one batch of few statements: all are written, or none. */
import type { Compiled } from '../engine/index.ts';
import type { Database, Statement } from './database.ts';
import { outboxStatements } from './outbox.ts';
import type { Columns } from './record.ts';
import type { Settled } from './settle.ts';
import { guardPeople, type PersonRowWrite, putPeople } from './write-people.ts';
import { changedColumns } from './write-person.ts';
import { changesOfMany, chunkStatements, type Owner } from './write-rows.ts';

/** Somebody who is there, worked out anew. */
export interface Renewal extends Owner {
  /** of the site */
  timeZone: string;
  /** the version that was read */
  version: number;
  stored: Columns;
  settled: Settled;
  /** the document stays as it is; only rows beside it change */
  besideOnly: boolean;
  /** where the site has webhooks */
  tell?: Compiled | undefined;
}

const PUT_PAST = `
  INSERT INTO past_moves (site, person, until, body)
  SELECT value ->> 0, value ->> 1, value ->> 2, value -> 3 FROM json_each(?1) WHERE true
  ON CONFLICT DO UPDATE SET body = excluded.body`;

/** Some fifteen statements, however many people; two more a bound text of documents. */
export function renewalStatements(db: Database, all: readonly Renewal[], now: number): Statement[] {
  const whole = all.filter(({ besideOnly }) => !besideOnly);
  const beside = all.filter(({ besideOnly }) => besideOnly);
  const changes = all.map(({ site, person, timeZone, settled }) => ({
    ...{ site, person, timeZone, changes: settled.changes },
  }));
  return [
    ...guardPeople(db, beside),
    ...putPeople(db, whole.map(rowOf)),
    ...changesOfMany(db, changes),
    ...whole.flatMap(({ settled, ...owner }) => chunkStatements(db, owner, settled.chunks)),
    ...pastStatements(db, whole),
    ...outboxStatements(db, whole, now),
  ];
}

function rowOf({ site, person, version, stored, settled }: Renewal): PersonRowWrite {
  const changed = Object.keys(changedColumns(stored, { settled, renewed: true }));
  const { columns, text } = settled;
  return { site, person, version, columns, changed: changed as PersonRowWrite['changed'], text };
}

function pastStatements(db: Database, all: readonly Renewal[]): Statement[] {
  const rows = all.flatMap(({ site, person, settled: { past } }) =>
    past && past.moves.length > 0 ? [[site, person, past.until, past.moves]] : [],
  );
  return rows.length > 0 ? [db.prepare(PUT_PAST).bind(JSON.stringify(rows))] : [];
}
