/** A page of leads: rows found in order, documents replayed to the moment of asking. */
import type { D1Database } from '@cloudflare/workers-types';
import type { Compiled } from '../../collector/engine/index.ts';
import { asOf, presentLead, type Standing, standingAt, trendOf } from '../present/lead.ts';
import type { Lead } from '../present/schemas/lead.ts';
import { type FoundRow, foundPeople, type LeadPlace, type LeadRequest, scanEnd } from './leads.ts';
import { recentLogs } from './log.ts';
import { modelsOf } from './models.ts';
import { type Person, type PersonRow, toPerson } from './person.ts';
import { rowsOfEach } from './run.ts';

/** Somebody looked at, as their document says they stand. */
export interface Looked {
  person: Person;
  compiled: Compiled;
  standing: Standing;
  lead: Lead;
}

export interface LeadListRequest extends LeadRequest {
  /** what the filters mean at this very moment; the stored columns may be a minute behind */
  holds: (lead: Lead, looked: Looked) => boolean;
  /** milliseconds */
  now: number;
  /** documents read at once at least: more than a page where `holds` lets few through; default 0 */
  look?: number;
}

export interface LeadListPage {
  leads: Lead[];
  /** the same people with what was read of them, in the same order */
  people: Looked[];
  /** where the next page begins; undefined on the last one */
  end: LeadPlace | undefined;
}

/** Reads of one call: more than one only when a filter lets too few through. */
const ROUNDS = 3;

/** A page of leads; a short one when the rows that may be read do not hold more. */
export async function listLeads(
  database: D1Database,
  request: LeadListRequest,
): Promise<LeadListPage> {
  const people: Looked[] = [];
  let end = request.after;
  for (let round = 0; round < ROUNDS; round++) {
    const room = request.limit - people.length;
    const limit = Math.max(room, request.look ?? 0);
    const part = { ...request, after: end, limit };
    const [found, [scanned]] = await rowsOfEach(database, [foundPeople(part), scanEnd(part)]);
    const taken = await take(database, request, found.slice(0, limit), room);
    people.push(...taken.people);
    const last = taken.last ?? (found.length > limit ? found[limit - 1] : scanned);
    end = last && [last.first, last.second, last.person];
    if (!end || people.length >= request.limit) break;
  }
  const page = await withReasons(database, request, people);
  if (request.sort === 'score') page.sort((a, b) => byScore(a.lead, b.lead));
  return { people: page, leads: page.map(({ lead }) => lead), end };
}

/**
 * The stored score is as of the last write, and silence lets scores fall at different speeds. The
 * lines of a page are put in order by the exact ones; from page to page the stored order holds.
 */
const byScore = (a: Lead, b: Lead): number => Number(a.bot) - Number(b.bot) || b.score - a.score;

interface Taken {
  people: Looked[];
  /** the row that filled the page, unless it is the last of those found */
  last: FoundRow | undefined;
}

/** Those of the rows that the filters let through, until there is no more room. */
async function take(
  database: D1Database,
  request: LeadListRequest,
  found: FoundRow[],
  room: number,
): Promise<Taken> {
  const read = found.map(toPerson);
  const versions = read.map(({ document }) => document.model);
  const models = await modelsOf(database, request.site, versions);
  const people: Looked[] = [];
  for (const [i, row] of found.entries()) {
    const person = read[i] as Person;
    const compiled = models.get(person.document.model)?.compiled;
    const looked = compiled && lookAt(person, compiled, row, request);
    if (looked && request.holds(looked.lead, looked)) people.push(looked);
    if (people.length === room && i < found.length - 1) return { people, last: row };
  }
  return { people, last: undefined };
}

/** None for a row of an earlier visit: by last visit, a person stands at the last one only. */
function lookAt(
  person: Person,
  compiled: Compiled,
  { first }: FoundRow,
  { now, sort }: LeadListRequest,
): Looked | undefined {
  const { document } = person;
  const standing = standingAt(compiled, { at: asOf(document, now), log: document });
  if (sort === 'last_seen' && standing.state.visit?.start !== first) return undefined;
  return { person, compiled, standing, lead: presentLead(person, standing, null) };
}

/** People found in an order of their own, with their leads. */
export async function lookAtAll(
  database: D1Database,
  of: { site: string; now: number },
  found: readonly PersonRow[],
): Promise<Looked[]> {
  const people = found.map(toPerson);
  const versions = people.map(({ document }) => document.model);
  const models = await modelsOf(database, of.site, versions);
  const known = people.flatMap((person) => {
    const compiled = models.get(person.document.model)?.compiled;
    return compiled ? [{ person, compiled }] : [];
  });
  return withReasons(database, of, known);
}

/** The same people with trend, and with the reasons that are in the archive. */
export async function withReasons(
  database: D1Database,
  { site, now }: Pick<LeadListRequest, 'site' | 'now'>,
  people: readonly Pick<Looked, 'person' | 'compiled'>[],
): Promise<Looked[]> {
  const logOf = await recentLogs(
    database,
    site,
    people.map(({ person }) => person),
  );
  return people.map(({ person, compiled }) => {
    const moment = { at: asOf(person.document, now), log: logOf(person) };
    const standing = standingAt(compiled, moment);
    const lead = presentLead(person, standing, trendOf(compiled, moment, standing));
    return { person, compiled, standing, lead };
  });
}
