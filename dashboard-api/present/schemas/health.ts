/** Whether the site's tag works and the collector keeps up. */
import { z } from '@hono/zod-openapi';
import { calendarDay, moment } from './basics.ts';

/** A count that stops at the rows one call may read. */
const bounded = z.object({ count: z.number().int(), exact: z.boolean() }).openapi('BoundedCount', {
  description: '`exact: false` means at least this many',
  example: { count: 42, exact: true },
});

export const healthSchema = z
  .object({
    as_of: moment,
    site: z.string(),
    name: z.string(),
    tag: z
      .object({
        installed: z.boolean().openapi({ description: 'A page view has come by the script' }),
        host: z.string().nullable().openapi({ description: 'Host of the newest page view' }),
        last_page_view: moment.nullable(),
      })
      .openapi({ description: 'Taken from the visitors of the newest visits' }),
    last_event: moment.nullable(),
    last_24_hours: z.object({
      visits: bounded,
      events: bounded.openapi({
        description:
          'Of visits begun in that time. While one of them goes on, only what it began with is counted: `exact` is then false.',
      }),
    }),
    rejects: z
      .array(z.object({ day: calendarDay, reason: z.string(), count: z.number().int() }))
      .openapi({ description: 'Refused events of the last 30 days, newest day first' }),
    bots: bounded.openapi({ description: 'Visitors that were software, kept apart' }),
    model: z.number().int().openapi({ description: 'Published version' }),
    due: bounded.openapi({
      description: 'People whom time alone should have moved by now; the cron works them off',
    }),
  })
  .openapi('Health', {
    example: {
      as_of: '2026-05-08T09:30:00.000Z',
      site: 's_demo',
      name: 'Demo shop',
      tag: {
        installed: true,
        host: 'shop.example',
        last_page_view: '2026-05-08T09:29:12.000Z',
      },
      last_event: '2026-05-08T09:29:40.000Z',
      last_24_hours: {
        visits: { count: 311, exact: true },
        events: { count: 2480, exact: true },
      },
      rejects: [{ day: '2026-05-07', reason: 'too_old', count: 3 }],
      bots: { count: 17, exact: true },
      model: 1,
      due: { count: 0, exact: true },
    },
  });
export type Health = z.infer<typeof healthSchema>;
