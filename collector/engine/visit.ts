/** Visits: a person's events on pages with gaps of at most 30 minutes. */
import { SERVER } from './facts.ts';
import type { Plan, Run } from './machine.ts';
import type { CanonicalEvent, Source, Visit } from './types.ts';
import { MINUTE } from './units.ts';

/** Milliseconds without an event on a page that end a visit. */
export const VISIT_GAP_MS = 30 * MINUTE;
const DIRECT: Source = { channel: 'direct' };

/** The first instant at which the visit is over. */
export function visitEnd(visit: Visit): number {
  return visit.last + VISIT_GAP_MS + 1;
}

/** What an event adds to the visit it belongs to. */
export const VISIT_EVENTS: Readonly<Record<string, NonNullable<Plan['visit']>>> = {
  page_view: 'page',
  user_engagement: 'engagement',
};

function begin(run: Run, { ts, device, offset_min }: CanonicalEvent): Visit {
  const visit: Visit = {
    start: ts,
    last: ts,
    ended: false,
    device,
    offset_min,
    pages: 0,
    events: 0,
    engaged_ms: 0,
    source: DIRECT,
    first: run.state.visits === 0,
  };
  run.state.visits++;
  run.state.visit = visit;
  return visit;
}

/** Hands a visit to the outputs unless it was over before this run began. */
export function putVisit(run: Run, visit: Visit, until: number): void {
  const end = visitEnd(visit);
  if (end > run.from) run.visits.push({ ...visit, ended: end <= until });
}

function notePage(visit: Visit, { url, country, region, city, agent }: CanonicalEvent): void {
  visit.pages++;
  if (url !== undefined) {
    visit.landing ??= url;
    visit.exit = url;
  }
  if (country !== undefined && visit.country === undefined) {
    visit.country = country;
    if (region !== undefined) visit.region = region;
    if (city !== undefined) visit.city = city;
  }
  if (agent !== undefined) visit.agent ??= agent;
}

/** A visit keeps its first source, but anything is better than direct. */
function noteSource(run: Run, visit: Visit, source: Source | undefined): void {
  if (source !== undefined && visit.source.channel === 'direct') visit.source = source;
  if (visit.first) run.state.first_source = visit.source;
}

/**
 * The visit the event belongs to, a new one if need be; undefined when it belongs to none: what
 * servers and mail providers report happens outside of visits.
 */
export function joinVisit(
  run: Run,
  event: CanonicalEvent,
  plan: Plan,
  source: Source | undefined,
): Visit | undefined {
  const { at } = run.state;
  if (plan.visit !== 'page' && event.url === undefined) return undefined;
  if (event.device === SERVER) return undefined;
  let { visit } = run.state;
  const fresh = visit === undefined || at >= visitEnd(visit);
  if (visit === undefined || fresh) {
    if (visit) putVisit(run, visit, at);
    visit = begin(run, event);
  }
  visit.last = at;
  visit.events++;
  if (fresh || source !== undefined) noteSource(run, visit, source);
  if (plan.visit === 'page') notePage(visit, event);
  else if (plan.visit === 'engagement') visit.engaged_ms += engagedMs(event);
  return visit;
}

function engagedMs({ props }: CanonicalEvent): number {
  const ms = props?.engaged_ms;
  return typeof ms === 'number' && ms > 0 ? ms : 0;
}
