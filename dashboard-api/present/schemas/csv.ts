/** Lists that may be had as CSV: what their descriptions have in common. */
import { z } from '@hono/zod-openapi';
import { toCsv } from '../csv.ts';

/** Header of a page as CSV. */
export const linkHeader = z.object({
  Link: z.string().optional().openapi({ description: 'CSV only: the next page, `rel="next"`' }),
});

/** Content of an answer; the example has the columns alone. */
export const csvOf = (columns: readonly string[]) => ({
  'text/csv': { schema: z.string(), example: toCsv(columns, []) },
});

export const bomQuery = z.enum(['true', 'false']).default('false').openapi({
  description: 'CSV begins with a byte order mark, by which Excel knows UTF-8',
});
