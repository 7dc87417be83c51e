/** How many people stand where, and how they moved. */
import { z } from '@hono/zod-openapi';
import { label, moment } from './basics.ts';

const step = z.object({
  id: z.string(),
  label: label.optional(),
  people: z.number().int(),
});

const moves = z.object({ id: z.string(), up: z.number().int(), down: z.number().int() });

export const ladderSchema = z
  .object({
    as_of: moment,
    model: z.number().int().openapi({ description: 'The published version' }),
    publishing: z
      .object({ job: z.string(), done: z.number().int(), total: z.number().int() })
      .nullable()
      .openapi({
        description:
          'The publish that is bringing people over. Until it ends, some are counted where an earlier model puts them; who stands on a rung that the new one does not have is in `people` alone.',
      }),
    people: z.number().int().openapi({ description: 'All of them, software left out' }),
    exact: z.boolean().openapi({
      description:
        'True when everybody was counted. With more people than one call may read, the figures are estimated from those with the smallest ids, which are a random sample.',
    }),
    error: z.number().openapi({
      description:
        'Standard error of `people`, as a part of it; 0 when exact. Smaller groups are less certain.',
    }),
    rungs: z.array(step).openapi({ description: 'Lowest first' }),
    grades: z.array(step).openapi({ description: 'Lowest first' }),
    moves: z.object({
      from: moment,
      to: moment,
      complete: z.boolean().openapi({
        description: 'False when there were more moves than one call may read; see `counted_from`',
      }),
      counted_from: moment.openapi({
        description: 'Moves from here to `to` are counted; equals `from` when complete',
      }),
      rungs: z.array(moves).openapi({ description: 'By the rung that people came to' }),
      grades: z.array(moves).openapi({ description: 'By the grade that people came to' }),
    }),
  })
  .openapi('Ladder', {
    example: {
      as_of: '2026-05-08T09:30:00.000Z',
      model: 1,
      publishing: null,
      people: 1240,
      exact: true,
      error: 0,
      rungs: [
        { id: 'suspect', label: { en: 'Suspect', fa: 'مظنون' }, people: 900 },
        { id: 'lead', label: { en: 'Lead', fa: 'سرنخ' }, people: 340 },
      ],
      grades: [
        { id: 'weak', people: 1100 },
        { id: 'medium', people: 110 },
        { id: 'strong', people: 30 },
      ],
      moves: {
        from: '2026-04-08T09:30:00.000Z',
        to: '2026-05-08T09:30:00.000Z',
        complete: true,
        counted_from: '2026-04-08T09:30:00.000Z',
        rungs: [
          { id: 'suspect', up: 0, down: 21 },
          { id: 'lead', up: 160, down: 4 },
        ],
        grades: [
          { id: 'weak', up: 0, down: 14 },
          { id: 'medium', up: 61, down: 9 },
          { id: 'strong', up: 30, down: 0 },
        ],
      },
    },
  });
export type Ladder = z.infer<typeof ladderSchema>;
