/** What `leads` may be asked. */
import { z } from '@hono/zod-openapi';
import { searchedWords } from '../../collector/engine/index.ts';
import { CHANNELS } from '../../collector/engine/types.ts';
import { momentParameter, pageQuery } from '../present/schemas/basics.ts';

const name = z.string().min(1).max(100);
const text = z.string().min(1).max(300);
const channel = z.enum(CHANNELS).optional();

/** Words of one search. */
const MOST_WORDS = 10;

const q = z
  .string()
  .min(1)
  .max(200)
  .refine((given) => searchedWords(given).length > 0, { error: 'has no letter and no digit' })
  .refine((given) => searchedWords(given).length <= MOST_WORDS, {
    error: `has more than ${MOST_WORDS} words`,
  });

const score = z.string().min(1).transform(Number).pipe(z.number().min(-1e6).max(1e6)).optional();

export const leadQuery = z
  .strictObject({
    grade: name.optional().openapi({ description: 'A grade of the model', example: 'strong' }),
    rung: name.optional().openapi({ description: 'A rung of the model', example: 'prospect' }),
    segment: name
      .optional()
      .openapi({ description: 'A segment of the model', example: 'potential' }),
    q: q.optional().openapi({
      description:
        'Words, each of which begins one of the person’s: user ids, short traits (name, company, job title …), order ids, and of these people the city and country. Case, accents, half-spaces, and Persian and Arabic letters and digits do not matter. A whole e-mail address finds who gave it. Sorted by score only.',
      example: 'sara ahm',
    }),
    min_score: score.openapi({ type: 'number', description: 'Points', example: 100 }),
    max_score: score.openapi({ type: 'number', description: 'Points', example: 250 }),
    country: z
      .string()
      .regex(/^[A-Za-z]{2}$/, { error: 'must be two letters, such as DE' })
      .transform((code) => code.toUpperCase())
      .optional()
      .openapi({
        type: 'string',
        description: 'ISO 3166-1 alpha-2, of the last visit',
        example: 'IR',
      }),
    first_channel: channel.openapi({ description: 'Channel of the first visit' }),
    last_channel: channel.openapi({
      description: 'Channel of the last visit that was not direct, if there was one',
    }),
    first_campaign: text.optional().openapi({
      description: '`campaign` of the first source, exactly as it is spelt there',
      example: 'spring',
    }),
    last_campaign: text.optional().openapi({
      description: '`campaign` of the last source, exactly as it is spelt there',
      example: 'spring',
    }),
    customer: z
      .enum(['yes', 'no'])
      .optional()
      .openapi({ description: 'Whether an order of theirs stands, any or verified' }),
    contacted: z.enum(['never', 'before_strong', 'since_strong']).optional().openapi({
      description:
        'Never contacted; or in the highest grade, and last contacted before they came into it, or since',
    }),
    responsible: text
      .optional()
      .openapi({ description: 'Name of the key that has their follow-up', example: 'the CRM' }),
    seen_since: momentParameter.optional().openapi({
      type: 'string',
      format: 'date-time',
      description: 'Did something at or after this moment, RFC 3339',
      example: '2026-05-08T09:30:00Z',
    }),
    bots: z.enum(['exclude', 'include', 'only']).default('exclude').openapi({
      description: 'Visitors that were software stand last, and only if asked for',
    }),
    sort: z.enum(['score', 'last_seen', 'newest']).default('score').openapi({
      description:
        '`score`: by grade, then the highest first. Within a page the order is exact; from one page to the next it is that of the scores as last written, so a silent person may stand some pages too high within their grade. `last_seen`: those whose last visit began last come first. `newest`: those whose first visit began last. From both, people without a visit are left out.',
    }),
    bom: z.enum(['true', 'false']).default('false').openapi({
      description: 'CSV only: begins with a byte order mark, by which Excel knows UTF-8',
    }),
    ...pageQuery,
  })
  .refine(({ bots, grade }) => bots !== 'only' || grade === undefined, {
    path: ['grade'],
    error: 'software is in no grade',
  })
  .refine(({ bots, sort }) => bots === 'exclude' || sort === 'score', {
    path: ['bots'],
    error: 'software has no visits to sort by; use sort=score',
  })
  .refine(({ q: searched, sort }) => searched === undefined || sort === 'score', {
    path: ['sort'],
    error: 'what is found is sorted by score',
  })
  .refine(({ min_score = -Infinity, max_score = Infinity }) => min_score <= max_score, {
    path: ['max_score'],
    error: 'must not be less than min_score',
  });

export type LeadQuery = z.output<typeof leadQuery>;
