/** `POST ideal-customer/segments`: a group of people becomes a segment of a draft. */
import { createRoute, z } from '@hono/zod-openapi';
import {
  checkGroup,
  type Model,
  type Segment,
  validateModel,
  whenOf,
} from '../../collector/engine/index.ts';
import { newSegment } from '../present/schemas/ideal-customer.ts';
import { draftSchema } from '../present/schemas/models.ts';
import {
  conflictProblem,
  KEY_PROBLEMS,
  MODEL_PROBLEMS,
  NOT_FOUND_PROBLEM,
  PARAMETER_PROBLEM,
} from '../present/schemas/problem.ts';
import { presentVersion } from '../present/version.ts';
import { ApiProblem } from '../problem.ts';
import { API_PATH } from './base.ts';
import type { Api } from './guards.ts';
import { refuseTooLong } from './model-length.ts';
import { versionInPath } from './model-path.ts';
import { WRITE } from './secured.ts';

type Asked = z.output<typeof newSegment>;

const TAKEN = 'The model has a segment with that id. Take another id.';

const route = createRoute({
  method: 'post',
  path: '/ideal-customer/segments',
  tags: ['Ideal customer'],
  operationId: 'createSegment',
  summary: 'Make these people a segment',
  description:
    'Saves a draft: the published model, or the version given, with the segment added. `POST models/{v}/preview` and `publish` do the rest, as with every draft. Several combinations are joined: who fits any of them is in. What no condition can ask for is refused by name. Ages become years of birth as of today; purchases count as the model counts them, one that was refunded later too.',
  ...WRITE,
  request: {
    query: z.strictObject({}),
    body: { required: true, content: { 'application/json': { schema: newSegment } } },
  },
  responses: {
    201: { description: 'The draft', content: { 'application/json': { schema: draftSchema } } },
    ...PARAMETER_PROBLEM,
    ...NOT_FOUND_PROBLEM,
    ...conflictProblem(TAKEN),
    ...KEY_PROBLEMS,
    ...MODEL_PROBLEMS,
  },
});

/** The segment that the body describes. */
function segmentIn({ id, label: { en, fa }, any }: Asked, model: Model, at: number): Segment {
  if (model.segments.some((segment) => segment.id === id)) {
    throw new ApiProblem('conflict', TAKEN, { field: 'id' });
  }
  const checked = checkGroup(any, model);
  const when = checked.ok ? whenOf(checked.value, { model, at }) : checked;
  if (when.ok) return { id, label: { en, ...(fa && { fa }) }, when: when.value };
  const { path, reason } = when.problem;
  throw new ApiProblem('invalid_parameter', reason, { field: `any${path}` });
}

/** The model with the segment, or a problem that says why it cannot have it. */
function withSegment(model: Model, segment: Segment): Model {
  const result = validateModel({ ...model, segments: [...model.segments, segment] });
  if (result.ok) {
    refuseTooLong(JSON.stringify(result.model));
    return result.model;
  }
  const { problems } = result;
  const [first] = problems;
  const detail = `${first?.path} ${first?.reason}: ${first?.mend}.`;
  throw new ApiProblem('invalid_model', detail, { field: first?.path ?? '', problems });
}

export function idealSegment(api: Api): void {
  api.openapi(route, async (context) => {
    const asked = context.req.valid('json');
    const { site } = context.get('caller');
    const now = context.get('now');
    const { body } = await versionInPath(context, asked.version ?? site.model);
    const base = JSON.parse(body) as Model;
    const model = withSegment(base, segmentIn(asked, base, now));
    const version = await context.get('commands').saveDraft(context.env.DB, site.id, model, now);
    context.header('Location', `${API_PATH}/models/${version}`);
    const { name } = model;
    const row = { version, name, state: 'draft' as const, created_at: now, published_at: null };
    return context.json(presentVersion(row, site.model), 201);
  });
}
