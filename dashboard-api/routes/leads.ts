/** `GET leads`: who is ready to buy, as JSON or CSV. */
import type { D1Database } from '@cloudflare/workers-types';
import { createRoute, z } from '@hono/zod-openapi';
import { type CursorScope, openCursor, sealCursor } from '../cursor.ts';
import { toCsv } from '../present/csv.ts';
import { LEAD_COLUMNS, leadCells } from '../present/lead-columns.ts';
import { leadPage } from '../present/schemas/lead.ts';
import { KEY_PROBLEMS, PARAMETER_PROBLEM } from '../present/schemas/problem.ts';
import { toRfc3339 } from '../present/time.ts';
import { candidatesOf, readSearch } from '../queries/candidates.ts';
import { type Looked, listLeads } from '../queries/list-leads.ts';
import { modelsInUse } from '../queries/models.ts';
import { answerCsv, wantsCsv } from './csv-answer.ts';
import type { Api } from './guards.ts';
import { asksDocuments, toFilters } from './lead-filters.ts';
import { holdsNow } from './lead-holds.ts';
import { type LeadQuery, leadQuery } from './lead-query.ts';
import { READ } from './secured.ts';

const route = createRoute({
  method: 'get',
  path: '/leads',
  tags: ['People'],
  operationId: 'listLeads',
  summary: 'Who is ready to buy?',
  description:
    'People in order, with why in one sentence and what is expected next. Filters combine. `Accept: text/csv` gives the same lines as CSV, safe to open in a spreadsheet, with the next page in `Link`. A filter on rung or segment looks at some thousand people a call: the page may then be short, or empty, and still have a `next_cursor`.',
  ...READ,
  request: { query: leadQuery },
  responses: {
    200: {
      description: 'A page of people',
      headers: z.object({
        Link: z
          .string()
          .optional()
          .openapi({ description: 'CSV only: the next page, `rel="next"`' }),
      }),
      content: {
        'application/json': { schema: leadPage },
        'text/csv': {
          schema: z.string(),
          example: toCsv(LEAD_COLUMNS, []),
        },
      },
    },
    ...PARAMETER_PROBLEM,
    ...KEY_PROBLEMS,
  },
});

/** Place of a lead in its order, as cursors keep it. */
const placeSchema = z.tuple([z.int(), z.int(), z.string()]);

/** Documents read at once where only they can tell who fits. */
const LOOK = 100;

const BYTE_ORDER_MARK = '\ufeff';

const asCsv = (people: readonly Looked[], bom: string): string =>
  (bom === 'true' ? BYTE_ORDER_MARK : '') + toCsv(LEAD_COLUMNS, people.map(leadCells));

export function leads(api: Api): void {
  api.openapi(route, async (context) => {
    const { cursor, ...asked } = context.req.valid('query');
    const { limit, ...filters } = asked;
    const caller = context.get('caller');
    const scope: CursorScope = { list: 'leads', filters };
    const { each } = await modelsInUse(context.env.DB, caller.site);
    const holds = holdsNow(asked);
    const wanted = await wantedPeople(context.env.DB, caller.site.id, asked);
    const page = await listLeads(context.env.DB, {
      site: caller.site.id,
      filters: toFilters(asked, each),
      after: await openCursor(caller, scope, { cursor, schema: placeSchema }),
      limit,
      sort: asked.sort,
      people: wanted.people,
      holds: (lead, looked) => holds(lead, looked) && wanted.answers(looked),
      look: asksDocuments(asked) ? LOOK : 0,
      now: context.get('now'),
    });
    const next_cursor = page.end ? await sealCursor(caller, scope, page.end) : null;
    context.header('Vary', 'Accept, Authorization');
    if (wantsCsv(context)) return answerCsv(context, asCsv(page.people, asked.bom), next_cursor);
    return context.json(
      { data: page.leads, next_cursor, as_of: toRfc3339(context.get('now')) },
      200,
    );
  });
}

/** The few whom search and segment leave, where they are few; other orders are scanned. */
async function wantedPeople(database: D1Database, site: string, { q, segment, sort }: LeadQuery) {
  if (sort !== 'score') return { people: undefined, answers: () => true };
  const search = q === undefined ? undefined : await readSearch(q);
  const { people, answers } = await candidatesOf(database, site, { search, segment });
  return {
    people,
    answers: ({ person, standing }: Looked) =>
      answers(person.person, standing.state, person.document),
  };
}
