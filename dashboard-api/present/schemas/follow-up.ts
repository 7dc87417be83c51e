/** Notes, contacts and where a follow-up stands. */
import { z } from '@hono/zod-openapi';
import { CONTACT_OUTCOMES } from '../../commands.ts';
import { moment, pageOf, personId } from './basics.ts';

const momentOrNull = moment.nullable();

export const followUp = z
  .object({
    attempts: z.number().int(),
    last_at: momentOrNull.openapi({ description: 'The last attempt' }),
    next_at: momentOrNull.openapi({ description: 'The date agreed on' }),
    snoozed_until: momentOrNull,
    responsible: z.string().nullable().openapi({ description: 'Name of a key' }),
  })
  .openapi('FollowUp', {
    example: {
      attempts: 1,
      last_at: '2026-05-07T10:00:00.000Z',
      next_at: '2026-05-12T08:00:00.000Z',
      snoozed_until: null,
      responsible: 'Reza',
    },
  });
export type FollowUp = z.infer<typeof followUp>;

const note = z
  .object({
    at: moment,
    kind: z.enum(['note', 'contact']),
    by: z.string().openapi({ description: 'Name of the key that said so' }),
    text: z.string().optional(),
    outcome: z.enum(CONTACT_OUTCOMES).optional(),
    next_at: moment.optional(),
  })
  .openapi('Note', {
    example: {
      at: '2026-05-07T10:00:00.000Z',
      kind: 'contact',
      by: 'Reza',
      outcome: 'reached',
      text: 'Wants an offer for ten.',
      next_at: '2026-05-12T08:00:00.000Z',
    },
  });
export type Note = z.infer<typeof note>;

export const notePage = pageOf(note).openapi('NotePage', {
  example: {
    data: [
      {
        at: '2026-05-07T10:00:00.000Z',
        kind: 'note',
        by: 'Reza',
        text: 'Prefers to be written to.',
      },
    ],
    next_cursor: null,
    as_of: '2026-05-08T09:30:00.000Z',
  },
});

export const contactNoted = z
  .object({
    person: personId,
    contacted: z.object({ at: moment, by: z.string() }),
    follow_up: followUp,
  })
  .openapi('ContactNoted', {
    example: {
      person: 'p_0f4c2a9d5be1473c8a6d1e2f3b4c5d6e',
      contacted: { at: '2026-05-07T10:00:00.000Z', by: 'Reza' },
      follow_up: {
        ...{ attempts: 1, last_at: '2026-05-07T10:00:00.000Z' },
        ...{ next_at: '2026-05-12T08:00:00.000Z', snoozed_until: null, responsible: 'Reza' },
      },
    },
  });

export const noteAdded = z.object({ person: personId, note }).openapi('NoteAdded', {
  example: {
    person: 'p_0f4c2a9d5be1473c8a6d1e2f3b4c5d6e',
    note: { at: '2026-05-07T10:00:00.000Z', kind: 'note', by: 'Reza', text: 'Write, do not call.' },
  },
});

export const followUpChanged = z
  .object({ person: personId, follow_up: followUp })
  .openapi('FollowUpChanged', {
    example: {
      person: 'p_0f4c2a9d5be1473c8a6d1e2f3b4c5d6e',
      follow_up: {
        ...{ attempts: 1, last_at: '2026-05-07T10:00:00.000Z', next_at: null },
        ...{ snoozed_until: '2026-06-01T00:00:00.000Z', responsible: 'Reza' },
      },
    },
  });
