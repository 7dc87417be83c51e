/** `GET follow-up`: whom do I call today? */
import { createRoute, z } from '@hono/zod-openapi';
import { openCursor, sealCursor } from '../cursor.ts';
import { lackOf, REASONS } from '../present/follow-up-reasons.ts';
import { pageQuery } from '../present/schemas/basics.ts';
import { type FollowUpLine, followUpPage } from '../present/schemas/follow-up-list.ts';
import { KEY_PROBLEMS, PARAMETER_PROBLEM } from '../present/schemas/problem.ts';
import { toRfc3339 } from '../present/time.ts';
import { type FoundCase, listFollowUp } from '../queries/list-follow-up.ts';
import { modelsInUse } from '../queries/models.ts';
import type { Api } from './guards.ts';
import { READ } from './secured.ts';

const route = createRoute({
  method: 'get',
  path: '/follow-up',
  tags: ['Follow-up'],
  operationId: 'listFollowUp',
  summary: 'Whom do I call today?',
  description:
    'Each person once, under the first reason that holds. `due`: a date agreed on has come. `angry`: complained and was not contacted since. `strong`: in the highest grade, not contacted since they came into it, and no order within 14 days. `cart`: left a cart within 7 days. `falling`: above the lowest grade, and the next move, within 7 days, is down. `advocate`: might recommend you and was not contacted within 30 days. Who is snoozed is left out, and so is, but for `due`, who was contacted within 3 days. A call looks at some thousand people: the page may be short, or empty, and still have a `next_cursor`.',
  ...READ,
  request: {
    query: z.strictObject({
      reason: z
        .enum(REASONS)
        .optional()
        .openapi({ description: 'This one alone: people whose first reason it is' }),
      responsible: z
        .string()
        .min(1)
        .max(300)
        .optional()
        .openapi({ description: 'Name of a key: whose follow-up it has' }),
      ...pageQuery,
    }),
  },
  responses: {
    200: {
      description: 'A page of people',
      content: { 'application/json': { schema: followUpPage } },
    },
    ...PARAMETER_PROBLEM,
    ...KEY_PROBLEMS,
  },
});

/** Which reason, and the row of its order; null at its begin. */
const placeSchema = z.tuple([z.enum(REASONS), z.tuple([z.int(), z.int(), z.string()]).nullable()]);

const momentOrNull = (ms: number | null | undefined): string | null =>
  ms === null || ms === undefined ? null : toRfc3339(ms);

function toLine({ looked, followUp, reason, since }: FoundCase): FollowUpLine {
  const { contacted } = looked.person.document;
  return {
    ...looked.lead,
    reason,
    since: toRfc3339(since),
    attempts: followUp?.attempts ?? 0,
    last_contact: contacted ? { at: toRfc3339(contacted.at), by: contacted.by } : null,
    next_at: momentOrNull(followUp?.next_at),
    responsible: followUp?.responsible ?? null,
  };
}

export function followUp(api: Api): void {
  api.openapi(route, async (context) => {
    const { cursor, limit, ...filters } = context.req.valid('query');
    const caller = context.get('caller');
    const now = context.get('now');
    const { model, each } = await modelsInUse(context.env.DB, caller.site);
    const scope = { list: 'follow-up', filters };
    const asked = REASONS.filter((one) => filters.reason === undefined || one === filters.reason);
    const highest = each.map(({ grades }) => grades.length - 1);
    const page = await listFollowUp(context.env.DB, {
      site: caller.site.id,
      reasons: asked.filter((reason) => lackOf(model, reason) === undefined),
      responsible: filters.responsible,
      highest: [Math.min(...highest), Math.max(...highest)],
      after: await openCursor(caller, scope, { cursor, schema: placeSchema }),
      limit,
      now,
    });
    const unavailable = asked.flatMap((reason) => {
      const needs = lackOf(model, reason);
      return needs === undefined ? [] : [{ reason, needs }];
    });
    const next_cursor = page.end ? await sealCursor(caller, scope, page.end) : null;
    const data = page.cases.map(toLine);
    return context.json({ data, next_cursor, as_of: toRfc3339(now), unavailable }, 200);
  });
}
