/** `visitors/{id}/contacted` and `/follow-up`: who was called, what came of it, what is next. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { CONTACT_OUTCOMES, type Noted } from '../commands.ts';
import type { Environment } from '../environment.ts';
import { presentFollowUp } from '../present/follow-up.ts';
import { momentParameter } from '../present/schemas/basics.ts';
import { contactNoted, followUpChanged } from '../present/schemas/follow-up.ts';
import { MODEL_PROBLEMS } from '../present/schemas/problem.ts';
import { toRfc3339 } from '../present/time.ts';
import { ApiProblem } from '../problem.ts';
import { liveKeyNamed } from '../queries/follow-ups.ts';
import { findPerson } from '../queries/person.ts';
import { rows } from '../queries/run.ts';
import type { Api } from './guards.ts';
import { WRITE } from './secured.ts';
import { VISITOR_PROBLEMS, visitorPath } from './visitor-path.ts';

export const NOTE_LENGTH = 5000;

const nextAt = momentParameter
  .nullable()
  .optional()
  .openapi({
    type: ['string', 'null'],
    format: 'date-time',
    description: 'The date agreed on; none takes it away',
  });
const responsible = z
  .string()
  .min(1)
  .max(300)
  .nullable()
  .optional()
  .openapi({ description: 'Name of a live secret key of the site' });

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

const followUpBody = z
  .strictObject({
    responsible,
    next_at: nextAt,
    snoozed_until: momentParameter
      .nullable()
      .optional()
      .openapi({
        type: ['string', 'null'],
        format: 'date-time',
        description: 'Until then `follow-up` leaves the person out',
      }),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), {
    error: 'names nothing to change: responsible, next_at or snoozed_until',
  })
  .openapi('FollowUpChange', { example: { snoozed_until: '2026-06-01T00:00:00Z' } });

const change = createRoute({
  method: 'patch',
  path: '/visitors/{id}/follow-up',
  tags: ['Follow-up'],
  operationId: 'changeFollowUp',
  summary: 'Whose they are, and when to try again',
  description: 'What is absent stays as it is, `null` takes it away.',
  ...WRITE,
  request: {
    params: visitorPath,
    query: z.strictObject({}),
    body: { required: true, content: { 'application/json': { schema: followUpBody } } },
  },
  responses: {
    200: {
      description: 'As it is now',
      content: { 'application/json': { schema: followUpChanged } },
    },
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
  api.openapi(change, async (context) => {
    const changes = present(context.req.valid('json'));
    await assertKeyNamed(context, changes.responsible);
    const { person, noted } = await written(context, context.req.valid('param').id, (owner) =>
      context.get('commands').changeFollowUp(context.env.DB, { ...owner, changes }),
    );
    return context.json({ person, follow_up: presentFollowUp(noted.follow_up) }, 200);
  });
}

/** Without what is undefined. */
function present<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Throws a problem for a name that no live key has. */
async function assertKeyNamed(
  context: Context<Environment>,
  name: string | null | undefined,
): Promise<void> {
  if (name === undefined || name === null) return;
  const site = context.get('caller').site.id;
  const [key] = await rows(context.env.DB, liveKeyNamed(site, name));
  if (key) return;
  const detail = 'No live secret key of this site has that name.';
  throw new ApiProblem('invalid_parameter', detail, { field: 'responsible' });
}

/** Between finding and writing the person may be joined to another: then it is written there. */
const TRIES = 2;

/** Finds the person and has something written of them. Throws a problem when it cannot be. */
export async function written<Result>(
  context: Context<Environment>,
  id: string,
  write: (owner: { site: string; person: string }) => Promise<Noted<Result>>,
): Promise<{ person: string; noted: Result }> {
  const site = context.get('caller').site.id;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { person } = await findPerson(context.env.DB, site, id);
    const noted = await write({ site, person });
    if (noted.done) return { person, noted };
  }
  throw new ApiProblem('unavailable', 'Others wrote this person all the time. Try again.');
}
