/**
 * `sites`: made, listed and disabled by whoever runs this Rung, with the key in `RUNG_ADMIN_KEY`.
 * Without that variable these routes answer as if they did not exist, so they are not described.
 */
import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { assertUnderLimit } from '../auth.ts';
import { sign, verify } from '../digest.ts';
import type { Environment } from '../environment.ts';
import { newSite, siteSchema } from '../present/schemas/site.ts';
import { presentSite } from '../present/site.ts';
import { toRfc3339 } from '../present/time.ts';
import { ApiProblem } from '../problem.ts';
import { rows } from '../queries/run.ts';
import { siteById, sitesAfter } from '../queries/site.ts';
import type { Api } from './guards.ts';

/** A shorter one could be guessed: it counts as none. */
const SHORTEST_KEY = 16;

/** HMACs under one secret are equal when the texts are; the runtime compares them in constant time. */
async function isSame(given: string, expected: string): Promise<boolean> {
  const mac = await sign('rung admin', given);
  return verify('rung admin', expected, new Uint8Array(mac));
}

const requireAdminKey: MiddlewareHandler<Environment> = async (context, next) => {
  const expected = context.env.RUNG_ADMIN_KEY ?? '';
  if (expected.length < SHORTEST_KEY) {
    throw new ApiProblem('not_found', 'The API has no such path.');
  }
  await assertUnderLimit(context);
  const given = /^Bearer +(.{1,500})$/i.exec(context.req.header('Authorization') ?? '')?.[1];
  if (given === undefined || !(await isSame(given, expected))) {
    throw new ApiProblem('unauthorized', 'This is not the admin key of this Rung.');
  }
  return next();
};

const hidden = { middleware: requireAdminKey, hide: true };
const one = { 200: { description: 'The site', content: json(siteSchema) } };
const sitePath = z.object({ id: z.string().min(1).max(100) });

function json<S extends z.ZodType>(schema: S) {
  return { 'application/json': { schema } };
}

const list = createRoute({
  method: 'get',
  path: '/sites',
  ...hidden,
  request: {
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(100).default(25),
      cursor: z.string().max(100).default(''),
    }),
  },
  responses: { 200: { description: 'A page', content: json(z.record(z.string(), z.unknown())) } },
});

const create = createRoute({
  method: 'post',
  path: '/sites',
  ...hidden,
  request: { body: { required: true, content: json(newSite) } },
  responses: { 201: { description: 'Its keys', content: json(z.record(z.string(), z.string())) } },
});

const change = createRoute({
  method: 'patch',
  path: '/sites/{id}',
  ...hidden,
  request: {
    params: sitePath,
    body: { required: true, content: json(z.strictObject({ disabled: z.boolean() })) },
  },
  responses: one,
});

export function sites(api: Api): void {
  api.openapi(list, async (context) => {
    const { limit, cursor } = context.req.valid('query');
    const found = await rows(context.env.DB, sitesAfter(cursor, limit + 1));
    const data = found.slice(0, limit).map(presentSite);
    const next_cursor = found.length > limit ? (data.at(-1)?.site ?? null) : null;
    return context.json({ data, next_cursor, as_of: toRfc3339(context.get('now')) }, 200);
  });
  api.openapi(create, async (context) => {
    const { name, origins, time_zone, currency, preset } = context.req.valid('json');
    const asked = {
      name,
      ...(origins !== undefined && { origins }),
      ...(time_zone !== undefined && { time_zone }),
      ...(currency !== undefined && { currency }),
      ...(preset !== undefined && { preset }),
    };
    const now = context.get('now');
    const created = await context.get('commands').createSite(context.env.DB, asked, now);
    return context.json({ ...created }, 201);
  });
  api.openapi(change, async (context) => {
    const { id } = context.req.valid('param');
    const { disableSite, enableSite } = context.get('commands');
    const db = context.env.DB;
    if (context.req.valid('json').disabled) await disableSite(db, id, context.get('now'));
    else await enableSite(db, id);
    const [row] = await rows(db, siteById(id));
    if (!row) throw new ApiProblem('not_found', 'There is no such site.');
    return context.json(presentSite(row), 200);
  });
}
