/** `POST visitors/{id}/contacted`: who was called, what came of it, what is next. */
import { createRoute, z } from '@hono/zod-openapi';
import { CONTACT_OUTCOMES } from '../commands.ts';
import { presentFollowUp } from '../present/follow-up.ts';
import { contactNoted } from '../present/schemas/follow-up.ts';
import { MODEL_PROBLEMS } from '../present/schemas/problem.ts';
import { toRfc3339 } from '../present/time.ts';
import type { Api } from './guards.ts';
import {
  assertKeyNamed,
  NOTE_LENGTH,
  nextAt,
  present,
  responsible,
  written,
} from './note-writing.ts';
import { WRITE } from './secured.ts';
import { VISITOR_PROBLEMS, visitorPath } from './visitor-path.ts';

const contactBody = z
  .strictObject({
    outcome: z.enum(CONTACT_OUTCOMES).optional(),
    note: z
      .string()
      .min(1)
      .max(NOTE_LENGTH)
      .optional()
      .openapi({ description: 'Kept exactly as it is' }),
    next_at: nextAt,
    responsible,
  })
  .openapi('Contact', {
    example: {
      outcome: 'reached',
      note: 'Wants an offer for ten.',
      next_at: '2026-05-12T08:00:00Z',
    },
  });

const contact = createRoute({
  method: 'post',
  path: '/visitors/{id}/contacted',
  tags: ['Follow-up'],
  operationId: 'noteContact',
  summary: 'I called them, or tried to',
  description:
    'Counts an attempt and notes it with the name of your key. The date agreed on is the one you give, or none. For three days the person is left out of `follow-up`, unless the date comes earlier.',
  ...WRITE,
  request: {
    params: visitorPath,
    query: z.strictObject({}),
    body: { required: true, content: { 'application/json': { schema: contactBody } } },
  },
  responses: {
    200: { description: 'It is noted', content: { 'application/json': { schema: contactNoted } } },
    ...VISITOR_PROBLEMS,
    415: MODEL_PROBLEMS[415],
  },
});

export function contacted(api: Api): void {
  api.openapi(contact, async (context) => {
    const { note: text, outcome, ...follow } = context.req.valid('json');
    await assertKeyNamed(context, follow.responsible);
    const [at, by] = [context.get('now'), context.get('caller').name];
    const said = { by, ...(outcome && { outcome }), ...(text !== undefined && { text }) };
    const { person, noted } = await written(context, context.req.valid('param').id, (owner) =>
      context
        .get('commands')
        .noteContact(context.env.DB, { ...owner, at, contact: said, follow: present(follow) }),
    );
    const follow_up = presentFollowUp(noted.follow_up);
    return context.json({ person, contacted: { at: toRfc3339(at), by }, follow_up }, 200);
  });
}
