/** Pure: which of the events that arrived are new, which are known, and which are refused. */
import { type EventResult, LIMITS } from '../../sdk/wire.ts';
import type { PersonDocument } from '../engine/document.ts';
import type { EnrichedEvent } from './enrich.ts';
import { type Refusal, refusalText, refuse } from './refusal.ts';

/** A request's event with the name the answer gives it. */
export interface Candidate extends EnrichedEvent {
  /** the id as it was sent */
  name: string;
}

export interface Admitting {
  doc: PersonDocument;
  /** all events are of this device, `d:VISITOR` */
  device: string;
  /** ids of the device's events that the archive holds */
  archived: ReadonlySet<string>;
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
      const { event, name } = candidate;
      const refusal = refusalOf(admitting, candidate, known, room);
      if (!refusal && !known.has(event.id)) {
        known.add(event.id);
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

/** Ids of the device that the log holds, as far as they have been looked up. */
export function knownIds({
  doc,
  device,
  archived,
}: Pick<Admitting, 'doc' | 'device' | 'archived'>) {
  const known = new Set(archived);
  for (const event of doc.tail) if (event.device === device) known.add(event.id);
  return known;
}

function eventsToday({ doc, device, today }: Admitting): number {
  const record = doc.devices[device];
  return record?.day === today ? record.day_events : 0;
}

function refusalOf(
  { erased, erasedUsers, now }: Admitting,
  { event, user, proof }: Candidate,
  known: ReadonlySet<string>,
  room: number,
): Refusal | undefined {
  if (erased || (user !== undefined && erasedUsers.has(user))) return refuse('erased');
  if (known.has(event.id)) return undefined;
  // A signature vouches for the name, not for the time.
  const trusted = event.verified && proof !== 'signature';
  if (!trusted && event.ts < now - LIMITS.ageMs) return refuse('too_old', 'ts');
  return room <= 0 ? refuse('too_many') : undefined;
}

/** Ids that only the archive can tell about. */
export function idsToLookUp(doc: PersonDocument, ids: Iterable<string>): string[] {
  const max = doc.max_archived_id;
  if (max === undefined) return [];
  return [...new Set(ids)].filter((id) => id <= max);
}
