/** `POST models/{v}/preview|backtest|publish`: what would other rules do, and let them. */
import { createRoute, z } from '@hono/zod-openapi';
import { DAY_MS } from '../present/time.ts';
import { ACCEPTED, accepted } from './accepted.ts';
import type { Api } from './guards.ts';
import { MODEL_PATH_PROBLEMS, modelPath, versionInPath } from './model-path.ts';
import { WRITE } from './secured.ts';

const RESPONSES = { ...ACCEPTED, ...MODEL_PATH_PROBLEMS };

const preview = createRoute({
  method: 'post',
  path: '/models/{v}/preview',
  tags: ['Rules'],
  operationId: 'previewModel',
  summary: 'Who would stand elsewhere under these rules?',
  description:
    'Replays everybody under the version: how many would move from where to where, who and why, and which alerts that would be. Changes nothing.',
  ...WRITE,
  request: { params: modelPath, query: z.strictObject({}) },
  responses: RESPONSES,
});

const backtest = createRoute({
  method: 'post',
  path: '/models/{v}/backtest',
  tags: ['Rules'],
  operationId: 'backtestModel',
  summary: 'Would these rules have known the buyers?',
  description:
    'Looks at a slice of the past: buyers up to the moment before they first bought in it, all others up to its end. Who would have been in the highest grade, and how many of them bought? An order that was refunded later was a purchase all the same.',
  ...WRITE,
  request: {
    params: modelPath,
    query: z.strictObject({
      days: z.coerce.number().int().min(1).max(730).default(90).openapi({
        type: 'integer',
        example: 90,
        description: 'Length of the slice, up to now. What came before serves as history.',
      }),
    }),
  },
  responses: RESPONSES,
});

const publish = createRoute({
  method: 'post',
  path: '/models/{v}/publish',
  tags: ['Rules'],
  operationId: 'publishModel',
  summary: 'Score everybody by these rules',
  description:
    'At once for everybody new and everybody who does something; the others are brought over in the background, and until then answers say by which version they are. A version that was published before is gone back to in the same way. Moves that the change makes have `{"by": "model"}` as their cause and alert nobody unless asked.',
  ...WRITE,
  request: {
    params: modelPath,
    query: z.strictObject({
      alert: z.enum(['true', 'false']).default('false').openapi({
        description: 'Whether moves that the change of rules makes may alert',
      }),
    }),
  },
  responses: RESPONSES,
});

export function modelStudies(api: Api): void {
  api.openapi(preview, async (context) => {
    const { version } = await versionInPath(context, context.req.valid('param').v);
    const { site } = context.get('caller');
    const body = { version, at: context.get('now') };
    const study = { site: site.id, kind: 'preview' as const, body };
    const job = await context.get('commands').startJob(context.env.DB, study);
    return context.json(accepted(context, job), 202);
  });
  api.openapi(backtest, async (context) => {
    const { version } = await versionInPath(context, context.req.valid('param').v);
    const { site } = context.get('caller');
    const at = context.get('now');
    const slice = { from: at - context.req.valid('query').days * DAY_MS, to: at };
    const body = { version, at, slice };
    const study = { site: site.id, kind: 'backtest' as const, body };
    const job = await context.get('commands').startJob(context.env.DB, study);
    return context.json(accepted(context, job), 202);
  });
  api.openapi(publish, async (context) => {
    const { version } = await versionInPath(context, context.req.valid('param').v);
    const { site } = context.get('caller');
    const alert = context.req.valid('query').alert === 'true';
    const publishing = { site: site.id, version, alert, at: context.get('now') };
    const job = await context.get('commands').publishModel(context.env.DB, publishing);
    return context.json(accepted(context, job), 202);
  });
}
