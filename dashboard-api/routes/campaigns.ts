/** `campaigns`: what the owner plans, with dates, money and a rule that says which visits are its. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Environment } from '../environment.ts';
import { presentCampaign, presentCampaignLine, toDay, toFields } from '../present/campaigns.ts';
import { toCsv, withMark } from '../present/csv.ts';
import { CAMPAIGN_COLUMNS, cellsOf, namesOf } from '../present/list-columns.ts';
import { campaignList, newCampaign } from '../present/schemas/campaigns.ts';
import { bomQuery, csvOf } from '../present/schemas/csv.ts';
import { conflictProblem, MODEL_PROBLEMS } from '../present/schemas/problem.ts';
import { toRfc3339 } from '../present/time.ts';
import { campaignsOf } from '../queries/campaigns.ts';
import { rows } from '../queries/run.ts';
import { siteById } from '../queries/site.ts';
import { API_PATH } from './base.ts';
import { campaignInPath, endsEarly, idOf, shownCampaign, TOO_MANY } from './campaign-path.ts';
import { answerCsv, wantsCsv } from './csv-answer.ts';
import type { Api } from './guards.ts';
import { READ, WRITE } from './secured.ts';
import { VISITOR_PROBLEMS } from './visitor-path.ts';

const list = createRoute({
  method: 'get',
  path: '/campaigns',
  tags: ['Reports'],
  operationId: 'listCampaigns',
  summary: 'Which campaigns are there?',
  ...READ,
  request: { query: z.strictObject({ bom: bomQuery }) },
  responses: {
    200: {
      description: 'All of them, the one made first first',
      content: {
        'application/json': { schema: campaignList },
        ...csvOf(namesOf(CAMPAIGN_COLUMNS)),
      },
    },
    ...VISITOR_PROBLEMS,
  },
});

const create = createRoute({
  method: 'post',
  path: '/campaigns',
  tags: ['Reports'],
  operationId: 'createCampaign',
  summary: 'Plan a campaign',
  description: 'Days that were counted before are counted again, within some minutes.',
  ...WRITE,
  request: {
    query: z.strictObject({}),
    body: { required: true, content: { 'application/json': { schema: newCampaign } } },
  },
  responses: {
    201: shownCampaign('The campaign'),
    ...VISITOR_PROBLEMS,
    ...conflictProblem(TOO_MANY),
    415: MODEL_PROBLEMS[415],
  },
});

export function campaigns(api: Api): void {
  api.openapi(list, async (context) => {
    const found = await rows(context.env.DB, campaignsOf(context.get('caller').site.id));
    const data = found.map(presentCampaignLine);
    context.header('Vary', 'Accept, Authorization');
    if (wantsCsv(context)) {
      const csv = toCsv(namesOf(CAMPAIGN_COLUMNS), cellsOf(CAMPAIGN_COLUMNS, data));
      return answerCsv(context, withMark(csv, context.req.valid('query').bom === 'true'), null);
    }
    return context.json({ data, as_of: toRfc3339(context.get('now')) }, 200);
  });
  api.openapi(create, async (context) => {
    const wish = context.req.valid('json');
    assertOrder(wish);
    const { id: site } = context.get('caller').site;
    const currency = wish.currency ?? (await currencyOf(context, site));
    const none = { match: {}, name: '', from: 0, to: null, budget_minor: null };
    const fields = { ...none, expected_minor: null, ...toFields(wish, currency), currency };
    const { addCampaign } = context.get('commands');
    const outcome = await addCampaign(context.env.DB, site, fields, context.get('now'));
    const made = await campaignInPath(context, idOf(outcome));
    context.header('Location', `${API_PATH}/campaigns/${made.campaign}`);
    return context.json(presentCampaign(made), 201);
  });
}

async function currencyOf(context: Context<Environment>, site: string): Promise<string> {
  const [row] = await rows(context.env.DB, siteById(site));
  return row?.currency ?? 'EUR';
}

function assertOrder({ from, to }: { from: string; to: string | null }): void {
  if (to !== null && toDay(to) < toDay(from)) throw endsEarly();
}
