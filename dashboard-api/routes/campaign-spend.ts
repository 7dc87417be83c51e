/** `PUT campaigns/{id}/spend`: what was spent, day by day, as JSON or from a spreadsheet. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Environment } from '../environment.ts';
import { presentCampaign, toDay, toMinorUnits } from '../present/campaigns.ts';
import { spendSchema } from '../present/schemas/campaigns.ts';
import { MODEL_PROBLEMS, TOO_LARGE_PROBLEM } from '../present/schemas/problem.ts';
import { ApiProblem } from '../problem.ts';
import { campaignInPath, campaignPath, shownCampaign, unknownCampaign } from './campaign-path.ts';
import type { Api } from './guards.ts';
import { WRITE } from './secured.ts';
import { VISITOR_PROBLEMS } from './visitor-path.ts';

const route = createRoute({
  method: 'put',
  path: '/campaigns/{id}/spend',
  tags: ['Reports'],
  operationId: 'putCampaignSpend',
  summary: 'What was spent, day by day',
  description:
    'Takes the place of all that was known of it. As CSV, `date,amount` a line, with or without a header: Persian digits, Jalali dates (by their year) and Toman are read as imports read them, and a point is the decimal mark unless semicolons delimit. Nothing is kept when a line cannot be read; the answer says which and why.',
  ...WRITE,
  request: {
    params: campaignPath,
    query: z.strictObject({}),
    body: {
      content: {
        'application/json': { schema: spendSchema },
        'text/csv': { schema: z.string().openapi({ format: 'binary' }) },
      },
    },
  },
  responses: {
    200: shownCampaign('The campaign, with what was spent'),
    ...VISITOR_PROBLEMS,
    ...TOO_LARGE_PROBLEM,
    415: MODEL_PROBLEMS[415],
  },
});

/** The media type without its parameters. */
const typeOf = (context: Context): string =>
  (context.req.header('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

async function putFile(context: Context<Environment>, campaign: string): Promise<void> {
  const of = { site: context.get('caller').site.id, campaign };
  const { body } = context.req.raw;
  const { importSpend } = context.get('commands');
  const result = await importSpend(context.env.DB, of, body ?? nothing());
  if (result.answer === 'unknown') throw unknownCampaign();
  if (result.answer === 'refused') {
    throw new ApiProblem(result.kind, result.detail, { field: result.field });
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

export function campaignSpend(api: Api): void {
  api.openapi(route, async (context) => {
    const { id } = context.req.valid('param');
    const { currency } = presentCampaign(await campaignInPath(context, id));
    const type = typeOf(context);
    const json = context.req.valid('json');
    if (type === 'text/csv') await putFile(context, id);
    else if (type === 'application/json' && typeof json === 'object') {
      const spend = json.spend.map(({ date, amount }) => {
        return { day: toDay(date), minor: toMinorUnits(amount, currency) };
      });
      const of = { site: context.get('caller').site.id, campaign: id };
      await context.get('commands').putSpend(context.env.DB, of, spend);
    } else throw new ApiProblem('unsupported', 'Send it as application/json or text/csv.');
    return context.json(presentCampaign(await campaignInPath(context, id)), 200);
  });
}
