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
  /** one list of results for each list of candidates */
  results: Map<string, EventResult>[];
}

/**
 * Judges candidates in order of arrival. A known id is a duplicate whatever else is wrong with the
 * copy: the first stored copy fixes time and payload.
 */
export function admit(admitting: Admitting, arrivals: readonly (readonly Candidate[])[]): Admitted {
  const known = knownIds(admitting);
  const admitted: Admitted = { accepted: [], refused: [], results: [] };
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
  { event, user }: Candidate,
  known: ReadonlySet<string>,
  room: number,
): Refusal | undefined {
  if (erased || (user !== undefined && erasedUsers.has(user))) return refuse('erased');
  if (known.has(event.id)) return undefined;
  if (!event.verified && event.ts < now - LIMITS.ageMs) return refuse('too_old', 'ts');
  return room <= 0 ? refuse('too_many') : undefined;
}

/** Links to user ids that accepted events ask for. */
export interface Links {
  users: PersonDocument['users'];
  /** ids that are nobody's yet: an alias is to be made for each */
  fresh: string[];
}

/** Users a person may have: more are a shared machine, and the first ones say enough. */
const MOST_USERS = 50;

/**
 * The first device of a user id is linked by its word alone; any further one proves nothing, so it
 * is noted as a claim.
 *
 * @param owners whom a user id already stands for
 */
export function linkUsers(
  doc: PersonDocument,
  person: string,
  accepted: readonly Candidate[],
  owners: ReadonlyMap<string, string>,
): Links {
  const links: Links = { users: [...doc.users], fresh: [] };
  for (const { event, user } of accepted) {
    if (user === undefined || links.users.length >= MOST_USERS) continue;
    if (links.users.some((link) => link.id === user)) continue;
    const owner = owners.get(user);
    const by = owner === undefined || owner === person ? 'first_device' : 'claim';
    links.users.push({ id: user, at: event.ts, device: event.device, by });
    if (owner === undefined) links.fresh.push(user);
  }
  return links;
}

/**
 * Whether the answer may say where the person stands: not to a device that only claims to be
 * somebody. (The events of such a device are apart, but the page means the user it named.)
 */
export function mayShowStanding(doc: PersonDocument, device: string): boolean {
  return !doc.users.some((link) => link.by === 'claim' && link.device === device);
}

/** Ids that only the archive can tell about. */
export function idsToLookUp(doc: PersonDocument, ids: Iterable<string>): string[] {
  const max = doc.max_archived_id;
  if (max === undefined) return [];
  return [...new Set(ids)].filter((id) => id <= max);
}
