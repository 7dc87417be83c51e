/** RFC 9457 problem details, and the sets of them that routes answer. */
import { z } from '@hono/zod-openapi';
import { ApiProblem, PROBLEMS, type ProblemName } from '../../problem.ts';

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    field: z.string().optional().openapi({ description: 'The part of the input that is wrong' }),
  })
  .openapi('Problem');

const response = (kind: ProblemName, detail: string, field?: string) => ({
  description: PROBLEMS[kind].title,
  content: {
    'application/problem+json': {
      schema: problemSchema,
      example: new ApiProblem(kind, detail, field === undefined ? {} : { field }).body(),
    },
  },
});

const problemWithModel = problemSchema
  .extend({
    problems: z.array(z.object({ path: z.string(), reason: z.string(), mend: z.string() })),
  })
  .openapi('ModelProblems');

const [wrong, reason] = ['rules[3].points', 'is 0.125'];
const MODEL_EXAMPLE = {
  ...new ApiProblem('invalid_model', `${wrong} ${reason}.`, { field: wrong }).body(),
  problems: [{ path: wrong, reason, mend: 'use at most two decimals' }],
};

export const MODEL_PROBLEMS = {
  413: response('too_large', 'A model has at most 500000 characters.'),
  415: response('unsupported', 'Send it as application/json.'),
  422: {
    description: PROBLEMS.invalid_model.title,
    content: {
      'application/problem+json': { schema: problemWithModel, example: MODEL_EXAMPLE },
    },
  },
} as const;

/** What every route with a key may answer instead. */
export const KEY_PROBLEMS = {
  401: response('unauthorized', 'This is not a live secret key.'),
  403: response('forbidden', 'This key does not have the scope `read`.'),
  429: response('too_many_requests', 'This address asks too much. Try again in a moment.'),
  503: response('unavailable', 'The database did not answer. Try again in a moment.'),
} as const;

export const PARAMETER_PROBLEM = {
  400: response('invalid_parameter', '`limit` is not valid: expected number to be <=100', 'limit'),
} as const;

export const TOO_LARGE_PROBLEM = {
  413: response('too_large', 'The file has more than 52428800 bytes. Cut it in two.', 'body'),
} as const;

export const conflictProblem = (detail: string) => ({ 409: response('conflict', detail) });

export const NOT_FOUND_PROBLEM = {
  404: response('not_found', 'No person of this site has that id.'),
} as const;
