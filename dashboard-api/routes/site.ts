/** `GET site`, `PATCH site`, and the key with which the owner's server signs user ids. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Environment } from '../environment.ts';
import {
  KEY_PROBLEMS,
  MODEL_PROBLEMS,
  NOT_FOUND_PROBLEM,
  PARAMETER_PROBLEM,
} from '../present/schemas/problem.ts';
import { type Site, signingKeySchema, siteChanges, siteSchema } from '../present/schemas/site.ts';
import { presentSite } from '../present/site.ts';
import { ApiProblem } from '../problem.ts';
import { rows } from '../queries/run.ts';
import { signingKeyOf, siteById } from '../queries/site.ts';
import type { Api } from './guards.ts';
import { ADMIN, READ } from './secured.ts';

const answer = {
  200: { description: 'The site', content: { 'application/json': { schema: siteSchema } } },
};
const signingKey = {
  200: {
    description: 'For your server alone: with it anyone can be made anyone.',
    content: { 'application/json': { schema: signingKeySchema } },
  },
};
const refused = { ...PARAMETER_PROBLEM, ...NOT_FOUND_PROBLEM, ...KEY_PROBLEMS };

const get = createRoute({
  method: 'get',
  path: '/site',
  tags: ['Site'],
  operationId: 'getSite',
  summary: 'How is the site set up?',
  ...READ,
  request: { query: z.strictObject({}) },
  responses: { ...answer, ...refused },
});

const change = createRoute({
  method: 'patch',
  path: '/site',
  tags: ['Site'],
  operationId: 'changeSite',
  summary: 'Change name, origins, time zone, currency or settings',
  description: 'What is not named stays as it is. The next event is already received by it.',
  ...ADMIN,
  request: {
    query: z.strictObject({}),
    body: { required: true, content: { 'application/json': { schema: siteChanges } } },
  },
  responses: { ...answer, ...refused, 415: MODEL_PROBLEMS[415] },
});

const showSigningKey = createRoute({
  method: 'get',
  path: '/site/signing-key',
  tags: ['Site'],
  operationId: 'getSigningKey',
  summary: 'The key with which your server signs user ids',
  ...ADMIN,
  request: { query: z.strictObject({}) },
  responses: { ...signingKey, ...refused },
});

const rotate = createRoute({
  method: 'post',
  path: '/site/signing-key',
  tags: ['Site'],
  operationId: 'rotateSigningKey',
  summary: 'Another signing key',
  description:
    'What the old one signed holds no longer: on pages made before, an `identify` is a claim until the page is made anew.',
  ...ADMIN,
  request: { query: z.strictObject({}) },
  responses: { ...signingKey, ...refused },
});

async function siteOf(context: Context<Environment>): Promise<Site> {
  const [row] = await rows(context.env.DB, siteById(context.get('caller').site.id));
  if (!row) throw gone();
  return presentSite(row);
}

const gone = () => new ApiProblem('not_found', 'The site is gone.');

export function site(api: Api): void {
  api.openapi(get, async (context) => context.json(await siteOf(context), 200));
  api.openapi(change, async (context) => {
    const { name, origins, time_zone, currency, settings } = context.req.valid('json');
    const changes = {
      ...(name !== undefined && { name }),
      ...(origins !== undefined && { origins }),
      ...(time_zone !== undefined && { time_zone }),
      ...(currency !== undefined && { currency }),
      ...(settings !== undefined && { settings }),
    };
    const { id } = context.get('caller').site;
    await context.get('commands').changeSite(context.env.DB, id, changes);
    return context.json(await siteOf(context), 200);
  });
  api.openapi(showSigningKey, async (context) => {
    const [row] = await rows(context.env.DB, signingKeyOf(context.get('caller').site.id));
    if (!row) throw gone();
    return context.json(row, 200);
  });
  api.openapi(rotate, async (context) => {
    const { id } = context.get('caller').site;
    const key = await context.get('commands').rotateSigningKey(context.env.DB, id);
    if (key === null) throw gone();
    return context.json({ signing_key: key }, 200);
  });
}
