/** Moves of everybody. */
import { z } from '@hono/zod-openapi';
import { moment, pageOf, personId, points } from './basics.ts';
import { cause } from './timeline.ts';

const move = z
  .object({
    person: personId,
    at: moment,
    kind: z.enum(['rung', 'grade']),
    from: z.string(),
    to: z.string(),
    direction: z.enum(['up', 'down']).nullable().openapi({
      description: 'Null when the model of today does not have both places',
    }),
    cause,
    score: points.openapi({ description: 'Just after the move' }),
    model: z.number().int().openapi({ description: 'Version of the rules that it was made by' }),
  })
  .openapi('LadderMove');
export type LadderMove = z.infer<typeof move>;

export const movePage = pageOf(move).openapi('LadderMoves', {
  example: {
    data: [
      {
        person: 'p_0f4c2a9d5be1473c8a6d1e2f3b4c5d6e',
        at: '2026-05-04T10:15:00.000Z',
        kind: 'rung',
        from: 'lead',
        to: 'prospect',
        direction: 'up',
        cause: {
          by: 'event',
          event: '0196a2b3-4c5d-7000-8000-00000000002a',
          type: 'page_view',
          rule: 'pricing_page',
        },
        score: 104.2,
        model: 1,
      },
    ],
    next_cursor: null,
    as_of: '2026-05-08T09:30:00.000Z',
  },
});
