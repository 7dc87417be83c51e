/** `campaigns`: what the owner plans, with dates, money and a rule that says which visits are its. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { CampaignOutcome } from '../campaign-commands.ts';
import type { Environment } from '../environment.ts';
import { presentCampaign, presentCampaignLine, toDay, toFields } from '../present/campaigns.ts';
import {
  campaignChange,
  campaignList,
  campaignSchema,
  newCampaign,
} from '../present/schemas/campaigns.ts';
import { conflictProblem, MODEL_PROBLEMS } from '../present/schemas/problem.ts';
import { toRfc3339 } from '../present/time.ts';
import { ApiProblem } from '../problem.ts';
import { campaignById, campaignsOf } from '../queries/campaigns.ts';
import { rows } from '../queries/run.ts';
import { siteById } from '../queries/site.ts';
import { API_PATH } from './base.ts';
import type { Api } from './guards.ts';
import { READ, WRITE } from './secured.ts';
import { VISITOR_PROBLEMS } from './visitor-path.ts';

export const campaignPath = z.object({
  id: z
    .string()
    .min(1)
    .max(100)
    .openapi({ param: { name: 'id', in: 'path' }, example: 'cmp_0196af2b3c4d5e6f7081' }),
});

const NONE = z.strictObject({});
const TOO_MANY = 'A site has at most 200 campaigns.';
const ENDS_EARLY = '`to` is earlier than `from`';

export const shownCampaign = (description: string) => ({
  description,
  content: { 'application/json': { schema: campaignSchema } },
});

const list = createRoute({
  method: 'get',
  path: '/campaigns',
  tags: ['Reports'],
  operationId: 'listCampaigns',
  summary: 'Which campaigns are there?',
  ...READ,
  request: { query: NONE },
  responses: {
    200: {
      description: 'All of them, the one made first first',
      content: { 'application/json': { schema: campaignList } },
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
    query: NONE,
    body: { required: true, content: { 'application/json': { schema: newCampaign } } },
  },
  responses: {
    201: shownCampaign('The campaign'),
    ...VISITOR_PROBLEMS,
    ...conflictProblem(TOO_MANY),
    415: MODEL_PROBLEMS[415],
  },
});

const read = createRoute({
  method: 'get',
  path: '/campaigns/{id}',
  tags: ['Reports'],
  operationId: 'getCampaign',
  summary: 'One campaign, with what was spent each day',
  ...READ,
  request: { params: campaignPath, query: NONE },
  responses: { 200: shownCampaign('The campaign'), ...VISITOR_PROBLEMS },
});

const change = createRoute({
  method: 'patch',
  path: '/campaigns/{id}',
  tags: ['Reports'],
  operationId: 'changeCampaign',
  summary: 'Change a campaign',
  description:
    'What is not named stays as it is. With other dates or another rule the days of both are counted again, within some minutes.',
  ...WRITE,
  request: {
    params: campaignPath,
    query: NONE,
    body: { required: true, content: { 'application/json': { schema: campaignChange } } },
  },
  responses: {
    200: shownCampaign('As it is now'),
    ...VISITOR_PROBLEMS,
    ...conflictProblem('The campaign is being changed by others. Try again.'),
    415: MODEL_PROBLEMS[415],
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/campaigns/{id}',
  tags: ['Reports'],
  operationId: 'deleteCampaign',
  summary: 'Take a campaign away, with what was spent on it',
  ...WRITE,
  request: { params: campaignPath, query: NONE },
  responses: {
    200: {
      description: 'Gone; its visits are another campaign’s or none’s',
      content: {
        'application/json': {
          schema: z
            .object({ deleted: z.string() })
            .openapi('DeletedCampaign', { example: { deleted: 'cmp_0196af2b3c4d5e6f7081' } }),
        },
      },
    },
    ...VISITOR_PROBLEMS,
  },
});

export function campaigns(api: Api): void {
  api.openapi(list, async (context) => {
    const found = await rows(context.env.DB, campaignsOf(context.get('caller').site.id));
    const as_of = toRfc3339(context.get('now'));
    return context.json({ data: found.map(presentCampaignLine), as_of }, 200);
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
  api.openapi(read, async (context) => {
    const found = await campaignInPath(context, context.req.valid('param').id);
    return context.json(presentCampaign(found), 200);
  });
  api.openapi(change, async (context) => {
    const { id } = context.req.valid('param');
    const before = presentCampaign(await campaignInPath(context, id));
    const of = { site: context.get('caller').site.id, campaign: id };
    const fields = toFields(context.req.valid('json'), before.currency);
    const { changeCampaign } = context.get('commands');
    const outcome = await changeCampaign(context.env.DB, of, fields);
    return context.json(presentCampaign(await campaignInPath(context, idOf(outcome))), 200);
  });
  api.openapi(remove, async (context) => {
    const { id } = context.req.valid('param');
    const { id: site } = context.get('caller').site;
    const gone = await context.get('commands').deleteCampaign(context.env.DB, site, id);
    if (!gone) throw unknownCampaign();
    return context.json({ deleted: id }, 200);
  });
}

export const unknownCampaign = (): ApiProblem =>
  new ApiProblem('not_found', 'No campaign of this site has that id.');

/** The campaign that the path names. Throws a 404. */
export async function campaignInPath(context: Context<Environment>, id: string) {
  const [row] = await rows(context.env.DB, campaignById(context.get('caller').site.id, id));
  if (!row) throw unknownCampaign();
  return row;
}

async function currencyOf(context: Context<Environment>, site: string): Promise<string> {
  const [row] = await rows(context.env.DB, siteById(site));
  return row?.currency ?? 'EUR';
}

const endsEarly = (): ApiProblem =>
  new ApiProblem('invalid_parameter', `${ENDS_EARLY}.`, { field: 'to' });

function assertOrder({ from, to }: { from: string; to: string | null }): void {
  if (to !== null && toDay(to) < toDay(from)) throw endsEarly();
}

/** The campaign that was written; throws a problem when none was. */
function idOf(outcome: CampaignOutcome): string {
  if (outcome.done) return outcome.campaign;
  if (outcome.because === 'unknown') throw unknownCampaign();
  if (outcome.because === 'ends_early') throw endsEarly();
  const busy = 'The campaign is being changed by others. Try again.';
  throw new ApiProblem('conflict', outcome.because === 'busy' ? busy : TOO_MANY);
}
