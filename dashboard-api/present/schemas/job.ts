/** Long work: how far it is, and what came of it. */
import { z } from '@hono/zod-openapi';
import { moment, personId, points } from './basics.ts';
import { idealFigures } from './ideal-customer.ts';
import { importResult } from './import.ts';
import { share } from './share.ts';
import { cause } from './timeline.ts';

const step = z.object({ from: z.string(), to: z.string() });
const flow = step.extend({ people: z.number().int() });

const wouldMove = z.object({
  person: personId,
  rung: step.nullable(),
  grade: step.nullable(),
  score: z.object({ from: points, to: points }),
  why: z.object({
    cause: cause.openapi({
      description:
        'What put them there under the draft; `model` when no event or passing of time did: no rule of the draft holds them where they are',
    }),
    rules: z.array(z.object({ rule: z.string(), from: points, to: points })).openapi({
      description: 'The rules whose part of the score changes most',
    }),
  }),
});

const preview = z.object({
  kind: z.literal('preview'),
  as_of: moment,
  people: z.number().int().openapi({ description: 'All that were compared' }),
  software: z.number().int().openapi({ description: 'Visitors that were software: left out' }),
  moved: z.number().int().openapi({ description: 'How many would stand on another rung or grade' }),
  rungs: z.array(flow).openapi({ description: 'From where to where, those who stay included' }),
  grades: z.array(flow),
  alerts: z.object({ lead_strong: z.number().int(), after_purchase: z.number().int() }).openapi({
    description:
      'How many come into the highest grade, each an alert `lead.strong` if asked for; `after_purchase`: silent because they have bought within 14 days',
  }),
  would_move: z.array(wouldMove).openapi({
    description: 'Up to 1,000 of them, a random sample when there are more',
  }),
});

const backtest = z.object({
  kind: z.literal('backtest'),
  from: moment,
  to: moment,
  people: z.number().int().openapi({ description: 'All that were there in that time' }),
  buyers: z.number().int(),
  flagged: z.number().int().openapi({
    description: 'Were in the highest grade at some moment of that time, buyers before they bought',
  }),
  flagged_buyers: z.number().int(),
  hit_rate: share.openapi({ description: 'Of the buyers, how many were flagged before' }),
  precision: share.openapi({ description: 'Of the flagged, how many bought' }),
  base_rate: share.openapi({ description: 'Of all, how many bought' }),
  lift: share.openapi({
    description: 'Precision / base rate, with the interval and n of the precision',
  }),
});

const publish = z.object({
  kind: z.literal('publish'),
  as_of: moment.openapi({ description: 'When it was published' }),
  alert: z.boolean(),
  brought: z.number().int().openapi({
    description: 'Whom the job brought over; who came by meanwhile was brought over by that',
  }),
  moved: z.number().int().openapi({ description: 'Those of them who stand elsewhere now' }),
  superseded_by: z.string().nullable().openapi({ description: 'The later publish that took over' }),
});

export const jobSchema = z
  .object({
    job: z.string(),
    version: z.number().int().nullable().openapi({
      description: 'Of the model; null for an import',
    }),
    state: z.enum(['waiting', 'running', 'done', 'failed']),
    done: z.number().int(),
    total: z.number().int().openapi({
      description:
        'How many are to be looked at. Of more than 5,000 people it is as of the last census, or the least that it can be, until the job is done',
    }),
    result: z
      .discriminatedUnion('kind', [preview, backtest, publish, idealFigures, importResult])
      .nullable()
      .openapi({
        description: 'Null until the job is done',
      }),
    as_of: moment,
  })
  .openapi('Job', {
    example: {
      job: 'job_0f4c2a9d5be1473c8a6d1e2f3b4c5d6e',
      version: 2,
      state: 'done',
      done: 1240,
      total: 1240,
      result: {
        kind: 'backtest',
        from: '2026-02-07T09:30:00.000Z',
        to: '2026-05-08T09:30:00.000Z',
        people: 1000,
        buyers: 50,
        flagged: 50,
        flagged_buyers: 7,
        hit_rate: { value: 0.14, n: 50, low: 0.0695, high: 0.2619 },
        precision: { value: 0.14, n: 50, low: 0.0695, high: 0.2619 },
        base_rate: { value: 0.05, n: 1000, low: 0.0381, high: 0.0653 },
        lift: { value: 2.8, n: 50, low: 1.39, high: 5.238 },
      },
      as_of: '2026-05-08T09:31:00.000Z',
    },
  });
export type JobAnswer = z.infer<typeof jobSchema>;
