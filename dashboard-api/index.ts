/** The read API: wiring only. Routes say what is asked, queries read, present shapes the answer. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import type { Commands } from './commands.ts';
import type { Environment } from './environment.ts';
import { ApiProblem } from './problem.ts';
import { API_PATH } from './routes/base.ts';
import { bot } from './routes/bot.ts';
import { campaign } from './routes/campaign.ts';
import { campaignReport } from './routes/campaign-report.ts';
import { campaignSpend } from './routes/campaign-spend.ts';
import { campaigns } from './routes/campaigns.ts';
import { contacted } from './routes/contacted.ts';
import { customers } from './routes/customers.ts';
import { erasing } from './routes/erase.ts';
import { explanation } from './routes/explain.ts';
import { exports } from './routes/export.ts';
import { followUp } from './routes/follow-up.ts';
import { followUpChange } from './routes/follow-up-change.ts';
import { refuseTheRest } from './routes/guards.ts';
import { health } from './routes/health.ts';
import { idealCustomer } from './routes/ideal-customer.ts';
import { idealSegment } from './routes/ideal-segment.ts';
import { imports } from './routes/import.ts';
import { jobs } from './routes/jobs.ts';
import { keys } from './routes/keys.ts';
import { ladder } from './routes/ladder.ts';
import { ladderMoves } from './routes/ladder-moves.ts';
import { leads } from './routes/leads.ts';
import { model } from './routes/model.ts';
import { modelStudies } from './routes/model-studies.ts';
import { models } from './routes/models.ts';
import { notes } from './routes/notes.ts';
import { openapi } from './routes/openapi.ts';
import { refuseInvalid } from './routes/refuse-invalid.ts';
import { rhythm } from './routes/rhythm.ts';
import { scoreCurve } from './routes/score-curve.ts';
import { segmentMembers } from './routes/segment-members.ts';
import { segments } from './routes/segments.ts';
import { site } from './routes/site.ts';
import { siteDeletion } from './routes/site-deletion.ts';
import { sites } from './routes/sites.ts';
import { sources } from './routes/sources.ts';
import { timeline } from './routes/timeline.ts';
import { unlink } from './routes/unlink.ts';
import { visitors } from './routes/visitors.ts';
import { visits } from './routes/visits.ts';
import { webhookDeliveries } from './routes/webhook-deliveries.ts';
import { webhooks } from './routes/webhooks.ts';

export { API_PATH };

export interface ApiOptions {
  /** what the API has written by others: see `commands.ts` */
  commands: Commands;
  /** Milliseconds since 1970. Default `Date.now`; tests stand still. */
  now?: () => number;
}

const ROUTES = [
  leads,
  visitors,
  explanation,
  timeline,
  visits,
  scoreCurve,
  contacted,
  followUpChange,
  notes,
  followUp,
  ladder,
  ladderMoves,
  sources,
  rhythm,
  campaigns,
  campaign,
  campaignSpend,
  campaignReport,
  customers,
  segments,
  segmentMembers,
  health,
  model,
  models,
  modelStudies,
  jobs,
  idealCustomer,
  idealSegment,
  imports,
  unlink,
  exports,
  erasing,
  siteDeletion,
  webhooks,
  webhookDeliveries,
  bot,
  keys,
  site,
  sites,
];

/**
 * The API as a Hono app, to be mounted at {@link API_PATH}.
 * Every error, an unknown one too, is answered as problem details; unknown ones are logged whole.
 * @example app.route(API_PATH, createApi({ commands }))
 */
export function createApi({ now = Date.now, commands }: ApiOptions): OpenAPIHono<Environment> {
  const api = new OpenAPIHono<Environment>({ defaultHook: refuseInvalid });
  api.onError((error) => {
    const problem = error instanceof ApiProblem ? error : problemOf(error);
    if (problem.cause !== undefined) console.error(problem.cause);
    return problem.response();
  });
  api.use(async (context, next) => {
    context.set('now', now());
    context.set('commands', commands);
    await next();
    if (!context.res.headers.has('Cache-Control')) context.header('Cache-Control', 'no-store');
    context.header('X-Content-Type-Options', 'nosniff');
  });
  for (const add of ROUTES) add(api);
  openapi(api, API_PATH);
  refuseTheRest(api, API_PATH);
  return api;
}

/** The runtime's own refusals, such as a body that is no JSON, and the store's. */
function problemOf(error: Error): ApiProblem {
  if (error.name === 'StorageUnavailable') return unavailable(error);
  if (error.name === 'InvalidSite') {
    const field = String(Reflect.get(error, 'field'));
    return new ApiProblem('invalid_parameter', error.message, { field });
  }
  if (error instanceof HTTPException && error.status === 400) {
    return new ApiProblem('invalid_parameter', 'The body is not JSON.', { field: 'body' });
  }
  if (error instanceof HTTPException && error.status === 415) {
    return new ApiProblem('unsupported', 'Send it as application/json.');
  }
  return internal(error);
}

const unavailable = (cause: unknown): ApiProblem =>
  new ApiProblem('unavailable', 'The database did not answer. Try again in a moment.', { cause });

const internal = (cause: unknown): ApiProblem =>
  new ApiProblem('internal', 'Something went wrong here. It has been logged.', { cause });
