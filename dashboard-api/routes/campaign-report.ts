/** `GET campaigns/{id}/report`: did it pay? */
import { createRoute, z } from '@hono/zod-openapi';
import { LOOK_BACK_DAYS } from '../../collector/engine/reports/types.ts';
import { presentCampaignReport } from '../present/campaign-report.ts';
import { localDayOf, type Period } from '../present/local-day.ts';
import { ATTRIBUTIONS, campaignReportSchema } from '../present/schemas/campaign-report.ts';
import { purchases } from '../present/schemas/ideal-customer.ts';
import { type CampaignBody, campaignTotals } from '../queries/campaigns.ts';
import { campaignInPath, campaignPath } from './campaign-path.ts';
import type { Api } from './guards.ts';
import { MOST_DAYS } from './period.ts';
import { reportOf } from './report-query.ts';
import { READ } from './secured.ts';
import { VISITOR_PROBLEMS } from './visitor-path.ts';

const route = createRoute({
  method: 'get',
  path: '/campaigns/{id}/report',
  tags: ['Reports'],
  operationId: 'getCampaignReport',
  summary: 'Did the campaign pay?',
  description: `Visits from the campaign’s first day to its last, and leads, customers and orders that they led to up to ${LOOK_BACK_DAYS} days later: \`from\` and \`to\` are the days that are reported, ${MOST_DAYS} at most. Ratios are null where they would divide by nothing.`,
  ...READ,
  request: {
    params: campaignPath,
    query: z.strictObject({
      attribution: z.enum(ATTRIBUTIONS).default('last').openapi({
        description:
          'Which touch is credited: the first of the 90 days before, the last that is not direct, or all alike',
      }),
      purchases: purchases.default('any').openapi({
        description: 'Which orders and revenue costs, return and break-even count',
      }),
    }),
  },
  responses: {
    200: {
      description: 'The report',
      content: { 'application/json': { schema: campaignReportSchema } },
    },
    ...VISITOR_PROBLEMS,
  },
});

/** From its first day until its visits lead to nothing more, or today. */
function periodOfCampaign({ from, to }: CampaignBody, today: number): Period {
  const end = Math.min(today, (to ?? today) + LOOK_BACK_DAYS);
  const last = Math.max(from, end);
  return { from: Math.max(from, last - MOST_DAYS + 1), to: last };
}

export function campaignReport(api: Api): void {
  api.openapi(route, async (context) => {
    const { id } = context.req.valid('param');
    const { attribution, purchases: which } = context.req.valid('query');
    const { site } = context.get('caller');
    const body = JSON.parse((await campaignInPath(context, id)).body) as CampaignBody;
    const today = localDayOf(site.timeZone, context.get('now'));
    const { wanted, period, head } = await reportOf(context, periodOfCampaign(body, today));
    const totals = await campaignTotals(context.env.DB, { ...wanted, campaign: id });
    const asked = { attribution, purchases: which };
    const figures = presentCampaignReport({ body, totals, ...asked, to: period.to, today });
    return context.json({ ...head, campaign: id, ...figures }, 200);
  });
}
