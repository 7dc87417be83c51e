/** `visitors/{id}/notes`: what salespeople noted of somebody. */
import { createRoute, z } from '@hono/zod-openapi';
import { openCursor, sealCursor } from '../cursor.ts';
import { presentNote } from '../present/follow-up.ts';
import { pageQuery } from '../present/schemas/basics.ts';
import { noteAdded, notePage } from '../present/schemas/follow-up.ts';
import { MODEL_PROBLEMS } from '../present/schemas/problem.ts';
import { toRfc3339 } from '../present/time.ts';
import { notesBefore } from '../queries/follow-ups.ts';
import { findPerson } from '../queries/person.ts';
import { rows } from '../queries/run.ts';
import type { Api } from './guards.ts';
import { NOTE_LENGTH, written } from './note-writing.ts';
import { READ, WRITE } from './secured.ts';
import { VISITOR_PROBLEMS, visitorPath } from './visitor-path.ts';

const list = createRoute({
  method: 'get',
  path: '/visitors/{id}/notes',
  tags: ['Follow-up'],
  operationId: 'listNotes',
  summary: 'What was noted of them?',
  description: 'Notes and contacts, newest first.',
  ...READ,
  request: { params: visitorPath, query: z.strictObject(pageQuery) },
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: notePage } } },
    ...VISITOR_PROBLEMS,
  },
});

const body = z
  .strictObject({
    text: z.string().min(1).max(NOTE_LENGTH).openapi({ description: 'Kept exactly as it is' }),
  })
  .openapi('NewNote', { example: { text: 'Prefers to be written to.' } });

const add = createRoute({
  method: 'post',
  path: '/visitors/{id}/notes',
  tags: ['Follow-up'],
  operationId: 'addNote',
  summary: 'Note something of them',
  description: 'With the name of your key. A call is noted by `contacted`.',
  ...WRITE,
  request: {
    params: visitorPath,
    query: z.strictObject({}),
    body: { required: true, content: { 'application/json': { schema: body } } },
  },
  responses: {
    200: { description: 'It is noted', content: { 'application/json': { schema: noteAdded } } },
    ...VISITOR_PROBLEMS,
    415: MODEL_PROBLEMS[415],
  },
});

export function notes(api: Api): void {
  api.openapi(list, async (context) => {
    const { limit, cursor } = context.req.valid('query');
    const caller = context.get('caller');
    const { person } = await findPerson(
      context.env.DB,
      caller.site.id,
      context.req.valid('param').id,
    );
    const scope = { list: 'notes', filters: { person } };
    const before = await openCursor(caller, scope, { cursor, schema: z.int() });
    const query = notesBefore(caller.site.id, person, before ?? Number.MAX_SAFE_INTEGER, limit + 1);
    const found = await rows(context.env.DB, query);
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    const next_cursor = last ? await sealCursor(caller, scope, last.at) : null;
    const as_of = toRfc3339(context.get('now'));
    return context.json({ data: shown.map(presentNote), next_cursor, as_of }, 200);
  });
  api.openapi(add, async (context) => {
    const { text } = context.req.valid('json');
    const [at, by] = [context.get('now'), context.get('caller').name];
    const { person, noted } = await written(context, context.req.valid('param').id, (owner) =>
      context.get('commands').addNote(context.env.DB, { ...owner, at, by, text }),
    );
    const note = { at: toRfc3339(noted.at), kind: 'note' as const, by, text };
    return context.json({ person, note }, 200);
  });
}
