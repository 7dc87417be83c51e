/** What the owner's people note of a person: calls made, remarks, and where the follow-up stands. */
import type { PersonDocument } from '../engine/document.ts';
import {
  type Database,
  firstRow,
  GUARD_CHANGED,
  runBatch,
  StaleWrite,
  type Statement,
} from './database.ts';
import { readPeople } from './read-person.ts';
import type { Owner } from './write-rows.ts';

/** What came of a call. */
export type ContactOutcome = 'reached' | 'no_answer' | 'not_interested' | 'later' | 'won';

/** What is to change of a follow-up: absent stays, null takes away. Times are milliseconds. */
export interface FollowUpChanges {
  responsible?: string | null;
  next_at?: number | null;
  snoozed_until?: number | null;
}

export interface ContactNote {
  /** name of the key that says so */
  by: string;
  outcome?: ContactOutcome;
  text?: string;
}

export interface FollowUp {
  attempts: number;
  last_at: number | null;
  next_at: number | null;
  snoozed_until: number | null;
  responsible: string | null;
}

/** `unknown`: nobody is there. `busy`: others wrote the person all the time. */
export type Noted<Result> =
  | ({ done: true } & Result)
  | { done: false; because: 'unknown' | 'busy' };

/** Tries against requests that write the person meanwhile. */
const TRIES = 8;

const SOMEBODY = 'EXISTS (SELECT 1 FROM people WHERE site = ?1 AND person = ?2)';
/** Two notes of one millisecond follow each other. Nobody who is gone gets one. */
const PUT_NOTE = `
  INSERT INTO notes (site, person, at, body)
  SELECT ?1, ?2, max(?3, coalesce((SELECT max(at) + 1 FROM notes WHERE site = ?1 AND person = ?2), 0)), ?4
   WHERE ${SOMEBODY}
  RETURNING at`;
const PUT_CONTACT =
  'UPDATE people SET version = version + 1, doc = ? WHERE site = ? AND person = ? AND version = ?';
const FIELDS = 'attempts, last_at, next_at, snoozed_until, responsible';
/** A call keeps the date that was agreed on; a later one is agreed on anew, or none is. */
const COUNT_ATTEMPT = `
  INSERT INTO follow_ups (site, person, attempts, last_at, next_at, responsible)
  VALUES (?1, ?2, 1, ?3, ?4, ?5)
  ON CONFLICT DO UPDATE SET attempts = attempts + 1, last_at = excluded.last_at,
     next_at = excluded.next_at, responsible = coalesce(excluded.responsible, responsible)
  RETURNING ${FIELDS}`;

/** Notes a call or another contact, by the moment `at`: the person counts as contacted from then on. */
export interface Contacting extends Owner {
  at: number;
  contact: ContactNote;
  follow: Pick<FollowUpChanges, 'next_at' | 'responsible'>;
}

/**
 * Counts an attempt, notes it, and sets when the person was last contacted.
 *
 * @throws StorageUnavailable
 * @example await noteContact(db, { site, person, at: Date.now(), contact: { by: 'the CRM' }, follow: {} })
 */
export async function noteContact(
  db: Database,
  contacting: Contacting,
): Promise<Noted<{ follow_up: FollowUp }>> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      return await contactOnce(db, contacting);
    } catch (error) {
      if (!(error instanceof StaleWrite)) throw error;
    }
  }
  return { done: false, because: 'busy' };
}

async function contactOnce(
  db: Database,
  { site, person, at, contact, follow }: Contacting,
): Promise<Noted<{ follow_up: FollowUp }>> {
  const [stored] = await readPeople(db, [[site, person]]);
  if (!stored) return { done: false, because: 'unknown' };
  const contacted = { at, by: contact.by };
  const doc: PersonDocument = { ...stored.doc, contacted };
  const body = JSON.stringify({ kind: 'contact', ...contact, ...dateOf(follow) });
  const { next_at = null, responsible = null } = follow;
  const results = await runBatch(db, [
    db.prepare(PUT_CONTACT).bind(JSON.stringify(doc), site, person, stored.version),
    db.prepare(GUARD_CHANGED),
    db.prepare(PUT_NOTE).bind(site, person, at, body),
    db.prepare(COUNT_ATTEMPT).bind(site, person, at, next_at, responsible),
  ]);
  return { done: true, follow_up: results[3]?.results[0] as FollowUp };
}

