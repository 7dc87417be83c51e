/** Small schemas that many answers share. */
import { z } from '@hono/zod-openapi';
import { CHANNELS } from '../../../collector/engine/types.ts';

export const moment = z.iso.datetime().openapi({
  description: 'RFC 3339, UTC',
  example: '2026-05-08T09:30:00.000Z',
});

export const calendarDay = z.iso.date().openapi({ example: '2026-05-08' });

export const personId = z.string().openapi({
  description: 'Opaque; stable as long as the person is not joined with another',
  example: 'p_0f4c2a9d5be1473c8a6d1e2f3b4c5d6e',
});

export const points = z.number().openapi({
  description: 'Points, exact to the hundredth: `Math.round(value * 100)` loses nothing',
  example: 130.4,
});

/** One text in the languages of the product; Persian where the owner gave it. */
export const label = z
  .object({ en: z.string(), fa: z.string().optional() })
  .openapi('Label', { example: { en: 'Prospect', fa: 'مشتری بالقوه' } });

export const sentence = z.object({ en: z.string(), fa: z.string() }).openapi('Sentence', {
  example: {
    en: 'Medium: saw the pricing page three times.',
    fa: 'متوسط: صفحهٔ قیمت‌ها را سه بار دیده است.',
  },
});

export const source = z
  .object({
    channel: z.enum(CHANNELS),
    source: z.string().optional(),
    medium: z.string().optional(),
    campaign: z.string().optional(),
    term: z.string().optional(),
    content: z.string().optional(),
    referrer: z.string().optional(),
    network: z.string().optional(),
  })
  .openapi('Source', {
    description: 'What brought a visit',
    example: {
      channel: 'paid_search',
      source: 'google',
      medium: 'cpc',
      campaign: 'spring',
      term: 'cat food',
      network: 'google_ads',
    },
  });

export const money = z
  .object({ currency: z.string().openapi({ example: 'EUR' }), value: z.number() })
  .openapi('Money', { example: { currency: 'EUR', value: 129.9 } });

export const nextMove = z
  .object({ at: moment, kind: z.enum(['rung', 'grade']), from: z.string(), to: z.string() })
  .openapi('NextMove', {
    description: 'The next move if nothing more happens',
    example: { at: '2026-05-18T06:12:45.120Z', kind: 'grade', from: 'strong', to: 'medium' },
  });

/** A page of a list. `next_cursor` is null on the last one. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    data: z.array(item),
    next_cursor: z
      .string()
      .nullable()
      .openapi({ description: 'Send it as `cursor` for the next page; null on the last one' }),
    as_of: moment,
  });

/** Query parameters that every list has. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(25).openapi({
    description: 'Lines at most. A page may be shorter and still have a next one.',
    type: 'integer',
    example: 25,
  }),
  cursor: z.string().min(1).max(2048).optional().openapi({
    description: '`next_cursor` of the page before, with the same filters and sort',
  }),
};

const LATEST = Date.UTC(9999, 0);

/** A moment in a query, any offset; milliseconds since 1970 inside. */
export const momentParameter = z.iso
  .datetime({ offset: true, error: 'must be a moment as RFC 3339 has it: 2026-05-08T09:30:00Z' })
  .transform((text) => Date.parse(text))
  .refine((ms) => ms >= 0 && ms < LATEST, { error: 'must lie between the years 1970 and 9999' });
