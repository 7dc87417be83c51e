/** A share as it is told: never without n and interval. */
import { z } from '@hono/zod-openapi';

export const share = z
  .object({ value: z.number(), n: z.number().int(), low: z.number(), high: z.number() })
  .nullable()
  .openapi('Share', {
    description: 'With n and the 95 % Wilson interval; null when n is 0',
    example: { value: 0.14, n: 50, low: 0.0695, high: 0.2619 },
  });
