/** Pure: which of the events that arrived are new, which are known, and which are refused. */
import { type EventResult, LIMITS } from '../../sdk/wire.ts';
import type { PersonDocument } from '../engine/document.ts';
import type { EnrichedEvent } from './enrich.ts';
import { isWholeId, tailOf } from './event-id.ts';
import { type Refusal, refusalText, refuse } from './refusal.ts';

/** A request's event with the name the answer gives it. */
export interface Candidate extends EnrichedEvent {
  /** the id as it was sent */
  name: string;
}

export interface Admitting {
  doc: PersonDocument;
  /** all events are of this device */
  device: string;
  /** ids of the device's events that the archive holds */
  archived: ReadonlySet<string>;
  /** nobody has the address, and nothing that came makes a person of it */
  unmatched: boolean;
  /** how far back servers may tell, milliseconds since 1970 */
  keptSince: number;
  /** the device asked to be forgotten */
  erased: boolean;
  erasedUsers: ReadonlySet<string>;
  /** local day of `now` */
  today: number;
  now: number;
}

export interface Admitted {
  /** new events in order of arrival */
  accepted: Candidate[];
  refused: { candidate: Candidate; refusal: Refusal }[];
  /** copies of what is stored, or of what stands before them */
  duplicates: Candidate[];
  /** one list of results for each list of candidates */
  results: Map<string, EventResult>[];
}

/**
 * Judges candidates in order of arrival. A known id is a duplicate whatever else is wrong with the
 * copy: the first stored copy fixes time and payload.
 */
export function admit(admitting: Admitting, arrivals: readonly (readonly Candidate[])[]): Admitted {
  const known = knownIds(admitting);
  const admitted: Admitted = { accepted: [], refused: [], duplicates: [], results: [] };
  let room = LIMITS.deviceDayEvents - eventsToday(admitting);
  for (const candidates of arrivals) {
    const results = new Map<string, EventResult>();
    admitted.results.push(results);
    for (const candidate of candidates) {
      const { event, mark, name } = candidate;
      const refusal = refusalOf(admitting, candidate, known, room);
      if (!refusal && !known.has(mark)) {
        note(known, event.id);
        admitted.accepted.push(candidate);
        room -= 1;
        results.set(name, 'ok');
        continue;
      }
      if (refusal) admitted.refused.push({ candidate, refusal });
      else admitted.duplicates.push(candidate);
      // The first copy in a request has the last word on its id.
      if (!results.has(name)) results.set(name, refusal ? refusalText(refusal) : 'duplicate');
    }
  }
  return admitted;
}

/** Marks of the device's events that the log holds, as far as they have been looked up. */
export function knownIds({
  doc,
  device,
  archived,
}: Pick<Admitting, 'doc' | 'device' | 'archived'>) {
  const known = new Set<string>();
  for (const id of archived) note(known, id);
  for (const event of doc.tail) if (event.device === device) note(known, event.id);
  return known;
}

/** A copy is known by the whole id or, when the id is foreign, by the part that no time is in. */
export function note(known: Set<string>, id: string): void {
  known.add(id).add(tailOf(id));
}

function eventsToday({ doc, device, today }: Admitting): number {
  const record = doc.devices[device];
  return record?.day === today ? record.day_events : 0;
}

function refusalOf(
  { doc, erased, erasedUsers, unmatched, keptSince, now }: Admitting,
  { event, mark, user, proof }: Candidate,
  known: ReadonlySet<string>,
  room: number,
): Refusal | undefined {
  if (erased || (user !== undefined && erasedUsers.has(user))) return refuse('erased');
  if (known.has(mark)) return undefined;
  if (unmatched) return refuse('unmatched');
  // A signature vouches for the name, not for the time.
  const trusted = event.verified && proof !== 'signature';
  const since = Math.max(doc.kept_from ?? 0, trusted ? keptSince : now - LIMITS.ageMs);
  if (event.ts < since) return refuse('too_old', 'ts');
  return room <= 0 ? refuse('too_many') : undefined;
}

/** Marks that only the archive can tell about. */
export function marksToLookUp(doc: PersonDocument, marks: Iterable<string>): string[] {
  const max = doc.max_archived_id;
  if (max === undefined) return [];
  return [...new Set(marks)].filter((mark) => !isWholeId(mark) || mark <= max);
}
