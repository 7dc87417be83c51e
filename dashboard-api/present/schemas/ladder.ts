/** How many people stand where, and how they moved. */
import { z } from '@hono/zod-openapi';
import { label, moment } from './basics.ts';
import { count, FRESH_EXAMPLE, freshness, PERIOD_EXAMPLE, periodShape } from './report.ts';
import { share } from './share.ts';

const step = z.object({
  id: z.string(),
  label: label.optional(),
  people: count.nullable().openapi({ description: 'Null before the first census of a large site' }),
});

const came = {
  id: z.string(),
  up: count.openapi({ description: 'Moves to here from below' }),
  down: count.openapi({ description: 'Moves to here from above' }),
};

const rung = z.object({
  ...came,
  came: count.openapi({ description: 'Both: who came onto the rung in the period' }),
  rose: share.openapi({
    description:
      'Of these, who rose from it within the period; null when nobody came, and for the lowest rung, where people begin without a move: see `became_customers`',
  }),
  fell: share.openapi({ description: 'Of these, who fell from it within the period' }),
  median_hours: z.number().nullable().openapi({
    description:
      'Whole hours, rounded down, that those who rose in the period had stood here: the median',
  }),
  median_days: z.number().nullable().openapi({ description: 'The same in days, two decimals' }),
  rises: count.openapi({ description: 'How many rises the median is of' }),
  stuck: count.nullable().openapi({
    description:
      'Who had stood here longer than twice the median at `stuck_at`; null when nobody rose, or without a census',
  }),
});

const period = z
  .object({
    ...periodShape,
    rungs: z.array(rung).openapi({ description: 'Lowest first' }),
    grades: z.array(z.object(came)).openapi({ description: 'Lowest first' }),
    flows: z
      .array(z.object({ kind: z.string(), from: z.string(), to: z.string(), moves: count }))
      .openapi({ description: 'Moves from place to place, `kind` rung or grade' }),
    stuck_at: moment
      .nullable()
      .openapi({ description: 'The last census up to the end of the period' }),
    became_customers: z.object({
      new_people: count.openapi({ description: 'Whose first visit was in the period' }),
      leads: z.number().openapi({ description: 'Moves from the lowest rung to any other' }),
      customers: count.openapi({ description: 'First orders' }),
      from_leads: count.nullable().openapi({
        description:
          'Moves from lower rungs onto the rung `customer`; null when the model has no rung of that id',
      }),
    }),
  })
  .openapi('LadderPeriod');
export type LadderPeriod = z.infer<typeof period>;

const PERIOD: LadderPeriod = {
  ...PERIOD_EXAMPLE,
  rungs: [
    {
      id: 'suspect',
      up: 0,
      down: 21,
      came: 21,
      rose: null,
      fell: null,
      median_hours: 3,
      median_days: 0.13,
      rises: 160,
      stuck: 610,
    },
    {
      id: 'lead',
      up: 160,
      down: 4,
      came: 164,
      rose: { value: 0.25, n: 164, low: 0.19, high: 0.321 },
      fell: { value: 0.1, n: 164, low: 0.063, high: 0.156 },
      median_hours: 132,
      median_days: 5.5,
      rises: 48,
      stuck: 97,
    },
  ],
  grades: [
    { id: 'weak', up: 0, down: 14 },
    { id: 'medium', up: 61, down: 9 },
    { id: 'strong', up: 30, down: 0 },
  ],
  flows: [{ kind: 'rung', from: 'suspect', to: 'lead', moves: 158 }],
  stuck_at: '2026-05-08T03:10:00.000Z',
  became_customers: { new_people: 480, leads: 160, customers: 12, from_leads: 12 },
};

export const ladderSchema = z
  .object({
    ...freshness,
    pending_days: freshness.pending_days.openapi({
      description: 'Of both periods; their figures are some minutes old',
    }),
    model: count.openapi({ description: 'The published version' }),
    publishing: z.object({ job: z.string(), done: count, total: count }).nullable().openapi({
      description:
        'The publish that is bringing people over. Until it ends, some are counted where an earlier model puts them; who stands on a rung that the new one does not have is in `people` alone.',
    }),
    people: count.nullable().openapi({ description: 'All of them, software left out' }),
    people_at: moment.nullable().openapi({
      description:
        'When people were counted: now, or on a large site at the last census; null before the first one',
    }),
    exact: z.boolean().openapi({
      description: 'Whether everybody was counted; false only before the first census',
    }),
    rungs: z.array(step).openapi({ description: 'Lowest first' }),
    grades: z.array(step).openapi({ description: 'Lowest first' }),
    period,
    before: period.openapi({ description: 'As many days just before' }),
  })
  .openapi('Ladder', {
    example: {
      ...FRESH_EXAMPLE,
      model: 1,
      publishing: null,
      people: 1240,
      people_at: '2026-05-08T09:30:00.000Z',
      exact: true,
      rungs: [
        { id: 'suspect', label: { en: 'Suspect', fa: 'مظنون' }, people: 900 },
        { id: 'lead', label: { en: 'Lead', fa: 'سرنخ' }, people: 340 },
      ],
      grades: [
        { id: 'weak', people: 1100 },
        { id: 'medium', people: 110 },
        { id: 'strong', people: 30 },
      ],
      period: PERIOD,
      before: { ...PERIOD, from: '2026-03-10', to: '2026-04-08' },
    },
  });
export type Ladder = z.infer<typeof ladderSchema>;
