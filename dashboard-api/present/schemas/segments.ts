/** Groups of people, and how they grow. */
import { z } from '@hono/zod-openapi';
import { calendarDay, label, moment } from './basics.ts';
import { count, PERIOD_EXAMPLE, periodShape } from './report.ts';

const segment = z.object({
  id: z.string(),
  label,
  people: count
    .nullable()
    .openapi({ description: 'In it at `people_at`; null on a large site before the first census' }),
  people_at: moment.nullable().openapi({
    description: 'Now, or the moment of the last census where too many are in it to count',
  }),
  over_time: z
    .array(z.object({ date: calendarDay, people: count }))
    .openapi({ description: 'As the last census of each day counted them, oldest first' }),
});

export const segmentsSchema = z
  .object({ as_of: moment, ...periodShape, data: z.array(segment) })
  .openapi('Segments', {
    example: {
      as_of: '2026-05-08T09:30:00.000Z',
      ...PERIOD_EXAMPLE,
      data: [
        {
          id: 'potential',
          label: { en: 'Potential', fa: 'بالقوه' },
          people: 31,
          people_at: '2026-05-08T09:30:00.000Z',
          over_time: [
            { date: '2026-05-07', people: 28 },
            { date: '2026-05-08', people: 30 },
          ],
        },
      ],
    },
  });
export type Segments = z.infer<typeof segmentsSchema>;
