/** `GET sources`: what brings people, and what each source is worth, as JSON or CSV. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type CursorScope, openCursor, sealCursor } from '../cursor.ts';
import type { Environment } from '../environment.ts';
import { toCsv, withMark } from '../present/csv.ts';
import { cellsOf, namesOf } from '../present/list-columns.ts';
import { bomQuery, csvOf, linkHeader } from '../present/schemas/csv.ts';
import { conflictProblem, KEY_PROBLEMS, PARAMETER_PROBLEM } from '../present/schemas/problem.ts';
import {
  SOURCE_DIMENSIONS,
  type SourceFigures,
  type SourceLine,
  sourcesSchema,
} from '../present/schemas/sources.ts';
import { sourceColumns } from '../present/source-columns.ts';
import { presentLines, presentSum, presentTotal } from '../present/sources.ts';
import { ApiProblem } from '../problem.ts';
import { itemTotals } from '../queries/item-totals.ts';
import { countedOf, type Wanted } from '../queries/totals.ts';
import { answerCsv, wantsCsv } from './csv-answer.ts';
import type { Api } from './guards.ts';
import { periodQuery } from './period.ts';
import { reportOf, segmentQuery } from './report-query.ts';
import { READ } from './secured.ts';
import { LINE_ORDERS, type LineOrder, linesAfter, type Place, placeOf } from './source-order.ts';

const COUNTED_ANEW =
  'Days were counted again since the page before. Ask for the first page, or with sort=item.';

const route = createRoute({
  method: 'get',
  path: '/sources',
  tags: ['Reports'],
  operationId: 'listSources',
  summary: 'What brings them, and what is it worth?',
  description:
    'Visits, people, sign-ups, leads, customers, orders and revenue by where they came from: `(none)` where nothing is known, `(unknown)` for what no known visit led to, `(other)` for all beyond the 300 most visited items of a day, and beyond some thousand of a period. Leads, customers, orders and revenue are credited in three ways, each with the same total. The conversion is that of visits, with its 95 % Wilson interval. `Accept: text/csv` gives the lines as CSV, safe to open in a spreadsheet.',
  ...READ,
  request: {
    query: z.strictObject({
      by: z.enum(SOURCE_DIMENSIONS).openapi({
        description:
          'What visits are told apart by. `ad`: network (or source) and content; `region`: with its country before it',
      }),
      ...periodQuery,
      segment: segmentQuery,
      sort: z.enum(LINE_ORDERS).default('visits').openapi({
        description:
          'Greatest first; leads, customers and orders as the last touch is credited. `item`: by name, so that pages fit together however often days are counted in between; in another order the next page is refused (409) when they were',
      }),
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(1000)
        .default(100)
        .openapi({ type: 'integer', description: 'Lines at most', example: 100 }),
      cursor: z.string().min(1).max(2048).optional().openapi({
        description: '`next_cursor` of the page before, with the same parameters',
      }),
      bom: bomQuery,
    }),
  },
  responses: {
    200: {
      description: 'A page of lines',
      headers: linkHeader,
      content: {
        'application/json': { schema: sourcesSchema },
        ...csvOf(namesOf(sourceColumns(presentTotal({})))),
      },
    },
    ...PARAMETER_PROBLEM,
    ...conflictProblem(COUNTED_ANEW),
    ...KEY_PROBLEMS,
  },
});

/** Where a page ended, and of which counts it told. */
const placeSchema = z.tuple([z.number(), z.string(), z.string()]);

interface PageOfLines {
  after: Place | undefined;
  sort: LineOrder;
  limit: number;
}

/** The next lines, and where they end if there are more. */
function pageOf(lines: SourceLine[], { after, sort, limit }: PageOfLines) {
  const rest = linesAfter(lines, sort, after);
  const data = rest.slice(0, limit);
  const last = rest.length > limit ? data.at(-1) : undefined;
  return { data, end: last && placeOf(last, sort) };
}

function asCsv(data: SourceLine[], totals: SourceFigures, bom: boolean): string {
  const columns = sourceColumns(totals);
  return withMark(toCsv(namesOf(columns), cellsOf(columns, data)), bom);
}

/**
 * A page goes on with sums of which the one before told. They are asked about once they are read:
 * a count that ends in between would go unnoticed the other way round.
 */
async function assertSameCounts(
  { env }: Context<Environment>,
  wanted: Wanted,
  version: string,
): Promise<void> {
  if ((await countedOf(env.DB, wanted)).version === version) return;
  throw new ApiProblem('conflict', COUNTED_ANEW, { field: 'cursor' });
}

export function sources(api: Api): void {
  api.openapi(route, async (context) => {
    const { cursor, limit, bom, ...asked } = context.req.valid('query');
    const { by, sort, segment = null } = asked;
    const caller = context.get('caller');
    const { wanted, version, head } = await reportOf(context, asked);
    // The period as it is meant today: by default it ends with another day tomorrow.
    const scope: CursorScope = { list: 'sources', filters: { ...asked, ...wanted } };
    const place = await openCursor(caller, scope, { cursor, schema: placeSchema });
    const dimension = by === 'landing_page' ? 'landing' : by;
    const found = await itemTotals(context.env.DB, { ...wanted, by: dimension });
    if (place && sort !== 'item') await assertSameCounts(context, wanted, place[2]);
    const after = place && ([place[0], place[1]] as const);
    const { data, end } = pageOf(presentLines(found), { after, sort, limit });
    const next_cursor = end ? await sealCursor(caller, scope, [...end, version]) : null;
    const totals = presentSum(found);
    context.header('Vary', 'Accept, Authorization');
    if (wantsCsv(context)) {
      return answerCsv(context, asCsv(data, totals, bom === 'true'), next_cursor);
    }
    return context.json({ ...head, by, segment, data, next_cursor, totals }, 200);
  });
}
