/** The score over time. */
import { z } from '@hono/zod-openapi';
import { moment, personId, points } from './basics.ts';

const curvePoint = z.object({
  at: moment,
  score: points,
  grade: z.string(),
  rung: z.string(),
  move: z.boolean().openapi({ description: 'Rung or grade changed at this moment' }),
});

export const scoreCurve = z
  .object({
    person: personId,
    model: z.number().int().openapi({ description: 'Its rules hold for the whole curve' }),
    from: moment.openapi({ description: 'Later than asked where the log does not reach back' }),
    to: moment,
    points: z.array(curvePoint),
    complete: z.boolean().openapi({
      description: 'False when there were more moves than points: then the latest are told',
    }),
  })
  .openapi('ScoreCurve', {
    example: {
      person: 'p_0f4c2a9d5be1473c8a6d1e2f3b4c5d6e',
      model: 1,
      from: '2026-05-01T00:00:00.000Z',
      to: '2026-05-08T00:00:00.000Z',
      points: [
        { at: '2026-05-01T00:00:00.000Z', score: 0, grade: 'weak', rung: 'suspect', move: false },
        {
          at: '2026-05-04T10:15:00.000Z',
          score: 101.2,
          grade: 'medium',
          rung: 'prospect',
          move: true,
        },
        {
          at: '2026-05-08T00:00:00.000Z',
          score: 130.4,
          grade: 'medium',
          rung: 'prospect',
          move: false,
        },
      ],
      complete: true,
    },
  });
export type ScoreCurve = z.infer<typeof scoreCurve>;
