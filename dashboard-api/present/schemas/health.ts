/** Whether the site's tag works and the collector keeps up. */
import { z } from '@hono/zod-openapi';
import { calendarDay, moment } from './basics.ts';

/** What health may find, the likeliest cause first. */
export const FINDINGS = [
  'wrong_origin',
  'no_event',
  'only_software',
  'only_server',
  'no_page_view',
  'consent_denied',
  'clock_off',
  'old_script',
  'silent',
] as const;

/** A count that stops at the rows one call may read. */
const bounded = z.object({ count: z.number().int(), exact: z.boolean() }).openapi('BoundedCount', {
  description: '`exact: false` means at least this many',
  example: { count: 42, exact: true },
});

const incoming = z.object({
  visits: bounded,
  events: bounded.openapi({
    description:
      'Of visits begun in that time. While one goes on, only what it began with is counted: `exact` is then false.',
  }),
});

const lastRefusal = z.object({
  at: moment,
  type: z.string().optional().openapi({ description: 'A standard type, or `custom`' }),
  field: z.string().optional(),
  sdk: z.string().optional(),
  origin: z.string().optional().openapi({ description: 'Of the page, where it was the reason' }),
});

const finding = z
  .object({ code: z.enum(FINDINGS), detail: z.string(), mend: z.string() })
  .openapi('Finding', {
    description: 'Something that is likely wrong with how the site is wired, and what to do',
    example: {
      code: 'wrong_origin',
      detail: 'Pages of https://www.shop.example were refused 12 times in the last two days.',
      mend: 'Add that origin to the site: PATCH /api/v1/site {"origins": […]}.',
    },
  });
export type Finding = z.infer<typeof finding>;

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
    last_hour: incoming,
    last_24_hours: incoming,
    findings: z.array(finding).openapi({ description: 'None when all seems well' }),
    pages: z
      .array(z.object({ page: z.string(), last_event: moment }))
      .openapi({ description: 'Pages of the newest visits, with the last event on each' }),
    rejects: z
      .array(
        z.object({
          day: calendarDay,
          reason: z.string(),
          count: z.number().int(),
          last: lastRefusal.nullable(),
        }),
      )
      .openapi({
        description:
          'Refused events of the last 30 days, newest day first. `wrong_origin` counts requests, at least this many.',
      }),
    duplicates: z.number().int().openapi({
      description: 'Events of the last 30 days that came again and were not counted twice',
    }),
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
      last_hour: {
        visits: { count: 14, exact: true },
        events: { count: 63, exact: false },
      },
      last_24_hours: {
        visits: { count: 311, exact: true },
        events: { count: 2480, exact: false },
      },
      findings: [],
      pages: [{ page: 'shop.example/pricing', last_event: '2026-05-08T09:29:40.000Z' }],
      rejects: [
        {
          day: '2026-05-07',
          reason: 'too_old',
          count: 3,
          last: { at: '2026-05-07T11:02:00.000Z', type: 'page_view', sdk: 'rung.js/0.1.0' },
        },
      ],
      duplicates: 4,
      bots: { count: 17, exact: true },
      model: 1,
      due: { count: 0, exact: true },
    },
  });
export type Health = z.infer<typeof healthSchema>;
