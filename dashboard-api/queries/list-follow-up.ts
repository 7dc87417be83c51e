/** A page of people to call: reason after reason, each person under the first that holds. */
import type { D1Database } from '@cloudflare/workers-types';
import type { FollowUpRow } from '../commands.ts';
import { REASONS, type Reason, reasonFor } from '../present/follow-up-reasons.ts';
import { asOf, presentLead, standingAt } from '../present/lead.ts';
import {
  type CaseRow,
  casesEnd,
  possibleCases,
  type ScanPlace,
  type ScanRequest,
} from './follow-up-scan.ts';
import { type Looked, withReasons } from './list-leads.ts';
import { modelsOf } from './models.ts';
import { toPerson } from './person.ts';
import { rowsOfEach } from './run.ts';

/** Reads of one call, at most some 1,200 rows each. */
const ROUNDS = 7;
/** Documents read at once. */
const LOOK = 60;

/** The reason that is under way, and the last row looked at for it; null at its begin. */
export type CasePlace = [reason: Reason, after: ScanPlace | null];

export interface FollowUpRequest extends Pick<ScanRequest, 'site' | 'responsible' | 'highest'> {
  /** those to go through, in order */
  reasons: readonly Reason[];
  after: CasePlace | undefined;
  limit: number;
  /** milliseconds */
  now: number;
}

export interface FoundCase {
  looked: Looked;
  followUp: FollowUpRow | undefined;
  reason: Reason;
  /** milliseconds */
  since: number;
}

export interface FollowUpPage {
  cases: FoundCase[];
  end: CasePlace | undefined;
}

export async function listFollowUp(
  database: D1Database,
  request: FollowUpRequest,
): Promise<FollowUpPage> {
  const { reasons, limit } = request;
  const cases: FoundCase[] = [];
  let { step, after } = beginOf(request);
  for (let round = 0; round < ROUNDS && cases.length < limit; round++) {
    const reason = reasons[step];
    if (reason === undefined) break;
    const part = { ...request, reason, after, limit: LOOK };
    const taken = await nextCases(database, part, limit - cases.length);
    cases.push(...taken.cases);
    after = taken.last ?? null;
    if (!after) step += 1;
  }
  const told = await withReasons(
    database,
    request,
    cases.map(({ looked }) => looked),
  );
  const next = reasons[step];
  return {
    cases: cases.map((one, i) => ({ ...one, looked: told[i] as Looked })),
    end: next && [next, after],
  };
}

/** Should the rules have lost the reason since, the next one begins. */
function beginOf({ reasons, after: place }: FollowUpRequest) {
  const [reason = REASONS[0], after = null] = place ?? [];
  const from = REASONS.indexOf(reason);
  const step = reasons.findIndex((one) => REASONS.indexOf(one) >= from);
  return {
    step: step < 0 ? reasons.length : step,
    after: reasons[step] === reason ? after : null,
  };
}

interface Taken {
  cases: FoundCase[];
  /** where to go on; undefined when the reason has nobody left */
  last: ScanPlace | undefined;
}

/** The next people of one reason, until there is no more room. */
async function nextCases(database: D1Database, part: ScanRequest, room: number): Promise<Taken> {
  const [found, [end]] = await rowsOfEach(database, [possibleCases(part), casesEnd(part)]);
  const looked = await lookAtAll(database, part, found.slice(0, part.limit));
  const cases: FoundCase[] = [];
  for (const [i, one] of looked.entries()) {
    const told = reasonFor({ ...one, now: asOf(one.looked.person.document, part.now) });
    if (told?.reason === part.reason) cases.push({ ...one, ...told });
    if (cases.length === room && i < found.length - 1) return { cases, last: one.place };
  }
  const last = found.length > part.limit ? looked.at(-1)?.place : end && placeOf(end);
  return { cases, last };
}

const placeOf = ({ first, second, person }: Pick<CaseRow, 'first' | 'second' | 'person'>) =>
  [first, second, person] satisfies ScanPlace;

async function lookAtAll(database: D1Database, { site, now }: ScanRequest, found: CaseRow[]) {
  const people = found.map(toPerson);
  const models = await modelsOf(
    database,
    site,
    people.map(({ document }) => document.model),
  );
  return people.map((person, i) => {
    const row = found[i] as CaseRow;
    const compiled = models.get(person.document.model)?.compiled;
    if (!compiled) throw new Error(`Site ${site} has no model ${person.document.model}.`);
    const log = person.document;
    const standing = standingAt(compiled, { at: asOf(log, now), log });
    const lead = presentLead(person, standing, null);
    return {
      looked: { person, compiled, standing, lead },
      followUp: followUpIn(row),
      place: placeOf(row),
    };
  });
}

function followUpIn({ attempts, ...row }: CaseRow): FollowUpRow | undefined {
  if (attempts === null) return undefined;
  const { last_at, next_at, snoozed_until, responsible } = row;
  return { attempts, last_at, next_at, snoozed_until, responsible };
}
