/** What the people of a group share and others do not. */
import { z } from '@hono/zod-openapi';
import { FEWEST, MEDIAN_ERROR } from '../../../collector/engine/index.ts';
import { label, moment } from './basics.ts';
import { share } from './share.ts';

const count = z.number().int();
const pair = z.object({ group: count, versus: count });

export const combination = z
  .record(z.string().min(1).max(50), z.string().min(1).max(210))
  .openapi('Combination', {
    description:
      'All of its terms hold. Traits are those of the answer; also `buyer` (`yes`, `no`) and `segment`.',
    example: { job_role: 'director', country: 'DE' },
  });
export const people = z
  .array(combination)
  .min(1)
  .max(10)
  .openapi('GroupOfPeople', {
    description: 'Any of its combinations holds: two groups are joined by listing both',
    example: [{ job_role: 'director', country: 'DE' }],
  });
export const purchases = z.enum(['any', 'verified']).openapi({
  description: 'Which purchases make a buyer: all, or those a server confirmed',
});

const lift = z
  .object({
    value: z.number().nullable().openapi({ description: 'Null where nobody of `versus` has it' }),
    low: z.number(),
    high: z.number().nullable().openapi({ description: 'Null for no bound' }),
    n: count.openapi({ description: 'People of both groups that it rests on' }),
  })
  .openapi('Lift', {
    description:
      'Share of the group / share of `versus`, with its 95 % interval (MOVER-R from Wilson bounds). An interval on one side of 1 is a difference.',
    example: { value: 2.5, low: 1.56, high: 3.94, n: 260 },
  });

const needed = pair.openapi({
  description: `How many people more each side needs until its figures are told: they rest on ${FEWEST} at least. Until then the group's values are hidden, and of \`versus\` share and lift are null.`,
});

const trait = z.object({
  trait: z.string(),
  label,
  counts: z.enum(['one', 'each']).openapi({
    description:
      '`one`: nobody has two values, shares sum to 1. `each`: a person counts under each value they have, such as every product.',
  }),
  segment: z.boolean().openapi({ description: 'Whether a segment can ask for it' }),
  known: pair.openapi({ description: 'People whose value is known: what the shares are of' }),
  needed,
  values: z.array(
    z.object({
      value: z.string(),
      group: share,
      versus: share,
      lift: z.union([lift, z.null()]).openapi({ description: 'Null where `versus` has too few' }),
    }),
  ),
  more: count.openapi({ description: 'Rarer values that are not listed' }),
  cut: pair.openapi({
    description:
      'There were too many values to count each: any may have so many people more than told, and one that is not among them has no more than these. 0 where all were counted.',
  }),
});

const amounts = z.object({
  n: count,
  min: z.number(),
  median: z.number(),
  max: z.number(),
});
const spending = z.object({
  people: count.openapi({ description: 'Who bought in this currency' }),
  needed: count.openapi({ description: 'How many more it takes until this is told' }),
  order: amounts.nullable().openapi({ description: 'By order, refunds taken off' }),
  person: amounts.nullable().openapi({ description: 'By person, all their orders together' }),
});

const figures = {
  as_of: moment,
  purchases,
  group: people,
  versus: z.union([people, z.null()]).openapi({ description: 'Null for everybody else' }),
  people: pair,
  needed,
  software: count.openapi({ description: 'Visitors that were software: in no group' }),
  median_error: z.number().openapi({
    description: 'A median is off by at most this part of itself; minimum and maximum are exact',
  }),
  spending: z.array(z.object({ currency: z.string(), group: spending, versus: spending })),
  spending_cut: pair.openapi({
    description: 'As `cut`: rare currencies are left out when there are too many',
  }),
  traits: z.array(trait),
};

export const idealFigures = z.object({ kind: z.literal('ideal_customer'), ...figures });
export type IdealFigures = z.infer<typeof idealFigures>;

const median_error = MEDIAN_ERROR;
const none = { people: 0, needed: FEWEST, order: null, person: null };
const spent = { n: 60, min: 9.9, median: 24.9, max: 189 };

export const idealSchema = z
  .object({ job: z.string().openapi({ description: 'The count behind it' }), ...figures })
  .openapi('IdealCustomer', {
    example: {
      job: 'job_0f4c2a9d5be1473c8a6d1e2f3b4c5d6e',
      as_of: '2026-05-08T09:30:00.000Z',
      purchases: 'any',
      group: [{ buyer: 'yes' }],
      versus: null,
      people: { group: 60, versus: 200 },
      needed: { group: 0, versus: 0 },
      software: 3,
      median_error,
      spending: [
        {
          currency: 'EUR',
          group: { people: 60, needed: 0, order: spent, person: spent },
          versus: none,
        },
      ],
      spending_cut: { group: 0, versus: 0 },
      traits: [
        {
          trait: 'job_role',
          label: { en: 'Job role', fa: 'نقش شغلی' },
          counts: 'one',
          segment: true,
          known: { group: 60, versus: 200 },
          needed: { group: 0, versus: 0 },
          values: [
            {
              value: 'director',
              group: { value: 0.5, n: 60, low: 0.377, high: 0.623 },
              versus: { value: 0.2, n: 200, low: 0.15, high: 0.261 },
              lift: { value: 2.5, low: 1.73, high: 3.57, n: 260 },
            },
          ],
          more: 0,
          cut: { group: 0, versus: 0 },
        },
      ],
    },
  });

export const comparing = z
  .strictObject({
    group: people,
    versus: people.optional().openapi({ description: 'Default everybody else' }),
    purchases: purchases.default('any'),
  })
  .openapi('Comparing', {
    example: { group: [{ segment: 'loyal' }], versus: [{ segment: 'one_time' }], purchases: 'any' },
  });

export const newSegment = z
  .strictObject({
    id: z.string().min(1).max(64).openapi({ description: 'Small letters, digits, `-` and `_`' }),
    label: z.strictObject({ en: z.string().min(1).max(200), fa: z.string().max(200).optional() }),
    any: people,
    version: z.number().int().min(1).optional().openapi({
      description: 'The version of the model to add it to, such as a draft. Default the published.',
    }),
  })
  .openapi('NewSegment', {
    example: {
      id: 'german_directors',
      label: { en: 'Directors in Germany', fa: 'مدیران در آلمان' },
      any: [{ job_role: 'director', country: 'DE' }],
    },
  });
