/** `GET ideal-customer`: what do buyers share? And the same for any two groups. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import {
  BUYERS,
  type Compared,
  canonical,
  checkGroup,
  type People,
  type Purchases,
} from '../../collector/engine/index.ts';
import type { Environment } from '../environment.ts';
import { presentIdeal } from '../present/ideal-customer.ts';
import { comparing, idealSchema, purchases } from '../present/schemas/ideal-customer.ts';
import { KEY_PROBLEMS, MODEL_PROBLEMS, PARAMETER_PROBLEM } from '../present/schemas/problem.ts';
import { ApiProblem } from '../problem.ts';
import { type IdealBody, lastIdeal } from '../queries/jobs.ts';
import { modelOf } from '../queries/models.ts';
import { rows } from '../queries/run.ts';
import { ACCEPTED, accepted } from './accepted.ts';
import type { Api } from './guards.ts';
import { READ, WRITE } from './secured.ts';

const PROBLEMS = { ...PARAMETER_PROBLEM, ...KEY_PROBLEMS };

const read = createRoute({
  method: 'get',
  path: '/ideal-customer',
  tags: ['Ideal customer'],
  operationId: 'getIdealCustomer',
  summary: 'What do buyers share that others do not?',
  description:
    'For each trait and habit its share among buyers and among all others, the lift with its 95 % interval and n; what they spend. Answers from the last finished count, see `as_of`. Where there is none yet, or with `refresh`, it begins one and answers 202 with its job.',
  ...READ,
  request: {
    query: z.strictObject({
      purchases: purchases.default('any'),
      refresh: z.enum(['true', 'false']).default('false').openapi({
        description: 'Count anew; the last answer stays to be had until that has finished',
      }),
    }),
  },
  responses: {
    200: {
      description: 'The last finished count',
      content: { 'application/json': { schema: idealSchema } },
    },
    ...ACCEPTED,
    ...PROBLEMS,
  },
});

const compare = createRoute({
  method: 'post',
  path: '/ideal-customer/compare',
  tags: ['Ideal customer'],
  operationId: 'compareGroups',
  summary: 'How do two groups differ?',
  description:
    'The same figures for any two groups, side by side; they are the result of the job. A group is a list of combinations, of which any holds: `[{"segment":"loyal"},{"job_role":"chief","country":"DE"}]`.',
  ...WRITE,
  request: {
    query: z.strictObject({}),
    body: { required: true, content: { 'application/json': { schema: comparing } } },
  },
  responses: { ...ACCEPTED, ...PROBLEMS, 415: MODEL_PROBLEMS[415] },
});

/** The group with its values as the model spells them. */
async function groupIn(context: Context<Environment>, group: People, field: string) {
  const { site } = context.get('caller');
  const { model } = await modelOf(context.env.DB, site.id, site.model);
  const checked = checkGroup(group, model);
  if (checked.ok) return checked.value;
  const { path, reason } = checked.problem;
  throw new ApiProblem('invalid_parameter', reason, { field: field + path });
}

interface Question extends Compared {
  purchases: Purchases;
}

function begin(context: Context<Environment>, question: Question): Promise<string> {
  const { site } = context.get('caller');
  const asked = canonical(question);
  const body = { version: site.model, at: context.get('now'), asked, ...question };
  const study = { site: site.id, kind: 'ideal_customer' as const, body };
  return context.get('commands').startJob(context.env.DB, study);
}

export function idealCustomer(api: Api): void {
  api.openapi(read, async (context) => {
    const { purchases: which, refresh } = context.req.valid('query');
    const question = { purchases: which, group: BUYERS, versus: null };
    const { site } = context.get('caller');
    const [last] = await rows(context.env.DB, lastIdeal(site.id, canonical(question)));
    if (!last || refresh === 'true') {
      return context.json(accepted(context, await begin(context, question)), 202);
    }
    const { kind: _, ...figures } = presentIdeal(JSON.parse(last.body) as IdealBody);
    return context.json({ job: last.job, ...figures }, 200);
  });
  api.openapi(compare, async (context) => {
    const { group, versus, purchases: which } = context.req.valid('json');
    const question = {
      purchases: which,
      group: await groupIn(context, group, 'group'),
      versus: versus ? await groupIn(context, versus, 'versus') : null,
    };
    return context.json(accepted(context, await begin(context, question)), 202);
  });
}
