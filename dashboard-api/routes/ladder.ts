/** `GET ladder`: how many people stand on each rung and grade, and how they move. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Model } from '../../collector/engine/index.ts';
import type { Environment } from '../environment.ts';
import { momentOrNull, presentFreshness } from '../present/freshness.ts';
import { presentCensus, presentFlows, presentPeople } from '../present/ladder.ts';
import type { Period } from '../present/local-day.ts';
import { ladderSchema } from '../present/schemas/ladder.ts';
import { KEY_PROBLEMS, PARAMETER_PROBLEM } from '../present/schemas/problem.ts';
import { COUNTED, countPeople, ladderSums } from '../queries/ladder.ts';
import { modelsInUse } from '../queries/models.ts';
import { rows } from '../queries/run.ts';
import { countedOf, lastCensus } from '../queries/totals.ts';
import type { Api } from './guards.ts';
import { periodBefore, periodOf, periodQuery } from './period.ts';
import { READ } from './secured.ts';

const route = createRoute({
  method: 'get',
  path: '/ladder',
  tags: ['Ladder'],
  operationId: 'getLadder',
  summary: 'How does the ladder flow?',
  description:
    'People by rung and grade now; and of a period, beside the same of as many days before: moves up and down, how many of those who came onto a rung rose from it, after how long, and where people are stuck. On a site of some thousand people and more, people are those of the last census.',
  ...READ,
  request: { query: z.strictObject(periodQuery) },
  responses: {
    200: { description: 'The ladder', content: { 'application/json': { schema: ladderSchema } } },
    ...PARAMETER_PROBLEM,
    ...KEY_PROBLEMS,
  },
});

type Counting = Awaited<ReturnType<typeof modelsInUse>>;

/** Everybody as of now where they can be counted at once, else as of the last census. */
async function standing(context: Context<Environment>, { model, byVersion, open }: Counting) {
  const { site } = context.get('caller');
  const database = context.env.DB;
  const places = await rows(database, countPeople(site.id, open ? undefined : site.model));
  const counted = places.reduce((all, { people }) => all + people, 0);
  if (counted < COUNTED) {
    const people_at = momentOrNull(context.get('now'));
    return { ...presentPeople(model, byVersion, places), people_at, exact: true };
  }
  const census = await lastCensus(database, site.id);
  const people_at = momentOrNull(census?.at);
  return { ...presentCensus(model, census), people_at, exact: census !== undefined };
}

async function flowsOf(context: Context<Environment>, model: Model, period: Period) {
  const { id: site } = context.get('caller').site;
  const database = context.env.DB;
  const sums = await ladderSums(database, { site, report: 'all', ...period });
  const census = await lastCensus(database, site, period.to);
  return presentFlows(model, { period, sums, census });
}

export function ladder(api: Api): void {
  api.openapi(route, async (context) => {
    const { site } = context.get('caller');
    const now = context.get('now');
    const period = periodOf(site, now, context.req.valid('query'));
    const before = periodBefore(period);
    const both = { from: before.from, to: period.to };
    const [counted] = await rows(context.env.DB, countedOf(site.id, both));
    const inUse = await modelsInUse(context.env.DB, site);
    const { model, open } = inUse;
    const body = {
      ...presentFreshness(now, counted),
      model: site.model,
      publishing: open ? { job: open.job, done: open.done, total: open.total } : null,
      ...(await standing(context, inUse)),
      period: await flowsOf(context, model, period),
      before: await flowsOf(context, model, before),
    };
    return context.json(body, 200);
  });
}
