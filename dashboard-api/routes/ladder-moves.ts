/** `GET ladder/moves`: who moved, one by one, as JSON or CSV. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Model, Move } from '../../collector/engine/index.ts';
import { type CursorScope, openCursor, sealCursor } from '../cursor.ts';
import type { Environment } from '../environment.ts';
import { toCsv, withMark } from '../present/csv.ts';
import { cellsOf, MOVE_COLUMNS, namesOf } from '../present/list-columns.ts';
import { startOfDay } from '../present/local-day.ts';
import { pageQuery } from '../present/schemas/basics.ts';
import { bomQuery, csvOf, linkHeader } from '../present/schemas/csv.ts';
import { movePage } from '../present/schemas/moves.ts';
import { KEY_PROBLEMS, NOT_FOUND_PROBLEM, PARAMETER_PROBLEM } from '../present/schemas/problem.ts';
import { toRfc3339 } from '../present/time.ts';
import { presentMove } from '../present/timeline.ts';
import { ApiProblem } from '../problem.ts';
import { modelOf } from '../queries/models.ts';
import { foundMoves, type MoveRequest, type MoveRow, movesEnd } from '../queries/moves.ts';
import { personByAnyId } from '../queries/person.ts';
import { rows, rowsOfEach } from '../queries/run.ts';
import { answerCsv, wantsCsv } from './csv-answer.ts';
import type { Api } from './guards.ts';
import { assertNamed } from './model-names.ts';
import { dateParameter } from './period.ts';
import { READ } from './secured.ts';

const query = z.strictObject({
  kind: z.enum(['rung', 'grade']).optional(),
  from: z.string().min(1).max(100).optional().openapi({
    description: 'The rung or grade that was left, such as `lead`',
  }),
  to: z.string().min(1).max(100).optional().openapi({
    description: 'The rung or grade that was come to, such as `prospect`',
  }),
  person: z.string().min(1).max(300).optional().openapi({
    description: 'A person id, a visitor id or `user:ID`',
  }),
  since: dateParameter('First day, in the site’s time zone'),
  until: dateParameter('Last day, included'),
  ...pageQuery,
  bom: bomQuery,
});
type MoveQuery = z.output<typeof query>;

const route = createRoute({
  method: 'get',
  path: '/ladder/moves',
  tags: ['Ladder'],
  operationId: 'listMoves',
  summary: 'Who moved?',
  description:
    'Moves between rungs and grades, newest first, each with what caused it. A filter on anything but days looks at some thousand moves a call: the page may then be short, or empty, and still have a `next_cursor`.',
  ...READ,
  request: { query },
  responses: {
    200: {
      description: 'A page of moves',
      headers: linkHeader,
      content: { 'application/json': { schema: movePage }, ...csvOf(namesOf(MOVE_COLUMNS)) },
    },
    ...PARAMETER_PROBLEM,
    ...NOT_FOUND_PROBLEM,
    ...KEY_PROBLEMS,
  },
});

const placeSchema = z.tuple([z.int(), z.string(), z.string(), z.string()]);

function assertPlaces(
  { ladder, grades }: Model,
  { kind, from, to }: Pick<MoveQuery, 'kind' | 'from' | 'to'>,
): void {
  const places = [...(kind === 'grade' ? [] : ladder), ...(kind === 'rung' ? [] : grades)];
  assertNamed(places, 'from', from);
  assertNamed(places, 'to', to);
}

async function personNamed(
  context: Context<Environment>,
  id: string | undefined,
): Promise<{ person?: string }> {
  if (id === undefined) return {};
  const { site } = context.get('caller');
  const [row] = await rows(context.env.DB, await personByAnyId(site.id, id));
  if (row) return { person: row.person };
  throw new ApiProblem('not_found', 'No person of this site has that id.', { field: 'person' });
}

const ALWAYS = Number.MAX_SAFE_INTEGER;

/** What is asked for, as the query wants it; throws a problem for what the site does not have. */
async function requestOf(
  context: Context<Environment>,
  asked: Omit<MoveQuery, 'bom'>,
): Promise<Omit<MoveRequest, 'after'>> {
  const { id: site, timeZone } = context.get('caller').site;
  const { kind, from, to, since, until, limit } = asked;
  return {
    site,
    since: since === undefined ? 0 : startOfDay(timeZone, since),
    until: until === undefined ? ALWAYS : startOfDay(timeZone, until + 1),
    filters: {
      ...(kind !== undefined && { kind }),
      ...(from !== undefined && { from_id: from }),
      ...(to !== undefined && { to_id: to }),
      ...(await personNamed(context, asked.person)),
    },
    limit,
  };
}

const toLine =
  (model: Model) =>
  ({ person, body }: MoveRow) => ({ person, ...presentMove(model, JSON.parse(body) as Move) });

export function ladderMoves(api: Api): void {
  api.openapi(route, async (context) => {
    const { cursor, bom, ...asked } = context.req.valid('query');
    const { limit, ...filters } = asked;
    const caller = context.get('caller');
    const { model } = await modelOf(context.env.DB, caller.site.id, caller.site.model);
    assertPlaces(model, asked);
    const scope: CursorScope = { list: 'ladder/moves', filters };
    const after = await openCursor(caller, scope, { cursor, schema: placeSchema });
    const request = { ...(await requestOf(context, asked)), after };
    const [found, [end]] = await rowsOfEach(context.env.DB, [
      foundMoves(request),
      movesEnd(request),
    ]);
    const last = found.length > limit ? found[limit - 1] : end;
    const place = last && [last.at, last.person, last.kind, last.to_id];
    const next_cursor = place ? await sealCursor(caller, scope, place) : null;
    const data = found.slice(0, limit).map(toLine(model));
    context.header('Vary', 'Accept, Authorization');
    if (wantsCsv(context)) {
      const csv = toCsv(namesOf(MOVE_COLUMNS), cellsOf(MOVE_COLUMNS, data));
      return answerCsv(context, withMark(csv, bom === 'true'), next_cursor);
    }
    return context.json({ data, next_cursor, as_of: toRfc3339(context.get('now')) }, 200);
  });
}
