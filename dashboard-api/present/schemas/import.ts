/** An import: how a file would be read, and what came of it. */
import { z } from '@hono/zod-openapi';
import { moment } from './basics.ts';

const badRow = z.object({
  line: z.number().int().openapi({ description: 'Of the file, from 1' }),
  column: z.string().nullable().openapi({ description: 'Its header; null: the row as a whole' }),
  reason: z.string(),
});

export const importPreview = z
  .object({
    kind: z.enum(['orders', 'contacts']),
    delimiter: z.string(),
    decimal: z.enum(['.', ',']),
    dates: z.enum(['dmy', 'mdy']),
    time_zone: z.string(),
    currency: z.string().openapi({
      description: 'Of amounts that say none; `IRT` is Toman, stored as ten times as many Rial',
    }),
    columns: z.array(
      z.object({
        header: z.string(),
        samples: z.array(z.string()),
        field: z.string().nullable().openapi({ description: 'Null: will not be kept' }),
      }),
    ),
    missing: z.array(z.string()).openapi({
      description: 'Fields that the import needs and no column is known to be: name them',
    }),
    rows: z.number().int().openapi({ description: 'That were looked at' }),
    events: z
      .array(
        z.object({
          line: z.number().int(),
          type: z.string(),
          at: moment,
          props: z.record(z.string(), z.unknown()),
        }),
      )
      .openapi({ description: 'What the first rows would become' }),
    problems: z.array(badRow).openapi({ description: 'Rows that would be left out' }),
  })
  .openapi('ImportPreview', {
    example: {
      kind: 'orders',
      delimiter: ';',
      decimal: ',',
      dates: 'dmy',
      time_zone: 'Asia/Tehran',
      currency: 'IRT',
      columns: [
        { header: 'شماره سفارش', samples: ['۱۰۰۱'], field: 'order_id' },
        { header: 'تاریخ', samples: ['۱۴۰۳/۰۱/۱۵'], field: 'time' },
        { header: 'مبلغ (تومان)', samples: ['۱۲٬۵۰۰'], field: 'value' },
        { header: 'کد مشتری', samples: ['42'], field: 'user_id' },
        { header: 'یادداشت', samples: [], field: null },
      ],
      missing: [],
      rows: 1,
      events: [
        {
          line: 2,
          type: 'purchase',
          at: '2024-04-02T20:30:00.000Z',
          props: { order_id: '1001', value: 125000, currency: 'IRR' },
        },
      ],
      problems: [],
    },
  });

const counts = z.record(z.string(), z.number().int());

export const importResult = z.object({
  kind: z.literal('import'),
  of: z.enum(['orders', 'contacts']),
  as_of: moment.openapi({ description: 'When the file was sent' }),
  rows: z.number().int(),
  told: z.number().int().openapi({ description: 'Orders or contacts that the rows spell' }),
  left_out: z.number().int().openapi({ description: 'Orders that were never paid' }),
  stored: z.number().int().openapi({ description: 'Events: a purchase, its refund, a contact …' }),
  duplicates: z.number().int().openapi({
    description:
      'Events that were stored before; by an earlier try of this job too, if one was cut short',
  }),
  refused: counts.openapi({ description: 'Events by the collector’s reasons' }),
  new_people: z.number().int().openapi({ description: 'Whom nobody knew before' }),
  bad: z.number().int().openapi({ description: 'Orders or contacts that could not be read' }),
  reasons: counts.openapi({ description: 'The bad ones by reason' }),
  bad_rows: z.array(badRow).openapi({
    description: 'Up to 1,000 of them, in the order of the file; of an order the line at fault',
  }),
});
