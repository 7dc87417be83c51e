/** Composition root of the one Worker: ingest, read API, pages and cron, joined here and only here. */
import { Hono } from 'hono';
import { API_PATH, createApi } from '../dashboard-api/index.ts';
import { commands, WORK } from './commands.ts';
import { createIngest } from './ingest/index.ts';
import { answerProblem, problem } from './ingest/problem.ts';
import { countDays } from './store/count-days.ts';
import { StorageUnavailable } from './store/database.ts';
import { stepDeletion } from './store/delete-site.ts';
import { stepOldestJob } from './store/jobs.ts';
import { noticeDue } from './store/notice.ts';
import { retain } from './store/retain.ts';
import { deliver } from './webhooks/deliver.ts';
import { writeDigests } from './webhooks/digest.ts';

export interface Bindings {
  DB: D1Database;
  ASSETS: Fetcher;
  /** Unlocks the routes that make sites. Without it those routes do not exist. */
  RUNG_ADMIN_KEY?: string;
  /** `1` lets webhooks go to http://localhost: for development, never set in production. */
  RUNG_LOCAL_WEBHOOKS?: string;
  /** Requests a minute from one address to one site; without one there is no limit. */
  INGEST_LIMIT?: RateLimit;
  API_LIMIT?: RateLimit;
}

const app = new Hono<{ Bindings: Bindings }>();

app.use(async (c, next) => {
  await next();
  c.res.headers.set('X-Content-Type-Options', 'nosniff');
  c.res.headers.set('Referrer-Policy', 'strict-origin-when-cross-origin');
  c.res.headers.set('Strict-Transport-Security', 'max-age=31536000');
});

app.route('/', createIngest());
app.route(API_PATH, createApi({ commands }));

app.get('/healthz', async (c) => {
  await c.env.DB.prepare('SELECT 1').first();
  return c.json({ status: 'ok' }, 200, { 'Cache-Control': 'no-store' });
});

// What is an asset was answered before the Worker was asked; what comes here is none or is HEAD.
app.on(['GET', 'HEAD'], '*', async (c) => {
  const asset = await c.env.ASSETS.fetch(c.req.raw);
  return asset.status === 404
    ? answerProblem(problem('not_found'))
    : new Response(asset.body, asset);
});

app.notFound(() => answerProblem(problem('not_found')));

app.onError((error, c) => {
  console.error(error);
  const storage = error instanceof StorageUnavailable || c.req.path === '/healthz';
  return answerProblem(problem(storage ? 'unavailable' : 'internal'));
});

/** One chore that fails does not keep the others from their turn. */
async function everyMinute(env: Bindings, now: number): Promise<void> {
  const outside = { fetch: (request: Request) => fetch(request), now, local: isLocal(env) };
  const chores = [
    () => noticeDue(env.DB, now),
    () => stepOldestJob(env.DB, now, WORK),
    () => writeDigests(env.DB, now),
    () => deliver(env.DB, outside),
    () => retain(env.DB, now),
    () => countDays(env.DB, now),
    () => stepDeletion(env.DB),
  ];
  const failures: unknown[] = [];
  for (const chore of chores) await chore().catch((error) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

const isLocal = (env: Bindings): boolean => env.RUNG_LOCAL_WEBHOOKS === '1';

export default {
  fetch(request: Request, env: Bindings, context: ExecutionContext) {
    return app.fetch(request, env, context);
  },
  scheduled(controller: ScheduledController, env: Bindings, _context: ExecutionContext) {
    return everyMinute(env, controller.scheduledTime);
  },
} satisfies ExportedHandler<Bindings>;
