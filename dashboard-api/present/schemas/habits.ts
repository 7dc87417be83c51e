/** What a person looks at, and when they come. */
import { z } from '@hono/zod-openapi';

export const WEEKDAYS = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const interest = z.object({ name: z.string(), times: z.number().int() });

export const interests = z
  .object({
    items: z.array(interest),
    categories: z.array(interest),
    searches: z.array(interest),
    pages: z.array(interest),
  })
  .openapi('Interests', {
    description:
      'Five of each, the most frequent first: products, their categories, searches on the site, paths of pages. Counted in the latest events: those of the last weeks for who comes often, all of them for most.',
    example: {
      items: [{ name: 'Salmon Supper', times: 3 }],
      categories: [{ name: 'Cats', times: 3 }],
      searches: [{ name: 'cat food', times: 1 }],
      pages: [{ name: '/pricing', times: 4 }],
    },
  });

export const habits = z
  .object({
    visits: z.number().int().openapi({ description: 'How many visits this rests on' }),
    weekday: z.enum(WEEKDAYS),
    hour: z.number().int().openapi({ description: '0–23' }),
  })
  .openapi('Habits', {
    description: 'When most of the latest visits begin, in the time zone of the site',
    example: { visits: 4, weekday: 'tuesday', hour: 20 },
  });
