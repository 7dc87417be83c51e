/** Visits: a person's events on pages with gaps of at most 30 minutes. */
import { SERVER } from './facts.ts';
import type { Run } from './machine.ts';
import type { CanonicalEvent, Source, Visit } from './types.ts';
import { MINUTE } from './units.ts';

const GAP = 30 * MINUTE;
const DIRECT: Source = { channel: 'direct' };

/** The first instant at which the visit is over. */
export function visitEnd(visit: Visit): number {
  return visit.last + GAP + 1;
}

/** What servers and mail providers report happens outside of visits. */
function onPage(event: CanonicalEvent): boolean {
  return event.device !== SERVER && (event.url !== undefined || event.type === 'page_view');
}

function begin(run: Run, event: CanonicalEvent): Visit {
  const { ts, device, offset_min } = event;
  const first = run.state.visits === 0;
  const counts = { pages: 0, events: 0, engaged_ms: 0 };
  const visit: Visit = {
    start: ts,
    last: ts,
    ended: false,
    device,
    offset_min,
    ...counts,
    source: DIRECT,
    first,
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

function notePage(visit: Visit, event: CanonicalEvent): void {
  visit.pages++;
  if (event.url !== undefined) {
    visit.landing ??= event.url;
    visit.exit = event.url;
  }
  if (event.country !== undefined && visit.country === undefined) {
    visit.country = event.country;
    if (event.region !== undefined) visit.region = event.region;
    if (event.city !== undefined) visit.city = event.city;
  }
  if (event.agent !== undefined) visit.agent ??= event.agent;
}

/** A visit keeps its first source, but anything is better than direct. */
function noteSource(run: Run, visit: Visit, source: Source | undefined): void {
  if (source !== undefined && visit.source.channel === 'direct') visit.source = source;
  if (visit.first) run.state.first_source = visit.source;
}

/** The visit the event belongs to, a new one if need be; undefined when it belongs to none. */
export function joinVisit(run: Run, event: CanonicalEvent): Visit | undefined {
  if (!onPage(event)) return undefined;
  let visit = run.state.visit;
  const fresh = visit === undefined || event.ts >= visitEnd(visit);
  if (visit === undefined || fresh) {
    if (visit) putVisit(run, visit, event.ts);
    visit = begin(run, event);
  }
  visit.last = event.ts;
  visit.events++;
  if (fresh || event.source !== undefined) noteSource(run, visit, event.source);
  if (event.type === 'page_view') notePage(visit, event);
  else if (event.type === 'user_engagement') visit.engaged_ms += engagedMs(event);
  return visit;
}

function engagedMs(event: CanonicalEvent): number {
  const ms = event.props?.engaged_ms;
  return typeof ms === 'number' && ms > 0 ? ms : 0;
}
