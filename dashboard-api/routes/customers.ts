/** `GET customers`: what are they worth, and are they happy? */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Environment } from '../environment.ts';
import { presentBase, presentOrderSums } from '../present/customers.ts';
import { momentOrNull } from '../present/freshness.ts';
import { type Period, startOfDay } from '../present/local-day.ts';
import { customersSchema } from '../present/schemas/customers.ts';
import { KEY_PROBLEMS, PARAMETER_PROBLEM } from '../present/schemas/problem.ts';
import { DAY_MS } from '../present/time.ts';
import {
  beginOf,
  presentCsat,
  presentNps,
  presentOpen,
  presentOverTime,
  presentVoice,
  sumOfVoices,
  unitOf,
} from '../present/voices.ts';
import { actsSince, textsOf } from '../queries/acts.ts';
import { customerTotals } from '../queries/customer-totals.ts';
import { modelOf } from '../queries/models.ts';
import { rowsOfEach } from '../queries/run.ts';
import { lastCensus } from '../queries/totals.ts';
import type { Api } from './guards.ts';
import { periodQuery } from './period.ts';
import { reportOf } from './report-query.ts';
import { READ } from './secured.ts';

/** A complaint that was left alone for longer is no longer waited with. */
const OPEN_DAYS = 365;

const route = createRoute({
  method: 'get',
  path: '/customers',
  tags: ['Reports'],
  operationId: 'getCustomers',
  summary: 'What are customers worth, and are they happy?',
  description:
    'Orders of the period; all customers as they were counted last: repeat rate, value to date, quiet ones, churn, what kinds of customers they are; satisfaction (CSAT, NPS) and complaints over time, and reasons in their own words. Shares come with n and their 95 % Wilson interval.',
  ...READ,
  request: { query: z.strictObject(periodQuery) },
  responses: {
    200: {
      description: 'The customers',
      content: { 'application/json': { schema: customersSchema } },
    },
    ...PARAMETER_PROBLEM,
    ...KEY_PROBLEMS,
  },
});

function readActs(context: Context<Environment>, { from, to }: Period) {
  const { id: site, timeZone } = context.get('caller').site;
  const moments = { from: startOfDay(timeZone, from), to: startOfDay(timeZone, to + 1) };
  return rowsOfEach(context.env.DB, [
    actsSince(site, context.get('now') - OPEN_DAYS * DAY_MS),
    textsOf(site, moments),
  ]);
}

export function customers(api: Api): void {
  api.openapi(route, async (context) => {
    const { site } = context.get('caller');
    const database = context.env.DB;
    const { period, wanted, head } = await reportOf(context, context.req.valid('query'));
    const unit = unitOf(period);
    const totals = await customerTotals(database, wanted, (day) => beginOf(unit, day));
    const census = await lastCensus(database, site.id, period.to);
    const { model } = await modelOf(database, site.id, site.model);
    const [acts, texts] = await readActs(context, period);
    const voices = sumOfVoices(totals.voices);
    const { complaints: made = 0, resolved = 0 } = voices;
    const body = {
      ...head,
      ...presentOrderSums(totals.orders),
      census_at: momentOrNull(census?.at),
      base: census ? presentBase(model, census) : null,
      csat: presentCsat(voices.csat),
      nps: presentNps(voices.nps),
      complaints: { made, resolved, ...presentOpen(acts) },
      over_time: presentOverTime(totals.voices, period),
      voices: texts.map(presentVoice),
    };
    return context.json(body, 200);
  });
}