const dateOf = ({ next_at }: Contacting['follow']) =>
  next_at === undefined || next_at === null ? {} : { next_at };

/** A remark. @throws StorageUnavailable */
export async function addNote(
  db: Database,
  { site, person, at, by, text }: Owner & { at: number; by: string; text: string },
): Promise<Noted<{ at: number }>> {
  const body = JSON.stringify({ kind: 'note', by, text });
  const [put] = await runBatch(db, [db.prepare(PUT_NOTE).bind(site, person, at, body)]);
  const row = put?.results[0] as { at: number } | undefined;
  return row ? { done: true, at: row.at } : { done: false, because: 'unknown' };
}

const NAMES = ['responsible', 'next_at', 'snoozed_until'] as const;

/** @throws StorageUnavailable */
export async function changeFollowUp(
  db: Database,
  { site, person, changes }: Owner & { changes: FollowUpChanges },
): Promise<Noted<{ follow_up: FollowUp }>> {
  const named = NAMES.filter((name) => changes[name] !== undefined);
  const sql = `
    INSERT INTO follow_ups (site, person${named.map((name) => `, ${name}`).join('')})
    SELECT ?1, ?2${named.map((_, i) => `, ?${i + 3}`).join('')} WHERE ${SOMEBODY}
    ON CONFLICT DO UPDATE SET ${['attempts = attempts', ...named.map((name) => `${name} = excluded.${name}`)].join(', ')}
    RETURNING ${FIELDS}`;
  const values = named.map((name) => changes[name] ?? null);
  const row = await firstRow<FollowUp>(db.prepare(sql).bind(site, person, ...values));
  return row ? { done: true, follow_up: row } : { done: false, because: 'unknown' };
}

/** Should both have a note of one millisecond, the other's comes after the latest. */
const MOVE_NOTES = `
  INSERT INTO notes (site, person, at, body)
  SELECT ?1, ?3, iif(taken, latest + row_number() OVER (PARTITION BY taken ORDER BY at), at), body
    FROM (SELECT n.at, n.body,
            EXISTS (SELECT 1 FROM notes AS o WHERE o.site = ?1 AND o.person = ?3 AND o.at = n.at) AS taken,
            (SELECT max(o.at) FROM notes AS o WHERE o.site = ?1 AND o.person IN (?2, ?3)) AS latest
            FROM notes AS n WHERE n.site = ?1 AND n.person = ?2)`;
const DELETE_NOTES = 'DELETE FROM notes WHERE site = ?1 AND person = ?2';
/** Attempts are added; the earlier date is kept, the later of the rest; whose the survivor is stays so. */
const MOVE_FOLLOW_UP = `
  INSERT INTO follow_ups (site, person, ${FIELDS})
  SELECT ?1, ?3, ${FIELDS} FROM follow_ups WHERE site = ?1 AND person = ?2
  ON CONFLICT DO UPDATE SET attempts = attempts + excluded.attempts,
     last_at = max(coalesce(last_at, excluded.last_at), coalesce(excluded.last_at, last_at)),
     next_at = min(coalesce(next_at, excluded.next_at), coalesce(excluded.next_at, next_at)),
     snoozed_until = max(coalesce(snoozed_until, excluded.snoozed_until),
                         coalesce(excluded.snoozed_until, snoozed_until)),
     responsible = coalesce(responsible, excluded.responsible)`;
const DELETE_FOLLOW_UP = 'DELETE FROM follow_ups WHERE site = ?1 AND person = ?2';

/** A person is joined to another: their notes and follow-up go along. */
export const moveNotes = (db: Database, { site, person }: Owner, survivor: string): Statement[] => [
  db.prepare(MOVE_NOTES).bind(site, person, survivor),
  db.prepare(DELETE_NOTES).bind(site, person),
  db.prepare(MOVE_FOLLOW_UP).bind(site, person, survivor),
  db.prepare(DELETE_FOLLOW_UP).bind(site, person),
];
