/** `POST import`: a CSV file of past orders or of contacts becomes a job, or is only looked at. */
import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Environment } from '../environment.ts';
import { importPreview } from '../present/schemas/import.ts';
import { jobStarted } from '../present/schemas/models.ts';
import { KEY_PROBLEMS, PARAMETER_PROBLEM, TOO_LARGE_PROBLEM } from '../present/schemas/problem.ts';
import { toRfc3339 } from '../present/time.ts';
import { ApiProblem } from '../problem.ts';
import { API_PATH } from './base.ts';
import type { Api } from './guards.ts';
import { WRITE } from './secured.ts';

const query = z.strictObject({
  kind: z.enum(['orders', 'contacts']).default('orders').openapi({
    description: 'What a row is. Neighbouring rows with one order id are lines of one order.',
  }),
  preview: z.enum(['true', 'false']).default('false').openapi({
    description: 'Only look at the first 64 KB and say how they would be read',
  }),
  columns: z.string().max(4000).optional().openapi({
    description:
      'JSON, the header of its column by field; null for a field that no column has. Fields that are not named are found by the words of the header, English or Persian.',
    example: '{"order_id": "Order", "coupon": null}',
  }),
  unit: z.enum(['rial', 'toman']).optional().openapi({
    description:
      'Of amounts that say none. Toman become ten times as many Rial (IRR). Default: what the header of the amounts says.',
  }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: 'must be an ISO 4217 code such as EUR' })
    .optional()
    .openapi({ description: 'Of amounts that say none. Default: the site’s', example: 'EUR' }),
  time_zone: z.string().max(60).optional().openapi({
    description: 'IANA; of times that say none. Default: the site’s',
    example: 'Asia/Tehran',
  }),
  dates: z.enum(['dmy', 'mdy']).optional().openapi({
    description:
      'What 3/4/2026 means. Default: day first, unless the first 64 KB allow only the month first. Years 1200–1500 are Jalali.',
  }),
  decimal: z.enum(['.', ',']).optional().openapi({
    description: 'Default: a comma in files that semicolons delimit, a point in others',
  }),
});

const ORDERS = `Order,Date,Total,Currency,E-mail
4711,2026-04-02,49.90,EUR,sara@mail.example
`;

const route = createRoute({
  method: 'post',
  path: '/import',
  tags: ['Import'],
  operationId: 'importFile',
  summary: 'Bring in past orders or contacts from a CSV file',
  description:
    'UTF-8 or UTF-16, at most 50 MB, any usual delimiter. What comes in counts as verified, and importing a file again adds nothing: an order is known by its id, and what was stored first holds. A row that cannot be read is told in the job’s result, and all others are kept. Addresses are kept as their SHA-256 only, columns without a field not at all.',
  ...WRITE,
  request: {
    query,
    body: {
      content: {
        'text/csv': { schema: z.string().openapi({ format: 'binary' }), example: ORDERS },
      },
    },
  },
  responses: {
    200: {
      description: 'With `preview=true`: how the file would be read',
      content: { 'application/json': { schema: importPreview } },
    },
    202: {
      description: 'The job that does it',
      headers: z.object({
        Location: z.string().openapi({ description: 'Where to ask about the job' }),
      }),
      content: { 'application/json': { schema: jobStarted } },
    },
    ...PARAMETER_PROBLEM,
    ...TOO_LARGE_PROBLEM,
    ...KEY_PROBLEMS,
  },
});

/** Bytes of a refused file that are still read. */
const DRAINED_BYTES = 64 * 1024 * 1024;

/** An answer to somebody who still sends is lost with the connection: the rest is read first. */
const drain: MiddlewareHandler<Environment> = async (context, next) => {
  await next();
  const { body } = context.req.raw;
  if (!body || body.locked) return;
  let bytes = 0;
  for await (const chunk of piecesOf(body)) {
    bytes += chunk.byteLength;
    if (bytes > DRAINED_BYTES) return;
  }
};

/** The caller may stop and leave the rest to others. */
const piecesOf = (body: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> =>
  body.values({ preventCancel: true });

export function imports(api: Api): void {
  api.use(route.path, drain);
  api.openapi(route, async (context) => {
    const { preview, ...options } = context.req.valid('query');
    const { site } = context.get('caller');
    const at = context.get('now');
    const bytes = Number(context.req.header('Content-Length') ?? 0);
    const asked = { site: site.id, options, preview: preview === 'true', bytes, at };
    const { importFile } = context.get('commands');
    const { body } = context.req.raw;
    const result = await importFile(context.env.DB, asked, body ? piecesOf(body) : nothing());
    if (result.answer === 'refused') {
      throw new ApiProblem(result.kind, result.detail, { field: result.field });
    }
    if (result.answer === 'job') {
      context.header('Location', `${API_PATH}/jobs/${result.job}`);
      return context.json({ job: result.job }, 202);
    }
    const events = result.preview.events.map((event) => ({ ...event, at: toRfc3339(event.at) }));
    return context.json({ ...result.preview, events }, 200);
  });
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
