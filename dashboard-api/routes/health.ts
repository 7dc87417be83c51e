/** `GET health`: does data come in, what is refused, does the cron keep up. */
import type { D1Database } from '@cloudflare/workers-types';
import { createRoute, z } from '@hono/zod-openapi';
import type { PersonDocument } from '../../collector/engine/document.ts';
import type { Environment } from '../environment.ts';
import { findingsOf } from '../present/findings.ts';
import { pagesOf, signsOfLife } from '../present/last-seen.ts';
import { rejectsOf } from '../present/rejects.ts';
import { type Health, healthSchema } from '../present/schemas/health.ts';
import { KEY_PROBLEMS } from '../present/schemas/problem.ts';
import { DAY_MS, toRfc3339 } from '../present/time.ts';
import {
  anybody,
  countBots,
  countDue,
  HEALTH_COUNTED,
  recentVisits,
  rejectsSince,
  type VisitCount,
  visitsSince,
} from '../queries/health.ts';
import { rowsOfEach } from '../queries/run.ts';
import type { Api } from './guards.ts';
import { READ } from './secured.ts';

const route = createRoute({
  method: 'get',
  path: '/health',
  tags: ['Site'],
  operationId: 'getHealth',
  summary: 'Does data come in? What is refused, and why?',
  description: 'Signs of life of the site: the tag, the last event, refusals, software, backlog.',
  ...READ,
  request: { query: z.strictObject({}) },
  responses: {
    200: { description: 'The health', content: { 'application/json': { schema: healthSchema } } },
    ...KEY_PROBLEMS,
  },
});

const REJECT_DAYS = 30;
const HOUR_MS = DAY_MS / 24;

const upTo = (count: number, read = count) => ({ count, exact: read < HEALTH_COUNTED });

/** A visit that goes on has a row that tells only how it began. */
function incoming(row: VisitCount | undefined) {
  const { visits = 0, events, open } = row ?? {};
  const counted = upTo(visits);
  const exact = counted.exact && !open;
  return { visits: counted, events: { count: events ?? 0, exact } };
}

async function healthOf(
  database: D1Database,
  site: Environment['Variables']['caller']['site'],
  now: number,
): Promise<Health> {
  const [recent, [hour], [day], rejected, [bots], [due], [one]] = await rowsOfEach(database, [
    recentVisits(site.id),
    visitsSince(site.id, now - HOUR_MS),
    visitsSince(site.id, now - DAY_MS),
    rejectsSince(site.id, Math.floor(now / DAY_MS) - REJECT_DAYS),
    countBots(site.id),
    countDue(site.id, now),
    anybody(site.id),
  ]);
  const people = recent.map(({ doc }) => JSON.parse(doc) as PersonDocument);
  const { rejects, duplicates } = rejectsOf(rejected);
  return {
    as_of: toRfc3339(now),
    site: site.id,
    name: site.name,
    ...signsOfLife(people),
    last_hour: incoming(hour),
    last_24_hours: incoming(day),
    findings: findingsOf({ anybody: one !== undefined, people, rejects, now }),
    pages: pagesOf(people),
    rejects,
    duplicates,
    bots: upTo(bots?.count ?? 0),
    model: site.model,
    due: upTo(due?.count ?? 0, due?.scanned ?? 0),
  };
}

export function health(api: Api): void {
  api.openapi(route, async (context) => {
    const { site } = context.get('caller');
    return context.json(await healthOf(context.env.DB, site, context.get('now')), 200);
  });
}
