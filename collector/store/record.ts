/** A person as a row: the columns that lists need and the document. */
import type { DeviceRecord, PersonDocument } from '../engine/document.ts';
import { type CanonicalEvent, start } from '../engine/index.ts';

/** The columns beside the document. See the comments in `migrations/0001_init.sql`. */
export interface Columns {
  grade: number;
  score: number;
  rung: string;
  due: number | null;
  seen_day: number;
}

export interface PersonRow extends Columns {
  site: string;
  person: string;
  version: number;
  doc: string;
}

export interface StoredPerson {
  person: string;
  version: number;
  columns: Columns;
  doc: PersonDocument;
}

export function readPersonRow(row: PersonRow): StoredPerson {
  const { person, version, grade, score, rung, due, seen_day, doc } = row;
  const columns = { grade, score, rung, due, seen_day };
  return { person, version, columns, doc: JSON.parse(doc) as PersonDocument };
}

/** Someone of whom nothing is known yet. */
export function newDocument(model: number): PersonDocument {
  return {
    v: 1,
    model,
    base: start(),
    tail: [],
    noticed: 0,
    chunks: 0,
    devices: {},
    users: [],
  };
}

/** What the daily bound needs to know of a device after events arrived. */
export function countDevice(
  known: DeviceRecord | undefined,
  events: readonly CanonicalEvent[],
  arrivalDay: number,
): DeviceRecord {
  const times = events.map((event) => event.ts);
  const sameDay = known?.day === arrivalDay ? known.day_events : 0;
  return {
    ...known,
    first_at: Math.min(known?.first_at ?? Infinity, ...times),
    last_at: Math.max(known?.last_at ?? 0, ...times),
    day: arrivalDay,
    day_events: sameDay + events.length,
  };
}
