/** Whom to call, and why. */
import { z } from '@hono/zod-openapi';
import { REASONS } from '../follow-up-reasons.ts';
import { moment, pageOf } from './basics.ts';
import { LEAD_EXAMPLE, leadShape } from './lead.ts';

const reason = z.enum(REASONS);

const line = z
  .object({
    ...leadShape,
    reason,
    since: moment.openapi({ description: 'Since when the reason holds' }),
    attempts: z.number().int(),
    last_contact: z.object({ at: moment, by: z.string() }).nullable(),
    next_at: moment.nullable().openapi({ description: 'The date agreed on' }),
    responsible: z.string().nullable().openapi({ description: 'Name of a key' }),
  })
  .openapi('FollowUpLine');
export type FollowUpLine = z.infer<typeof line>;

export const followUpPage = pageOf(line)
  .extend({
    unavailable: z
      .array(z.object({ reason, needs: z.string() }))
      .openapi({ description: 'Reasons that the model of the site knows nothing of' }),
  })
  .openapi('FollowUpPage', {
    example: {
      data: [
        {
          ...LEAD_EXAMPLE,
          reason: 'cart',
          since: '2026-05-07T18:02:11.000Z',
          attempts: 1,
          last_contact: { at: '2026-05-02T10:00:00.000Z', by: 'Reza' },
          next_at: null,
          responsible: 'Reza',
        },
      ],
      next_cursor: null,
      as_of: '2026-05-08T09:30:00.000Z',
      unavailable: [],
    },
  });
