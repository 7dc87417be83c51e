/** One unit of work as statements: the guarded person, then all that changes beside it. */
import type { Compiled } from '../engine/index.ts';
import { type Database, GUARD_CHANGED, type Statement } from './database.ts';
import { outboxStatements } from './outbox.ts';
import type { Columns } from './record.ts';
import type { Settled } from './settle.ts';
import { changesOfMany, chunkStatements } from './write-rows.ts';

export interface PersonWrite {
  site: string;
  person: string;
  /** the version that was read, 0 for a new person */
  version: number;
  /** the version to write, when it is not the next one */
  nextVersion?: number;
  /** a new person's name: must not have come to stand for somebody else meanwhile */
  alias?: string;
  /** what the columns say now; null for a new person */
  stored: Columns | null;
  settled: Settled;
  /** user ids to link to the person; each must be nobody's yet */
  users: readonly string[];
  /** `e:` aliases that find the person */
  addresses: readonly string[];
  now: number;
  /** of the site */
  timeZone: string;
  /** worked out anew: score, when to look again and when last seen are written as they now are */
  renewed?: boolean;
  /** where the site has webhooks: the model that says what is worth telling */
  tell?: Compiled | undefined;
}

/**
 * Nobody new begins under rules that were replaced since they were read, nor with a name that
 * has come to stand for somebody else.
 */
const INSERT = `
  INSERT INTO people (site, person, version, grade, score, rung, due, seen_day, doc)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM sites
   WHERE site = ?1 AND model = ?11
     AND NOT EXISTS (SELECT 1 FROM aliases WHERE site = ?1 AND alias = ?10 AND person <> ?2)
  ON CONFLICT DO NOTHING`;
const INSERT_USER =
  'INSERT INTO aliases (site, alias, person, since) SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (SELECT 1 FROM aliases WHERE site = ?1 AND alias = ?2)';
const INSERT_ADDRESSES =
  'INSERT INTO aliases (site, alias, person, since) SELECT ?1, value, ?2, ?3 FROM json_each(?4) WHERE true ON CONFLICT DO NOTHING';

const PUT_PAST =
  'INSERT INTO past_moves (site, person, until, body) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body';

/** All statements of the unit, to be run as one batch. */
export function personStatements(db: Database, write: PersonWrite): Statement[] {
  const { settled } = write;
  return [
    writePerson(db, write),
    db.prepare(GUARD_CHANGED),
    ...aliasStatements(db, write),
    ...changesOfMany(db, [{ ...write, changes: settled.changes }]),
    ...chunkStatements(db, write, settled.chunks),
    ...pastStatements(db, write),
    ...outboxStatements(db, [write], write.now),
  ];
}

function pastStatements(db: Database, { site, person, settled }: PersonWrite): Statement[] {
  const { past } = settled;
  if (!past || past.moves.length === 0) return [];
  return [db.prepare(PUT_PAST).bind(site, person, past.until, JSON.stringify(past.moves))];
}

function writePerson(db: Database, write: PersonWrite): Statement {
  const { site, person, version, stored, nextVersion = version + 1, alias = '' } = write;
  const { columns, text } = write.settled;
  if (!stored) {
    const { grade, score, rung, due, seen_day } = columns;
    const row = [site, person, nextVersion, grade, score, rung, due, seen_day, text];
    return db.prepare(INSERT).bind(...row, alias, write.settled.doc.model);
  }
  const set = changedColumns(stored, write);
  const names = Object.keys(set).map((name) => `, ${name} = ?`);
  const sql = `UPDATE people SET version = ?, rung = ?, seen_day = ?, doc = ?${names.join('')} WHERE site = ? AND person = ? AND version = ?`;
  const seen = write.renewed ? columns.seen_day : Math.max(stored.seen_day, columns.seen_day);
  return db
    .prepare(sql)
    .bind(nextVersion, columns.rung, seen, text, ...Object.values(set), site, person, version);
}

/** Points by which the stored score may be off: it serves order and ranges only. */
const SCORE_SLACK = 1000;

/**
 * The indexed columns that must change. Each one named costs a row, also when its value stays: so
 * `due` only moves to an earlier time (cron finds nothing to do there and sets the right one), and
 * a score is written when it is off by more than a tenth.
 */
export function changedColumns(
  stored: Columns,
  write: Pick<PersonWrite, 'settled' | 'renewed'>,
): Partial<Pick<Columns, 'grade' | 'score' | 'due'>> {
  const { grade, score, due } = write.settled.columns;
  const graded = grade !== stored.grade;
  const slack = Math.max(SCORE_SLACK, Math.abs(stored.score) / 10);
  const scored = Math.abs(score - stored.score) > (write.renewed ? 0 : slack);
  const earlier = due !== null && (stored.due === null || due < stored.due);
  return {
    ...(graded && { grade }),
    ...((graded || scored) && { score }),
    ...((write.renewed ? due !== stored.due : earlier) && { due }),
  };
}

function aliasStatements(db: Database, write: PersonWrite): Statement[] {
  const { site, person, users, addresses, now } = write;
  const links = users.flatMap((user) => [
    db.prepare(INSERT_USER).bind(site, `u:${user}`, person, now),
    db.prepare(GUARD_CHANGED),
  ]);
  if (addresses.length === 0) return links;
  const found = db.prepare(INSERT_ADDRESSES).bind(site, person, now, JSON.stringify(addresses));
  return [...links, found];
}
