/** `GET visitors/{id}/export` and `GET site/export`: everything that is stored, as lines of JSON. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { openCursor, sealCursor } from '../cursor.ts';
import type { Environment } from '../environment.ts';
import { exportLines } from '../present/export-lines.ts';
import { KEY_PROBLEMS, PARAMETER_PROBLEM } from '../present/schemas/problem.ts';
import { exportPages, type Page, type Place } from '../queries/export.ts';
import { findPerson } from '../queries/person.ts';
import type { Api } from './guards.ts';
import { ADMIN, READ } from './secured.ts';
import { VISITOR_PROBLEMS, visitorPath } from './visitor-path.ts';

/** Pages one call reads: with the caller's key and the tables' names, fewer than fifty queries. */
const PAGES = 40;

const place = z.object({
  table: z.string(),
  after: z.array(z.union([z.string(), z.number()])),
});

const query = z.strictObject({
  cursor: z.string().min(1).max(2048).optional().openapi({
    description: 'The last `cursor` that came, to go on from there',
  }),
});

const EXAMPLE = `{"table":"people","row":{"site":"s_demo","person":"p_0f4c2a9d5be1473c8a6d1e2f3b4c5d6e","doc":{"v":1}}}
{"cursor":"eyJ0YWJsZSI6InZpc2l0cyJ9.c2VhbA"}
{"end":true}
`;

const LINES =
  'One JSON object a line (NDJSON): `{table, row}` for each row, `{cursor}` after each page, `{end: true}` after everything. When the last line is a cursor (there was more than one call may read, or the connection broke), ask again with it. Secrets are left out.';

const answers = {
  200: {
    description: 'The lines',
    content: { 'application/x-ndjson': { schema: z.string(), example: EXAMPLE } },
  },
};

const person = createRoute({
  method: 'get',
  path: '/visitors/{id}/export',
  tags: ['Privacy'],
  operationId: 'exportVisitor',
  summary: 'Everything that is stored of this person',
  description: `For the person who asks what is known of them. ${LINES}`,
  ...READ,
  request: { params: visitorPath, query },
  responses: { ...answers, ...VISITOR_PROBLEMS },
});

const whole = createRoute({
  method: 'get',
  path: '/site/export',
  tags: ['Privacy'],
  operationId: 'exportSite',
  summary: 'Everything that is stored of the site',
  description: `To keep, or to move elsewhere. ${LINES}`,
  ...ADMIN,
  request: { query },
  responses: { ...answers, ...PARAMETER_PROBLEM, ...KEY_PROBLEMS },
});

export function exports(api: Api): void {
  api.openapi(person, async (context) => {
    const { id } = context.req.valid('param');
    const { person } = await findPerson(context.env.DB, context.get('caller').site.id, id);
    return answer(context, context.req.valid('query').cursor, person);
  });
  api.openapi(whole, async (context) => answer(context, context.req.valid('query').cursor));
}

/** The first page is read before the answer begins: a database that fails is still told as 503. */
async function answer(context: Context<Environment>, cursor?: string, person?: string) {
  const caller = context.get('caller');
  const scope = { list: 'export', filters: { person } };
  const from = await openCursor(caller, scope, { cursor, schema: place });
  const columns = person === undefined ? ['site'] : ['site', 'person'];
  const tables = await context.get('commands').tables(context.env.DB, columns);
  const wanted = { site: caller.site.id, ...(person !== undefined && { person }) };
  const pages = exportPages(context.env.DB, tables, wanted, from);
  const seal = (next: Place) => sealCursor(caller, scope, next);
  const first = await textOf(await pages.next(), seal);
  const utf8 = new TextEncoder();
  let read = 1;
  const body = new ReadableStream<Uint8Array>({
    start: (stream) => stream.enqueue(utf8.encode(first)),
    pull: async (stream) => {
      const page = read < PAGES ? await pages.next() : DONE;
      read += 1;
      if (page.done) return stream.close();
      stream.enqueue(utf8.encode(await textOf(page, seal)));
    },
  });
  return context.body(body, 200, { 'Content-Type': 'application/x-ndjson' }) as never;
}

const DONE = { done: true, value: undefined } as const;

async function textOf(
  { value }: IteratorResult<Page, undefined>,
  seal: (next: Place) => Promise<string>,
): Promise<string> {
  if (!value) return exportLines([], 'end');
  const mark = value.next ? { cursor: await seal(value.next) } : 'end';
  const lines = value.rows.map((row) => ({ table: value.table, row }));
  return exportLines(lines, mark);
}
