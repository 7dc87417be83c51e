/** Why a person has their score, term by term. */
import { z } from '@hono/zod-openapi';
import { label, moment, nextMove, personId, points, sentence } from './basics.ts';

const term = z
  .object({
    rule: z.string().openapi({
      description: 'Rule id, or `before_retention` for what older events left behind',
    }),
    label,
    group: z.string(),
    event: z.object({ id: z.string(), type: z.string(), ts: moment }).nullable(),
    points: points.openapi({ description: 'What the rule gave, before decay' }),
    factor: z.number().openapi({ description: 'Decay at `at`: 1 is undiminished' }),
    cut_by: z.string().optional().openapi({ description: 'The limit, cap or floor that cut it' }),
    value: points.openapi({ description: 'What is left of it at `at`' }),
    count: z.int().optional().openapi({
      description: 'Of very many terms those of one rule share a line: how many it stands for',
    }),
  })
  .openapi('Term');

const explanation = z.object({
  person: personId,
  at: moment,
  model: z.number().int(),
  score: points,
  grade: z.string(),
  rung: z.string(),
  terms: z.array(term).openapi({ description: 'Their values sum to the score, exactly' }),
  sentence,
  next: nextMove.optional(),
});
export type ExplanationAnswer = z.infer<typeof explanation>;

const EXAMPLE: ExplanationAnswer = {
  person: 'p_0f4c2a9d5be1473c8a6d1e2f3b4c5d6e',
  at: '2026-05-08T08:00:00.000Z',
  model: 1,
  score: 53.99,
  grade: 'weak',
  rung: 'prospect',
  terms: [
    {
      rule: 'newsletter',
      label: { en: 'Newsletter sign-up', fa: 'عضویت در خبرنامه' },
      group: 'intent',
      event: {
        id: '01890b2c-5f00-7000-8000-000000000001',
        type: 'newsletter_signup',
        ts: '2026-05-01T08:00:00.000Z',
      },
      points: 40,
      factor: 0.8507,
      value: 34.03,
    },
    {
      rule: 'pricing',
      label: { en: 'Pricing page', fa: 'صفحهٔ قیمت' },
      group: 'intent',
      event: {
        id: '01890b2c-5f00-7000-8000-000000000002',
        type: 'page_view',
        ts: '2026-05-07T08:00:00.000Z',
      },
      points: 20.43,
      factor: 0.9772,
      value: 19.96,
    },
  ],
  sentence: {
    en: 'Weak: signed up for the newsletter and saw the pricing page.',
    fa: 'ضعیف: عضو خبرنامه شد و صفحهٔ قیمت را دید.',
  },
  next: { at: '2026-06-03T08:00:00.000Z', kind: 'rung', from: 'prospect', to: 'lead' },
};

export const explanationSchema = explanation.openapi('Explanation', { example: EXAMPLE });
