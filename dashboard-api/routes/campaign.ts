/** One campaign: shown, changed, taken away. */
import { createRoute, z } from '@hono/zod-openapi';
import { presentCampaign, toFields } from '../present/campaigns.ts';
import { campaignChange } from '../present/schemas/campaigns.ts';
import { conflictProblem, MODEL_PROBLEMS } from '../present/schemas/problem.ts';
import {
  BUSY,
  campaignInPath,
  campaignPath,
  idOf,
  shownCampaign,
  unknownCampaign,
} from './campaign-path.ts';
import type { Api } from './guards.ts';
import { READ, WRITE } from './secured.ts';
import { VISITOR_PROBLEMS } from './visitor-path.ts';

const NONE = z.strictObject({});

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
    ...conflictProblem(BUSY),
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

export function campaign(api: Api): void {
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
