/** `GET keys`, `POST keys`, `DELETE keys/{hash}`: several live at once, so that one can be replaced. */
import { createRoute, z } from '@hono/zod-openapi';
import { openCursor, sealCursor } from '../cursor.ts';
import { sha256 } from '../digest.ts';
import { pageQuery } from '../present/schemas/basics.ts';
import {
  conflictProblem,
  KEY_PROBLEMS,
  MODEL_PROBLEMS,
  NOT_FOUND_PROBLEM,
  PARAMETER_PROBLEM,
} from '../present/schemas/problem.ts';
import { createdKey, keyPage, keySchema, newKey } from '../present/schemas/site.ts';
import { presentKey } from '../present/site.ts';
import { toRfc3339 } from '../present/time.ts';
import { ApiProblem } from '../problem.ts';
import { keyOf, keysAfter } from '../queries/keys.ts';
import { rows } from '../queries/run.ts';
import type { Api } from './guards.ts';
import { ADMIN } from './secured.ts';

const LAST =
  'This is the last key that may change keys. Make another first, or say `last=true` if you mean it.';

const list = createRoute({
  method: 'get',
  path: '/keys',
  tags: ['Site'],
  operationId: 'listKeys',
  summary: 'Which keys does the site have?',
  description:
    'Revoked ones too. Of a secret key only its SHA-256 and its last four characters are known.',
  ...ADMIN,
  request: { query: z.strictObject(pageQuery) },
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: keyPage } } },
    ...PARAMETER_PROBLEM,
    ...KEY_PROBLEMS,
  },
});

const create = createRoute({
  method: 'post',
  path: '/keys',
  tags: ['Site'],
  operationId: 'createKey',
  summary: 'Make one more key',
  description:
    'To replace a key: make a new one, put it where the old one is used, then revoke the old one. Both work until then.',
  ...ADMIN,
  request: {
    query: z.strictObject({}),
    body: { required: true, content: { 'application/json': { schema: newKey } } },
  },
  responses: {
    201: { description: 'The key', content: { 'application/json': { schema: createdKey } } },
    ...PARAMETER_PROBLEM,
    ...KEY_PROBLEMS,
    415: MODEL_PROBLEMS[415],
  },
});

const revoke = createRoute({
  method: 'delete',
  path: '/keys/{hash}',
  tags: ['Site'],
  operationId: 'revokeKey',
  summary: 'Revoke a key at once',
  description: 'From the next request on it opens nothing; cursors given to it end too.',
  ...ADMIN,
  request: {
    params: z.object({
      hash: z
        .string()
        .min(1)
        .max(100)
        .openapi({
          param: { name: 'hash', in: 'path' },
          description: 'As `GET keys` shows it',
          example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        }),
    }),
    query: z.strictObject({
      last: z.enum(['true', 'false']).default('false').openapi({
        description: 'Also the last key with the scope `admin`',
      }),
    }),
  },
  responses: {
    200: { description: 'The revoked key', content: { 'application/json': { schema: keySchema } } },
    ...PARAMETER_PROBLEM,
    ...NOT_FOUND_PROBLEM,
    ...conflictProblem(LAST),
    ...KEY_PROBLEMS,
  },
});

export function keys(api: Api): void {
  api.openapi(list, async (context) => {
    const { limit, cursor } = context.req.valid('query');
    const caller = context.get('caller');
    const scope = { list: 'keys', filters: {} };
    const after = await openCursor(caller, scope, { cursor, schema: z.string() });
    const found = await rows(context.env.DB, keysAfter(caller.site.id, after ?? '', limit + 1));
    const last = found.length > limit ? found[limit - 1] : undefined;
    const body = {
      data: found.slice(0, limit).map((row) => presentKey(row, caller.keyHash)),
      next_cursor: last ? await sealCursor(caller, scope, last.hash) : null,
      as_of: toRfc3339(context.get('now')),
    };
    return context.json(body, 200);
  });
  api.openapi(create, async (context) => {
    const { site, keyHash } = { ...context.get('caller'), site: context.get('caller').site.id };
    const asked = context.req.valid('json');
    const scopes = [...new Set(asked.scopes)];
    const db = context.env.DB;
    const key = await context
      .get('commands')
      .addKey(db, { ...asked, site, scopes }, context.get('now'));
    const [row] = await rows(db, keyOf(site, await sha256(key)));
    if (!row) throw gone();
    return context.json({ ...presentKey(row, keyHash), key }, 201);
  });
  api.openapi(revoke, async (context) => {
    const caller = context.get('caller');
    const site = caller.site.id;
    const { hash } = context.req.valid('param');
    const evenLast = context.req.valid('query').last === 'true';
    const db = context.env.DB;
    const revoking = { site, hash, evenLast };
    const revoked = await context.get('commands').revoke(db, revoking, context.get('now'));
    if (!revoked.done && revoked.because === 'last') throw new ApiProblem('conflict', LAST);
    const [row] = await rows(db, keyOf(site, hash));
    if (!revoked.done || !row) throw gone();
    return context.json(presentKey(row, caller.keyHash), 200);
  });
}

const gone = () => new ApiProblem('not_found', 'The site has no such live key.');
