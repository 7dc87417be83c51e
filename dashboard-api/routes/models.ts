/** `POST models`, `GET models`, `GET models/{v}`: drafts and versions of the rules. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Model } from '../../collector/engine/index.ts';
import { defaultModel, validateModel } from '../../collector/engine/index.ts';
import type { Props } from '../../sdk/wire.ts';
import { openCursor, sealCursor } from '../cursor.ts';
import { pageQuery } from '../present/schemas/basics.ts';
import { draftSchema, versionPage, versionSchema } from '../present/schemas/models.ts';
import { KEY_PROBLEMS, MODEL_PROBLEMS, PARAMETER_PROBLEM } from '../present/schemas/problem.ts';
import { toRfc3339 } from '../present/time.ts';
import { presentVersion } from '../present/version.ts';
import { ApiProblem } from '../problem.ts';
import { versionsBelow } from '../queries/models.ts';
import { rows } from '../queries/run.ts';
import { API_PATH } from './base.ts';
import type { Api } from './guards.ts';
import { refuseTooLong } from './model-length.ts';
import { MODEL_PATH_PROBLEMS, modelPath, versionInPath } from './model-path.ts';
import { READ, WRITE } from './secured.ts';

const create = createRoute({
  method: 'post',
  path: '/models',
  tags: ['Rules'],
  operationId: 'createModel',
  summary: 'Save a draft of other rules',
  description:
    'The body is a model as `GET model/schema.json` says. A version never changes: a better draft is the next version. Nobody is scored by a draft until it is published.',
  ...WRITE,
  request: {
    query: z.strictObject({}),
    body: {
      description: 'The model',
      content: {
        'application/json': {
          schema: z
            .unknown()
            .openapi({ type: 'object', description: 'A model', example: { ...defaultModel } }),
        },
      },
    },
  },
  responses: {
    201: { description: 'The draft', content: { 'application/json': { schema: draftSchema } } },
    ...PARAMETER_PROBLEM,
    ...MODEL_PROBLEMS,
    ...KEY_PROBLEMS,
  },
});

const list = createRoute({
  method: 'get',
  path: '/models',
  tags: ['Rules'],
  operationId: 'listModels',
  summary: 'Which rules have there been?',
  description: 'Drafts and published versions, newest first.',
  ...READ,
  request: { query: z.strictObject(pageQuery) },
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: versionPage } } },
    ...PARAMETER_PROBLEM,
    ...KEY_PROBLEMS,
  },
});

const one = createRoute({
  method: 'get',
  path: '/models/{v}',
  tags: ['Rules'],
  operationId: 'getModelVersion',
  summary: 'One version of the rules',
  ...READ,
  request: { params: modelPath, query: z.strictObject({}) },
  responses: {
    200: { description: 'The version', content: { 'application/json': { schema: versionSchema } } },
    ...MODEL_PATH_PROBLEMS,
  },
});

function parsed(text: string): unknown {
  refuseTooLong(text);
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiProblem('invalid_parameter', 'The body is not JSON.', { field: 'body' });
  }
}

/** The model in a body, or a problem that lists all that is wrong with it. */
function modelIn(text: string): Model {
  const result = validateModel(parsed(text));
  if (result.ok) return result.model;
  const { problems } = result;
  const [first] = problems;
  const detail = `${first?.path || 'The model'} ${first?.reason}: ${first?.mend}.`;
  throw new ApiProblem('invalid_model', detail, { field: first?.path ?? '', problems });
}

export function models(api: Api): void {
  api.openapi(create, async (context) => {
    const model = modelIn(await context.req.text());
    const { site } = context.get('caller');
    const now = context.get('now');
    const version = await context.get('commands').saveDraft(context.env.DB, site.id, model, now);
    const { name } = model;
    const row = { version, name, state: 'draft' as const, created_at: now, published_at: null };
    context.header('Location', `${API_PATH}/models/${version}`);
    return context.json(presentVersion(row, site.model), 201);
  });
  api.openapi(list, async (context) => {
    const { limit, cursor } = context.req.valid('query');
    const caller = context.get('caller');
    const scope = { list: 'models', filters: {} };
    const below = await openCursor(caller, scope, { cursor, schema: z.int() });
    const { id, model } = caller.site;
    const query = versionsBelow(id, below ?? Number.MAX_SAFE_INTEGER, limit + 1);
    const found = await rows(context.env.DB, query);
    const last = found.length > limit ? found[limit - 1] : undefined;
    const body = {
      data: found.slice(0, limit).map((row) => presentVersion(row, model)),
      next_cursor: last ? await sealCursor(caller, scope, last.version) : null,
      as_of: toRfc3339(context.get('now')),
    };
    return context.json(body, 200);
  });
  api.openapi(one, async (context) => {
    const row = await versionInPath(context, context.req.valid('param').v);
    const model = JSON.parse(row.body) as Props;
    const { site } = context.get('caller');
    return context.json({ ...presentVersion(row, site.model), model }, 200);
  });
}
