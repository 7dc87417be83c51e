/** Every error of the read API as RFC 9457 problem details: one table, one error class. */
import type { ModelProblem } from '../collector/engine/index.ts';
import type { Problem } from '../sdk/wire.ts';

/** Where the kinds of problem are explained (`docs/problems.html`); part of `type`. */
export const PROBLEM_PAGE = '/docs/problems';

interface ProblemKind {
  status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 503;
  title: string;
  headers?: Readonly<Record<string, string>>;
}

/** All kinds of problem, by the last part of their `type`. */
export const PROBLEMS = {
  invalid_parameter: {
    status: 400,
    title: 'A parameter is not valid',
  },
  invalid_cursor: {
    status: 400,
    title: 'This cursor is not valid here',
  },
  unauthorized: {
    status: 401,
    title: 'A valid secret key is needed',
    headers: { 'WWW-Authenticate': 'Bearer realm="rung"' },
  },
  forbidden: {
    status: 403,
    title: 'This key may not do that',
    headers: { 'WWW-Authenticate': 'Bearer realm="rung", error="insufficient_scope"' },
  },
  not_found: {
    status: 404,
    title: 'There is no such thing',
  },
  method_not_allowed: {
    status: 405,
    title: 'This path has no such method',
  },
  conflict: {
    status: 409,
    title: 'This cannot be done as things stand',
  },
  too_large: {
    status: 413,
    title: 'The request is too large',
  },
  unsupported: {
    status: 415,
    title: 'The content type is not supported',
  },
  invalid_model: {
    status: 422,
    title: 'This is not a valid model',
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests at once',
    headers: { 'Retry-After': '30' },
  },
  internal: {
    status: 500,
    title: 'An error of the server',
  },
  unavailable: {
    status: 503,
    title: 'The database cannot be reached',
    headers: { 'Retry-After': '5' },
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemName = keyof typeof PROBLEMS;

export interface ProblemOptions {
  /** the part of the input that is wrong: `limit`, `filter.grade` */
  field?: string;
  /** everything that is wrong with a model */
  problems?: readonly ModelProblem[];
  headers?: Readonly<Record<string, string>>;
  cause?: unknown;
}

/**
 * An answer other than the one asked for. Thrown anywhere in the API, answered by `onError`.
 * @example throw new ApiProblem('not_found', 'No person of this site has that id.');
 */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly kind: ProblemName;
  readonly options: ProblemOptions;

  constructor(kind: ProblemName, detail: string, options: ProblemOptions = {}) {
    super(detail, 'cause' in options ? { cause: options.cause } : undefined);
    this.kind = kind;
    this.options = options;
  }

  body(): Problem & Pick<ProblemOptions, 'problems'> {
    const { status, title } = PROBLEMS[this.kind];
    const { field, problems } = this.options;
    return {
      type: `${PROBLEM_PAGE}#${this.kind}`,
      title,
      status,
      detail: this.message,
      ...(field === undefined ? {} : { field }),
      ...(problems === undefined ? {} : { problems }),
    };
  }

  response(): Response {
    const known: ProblemKind = PROBLEMS[this.kind];
    return new Response(JSON.stringify(this.body()), {
      status: known.status,
      headers: {
        'Content-Type': 'application/problem+json',
        'Cache-Control': 'no-store',
        ...known.headers,
        ...this.options.headers,
      },
    });
  }
}
