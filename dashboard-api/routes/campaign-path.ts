/** `/campaigns/{id}`: the campaign that a path names, and what may become of writing one. */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { CampaignOutcome } from '../campaign-commands.ts';
import type { Environment } from '../environment.ts';
import { campaignSchema } from '../present/schemas/campaigns.ts';
import { ApiProblem } from '../problem.ts';
import { campaignById } from '../queries/campaigns.ts';
import { rows } from '../queries/run.ts';

export const campaignPath = z.object({
  id: z
    .string()
    .min(1)
    .max(100)
    .openapi({ param: { name: 'id', in: 'path' }, example: 'cmp_0196af2b3c4d5e6f7081' }),
});

export const shownCampaign = (description: string) => ({
  description,
  content: { 'application/json': { schema: campaignSchema } },
});

export const TOO_MANY = 'A site has at most 200 campaigns.';
export const BUSY = 'The campaign is being changed by others. Try again.';

export const unknownCampaign = (): ApiProblem =>
  new ApiProblem('not_found', 'No campaign of this site has that id.');

/** The campaign that the path names. Throws a 404. */
export async function campaignInPath(context: Context<Environment>, id: string) {
  const [row] = await rows(context.env.DB, campaignById(context.get('caller').site.id, id));
  if (!row) throw unknownCampaign();
  return row;
}

export const endsEarly = (): ApiProblem =>
  new ApiProblem('invalid_parameter', '`to` is earlier than `from`.', { field: 'to' });

/** The campaign that was written; throws a problem when none was. */
export function idOf(outcome: CampaignOutcome): string {
  if (outcome.done) return outcome.campaign;
  if (outcome.because === 'unknown') throw unknownCampaign();
  if (outcome.because === 'ends_early') throw endsEarly();
  throw new ApiProblem('conflict', outcome.because === 'busy' ? BUSY : TOO_MANY);
}
