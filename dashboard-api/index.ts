/** The read API: wiring only. Routes say what is asked, queries read, present shapes the answer. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import type { Commands } from './commands.ts';
import type { Environment } from './environment.ts';
import { ApiProblem } from './problem.ts';
import { explanation } from './routes/explain.ts';
import { refuseTheRest } from './routes/guards.ts';
import { health } from './routes/health.ts';
import { ladder } from './routes/ladder.ts';
import { leads } from './routes/leads.ts';
import { model } from './routes/model.ts';
import { openapi } from './routes/openapi.ts';
import { refuseInvalid } from './routes/refuse-invalid.ts';
import { timeline } from './routes/timeline.ts';
import { unlink } from './routes/unlink.ts';
import { visitors } from './routes/visitors.ts';

/** Where the Worker mounts the API. */
export const API_PATH = '/api/v1';

export interface ApiOptions {
  /** Milliseconds since 1970. Default `Date.now`; tests stand still. */
  now?: () => number;
  /** What the API may have done; a route whose command is not given does not exist. Default none. */
  commands?: Commands;
}

/**
 * The API as a Hono app, to be mounted at {@link API_PATH}.
 * Every error, an unknown one too, is answered as problem details; unknown ones are logged whole.
 * @example app.route(API_PATH, createApi())
 */
export function createApi({
  now = Date.now,
  commands = {},
}: ApiOptions = {}): OpenAPIHono<Environment> {
  const api = new OpenAPIHono<Environment>({ defaultHook: refuseInvalid });
  api.onError((error) => {
    const problem = error instanceof ApiProblem ? error : (unreadable(error) ?? internal(error));
    if (problem.cause !== undefined) console.error(problem.cause);
    return problem.response();
  });
  api.use(async (context, next) => {
    context.set('now', now());
    await next();
    if (!context.res.headers.has('Cache-Control')) context.header('Cache-Control', 'no-store');
    context.header('X-Content-Type-Options', 'nosniff');
  });
  for (const add of [leads, visitors, explanation, timeline, ladder, health, model]) add(api);
  unlink(api, commands);
  openapi(api, API_PATH);
  refuseTheRest(api, API_PATH);
  return api;
}

/** The framework's own complaint about a body. */
const unreadable = (error: Error): ApiProblem | undefined =>
  error instanceof HTTPException && error.status === 400
    ? new ApiProblem('invalid_parameter', 'The body is not JSON.', { field: 'body' })
    : undefined;

const internal = (cause: unknown): ApiProblem =>
  new ApiProblem('internal', 'Something went wrong here. It has been logged.', { cause });
