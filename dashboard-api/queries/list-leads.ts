/** A page of leads: rows found in order, documents replayed to the moment of asking. */
import type { D1Database } from '@cloudflare/workers-types';
import { asOf, presentLead, standingAt } from '../present/lead.ts';
import type { Lead } from '../present/schemas/lead.ts';
import { type FoundRow, foundPeople, type LeadPlace, type LeadRequest, scanEnd } from './leads.ts';
import { type LogPart, recentLogs } from './log.ts';
import { modelsOf, type PublishedModel } from './models.ts';
import { type Person, toPerson } from './person.ts';
import { rowsOfEach } from './run.ts';

export interface LeadListRequest extends LeadRequest {
  /** what the filters mean at this very moment; the stored columns may be a minute behind */
  holds: (lead: Lead) => boolean;
  /** milliseconds */
  now: number;
}

export interface LeadListPage {
  leads: Lead[];
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
  const page: LeadListPage = { leads: [], end: request.after };
  for (let round = 0; round < ROUNDS; round++) {
    const limit = request.limit - page.leads.length;
    const part = { ...request, after: page.end, limit };
    const [found, [end]] = await rowsOfEach(database, [foundPeople(part), scanEnd(part)]);
    page.leads.push(...(await leadsOf(database, request, found.slice(0, limit))));
    const last = found.length > limit ? found[limit - 1] : end;
    page.end = last && [last.first, last.second, last.person];
    if (!page.end || page.leads.length >= request.limit) break;
  }
  if (request.sort === 'score') page.leads.sort(byScore);
  return page;
}

/**
 * The stored score is as of the last write, and silence lets scores fall at different speeds. The
 * lines of a page are put in order by the exact ones; from page to page the stored order holds.
 */
const byScore = (a: Lead, b: Lead): number => Number(a.bot) - Number(b.bot) || b.score - a.score;

async function leadsOf(
  database: D1Database,
  request: LeadListRequest,
  found: FoundRow[],
): Promise<Lead[]> {
  const people = found.map((row): FoundPerson => ({ ...toPerson(row), row }));
  const versions = people.map(({ document }) => document.model);
  const models = await modelsOf(database, request.site, versions);
  const logOf = await recentLogs(database, request.site, people);
  return people
    .flatMap((person) => toLead(person, { models, logOf, request }))
    .filter(request.holds);
}

interface FoundPerson extends Person {
  row: FoundRow;
}

interface Known {
  models: ReadonlyMap<number, PublishedModel>;
  logOf: (person: Person) => LogPart;
  request: LeadListRequest;
}

/** None for a row of an earlier visit: by last visit, a person stands at the last one only. */
function toLead(person: FoundPerson, { models, logOf, request }: Known): Lead[] {
  const { document, row } = person;
  const published = models.get(document.model);
  if (!published) return [];
  const moment = { at: asOf(document, request.now), log: logOf(person) };
  const standing = standingAt(published.compiled, moment);
  if (request.sort === 'last_seen' && standing.state.visit?.start !== row.first) return [];
  return [presentLead(person, standing)];
}
