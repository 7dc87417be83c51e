/** What `leads` may be asked, and what that means for the query and at this very moment. */
import { z } from '@hono/zod-openapi';
import type { Compiled } from '../../collector/engine/index.ts';
import { pageQuery } from '../present/schemas/basics.ts';
import type { Lead } from '../present/schemas/lead.ts';
import { ApiProblem } from '../problem.ts';
import { type LeadFilters, SOFTWARE_GRADE } from '../queries/leads.ts';

const name = z.string().min(1).max(100);

export const leadQuery = z
  .strictObject({
    grade: name.optional().openapi({ description: 'A grade of the model, such as `strong`' }),
    rung: name.optional().openapi({ description: 'A rung of the model, such as `prospect`' }),
    segment: name
      .optional()
      .openapi({ description: 'A segment of the model, such as `potential`' }),
    min_score: z
      .string()
      .min(1)
      .transform(Number)
      .pipe(z.number().min(-1e6).max(1e6))
      .optional()
      .openapi({
        type: 'number',
        description: 'Points, such as `100`',
      }),
    bots: z.enum(['exclude', 'include', 'only']).default('exclude').openapi({
      description: 'Visitors that were software stand last, and only if asked for',
    }),
    sort: z.enum(['score', 'last_seen']).default('score').openapi({
      description:
        '`score`: by grade, then the highest first. Within a page the order is exact; from one page to the next it is that of the scores as last written, so a silent person may stand some pages too high within their grade. `last_seen`: those whose last visit began last come first; people without a visit are left out.',
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
  });

export type LeadQuery = z.output<typeof leadQuery>;

/** The place in the model of a grade that the caller named; refuses a name the model does not have. */
function known(names: readonly { id: string }[], field: string, id?: string): number | undefined {
  if (id === undefined) return undefined;
  const place = names.findIndex((step) => step.id === id);
  if (place >= 0) return place;
  const all = names.map((step) => step.id).join(', ');
  throw new ApiProblem('invalid_parameter', `The model has only: ${all}.`, { field });
}

/** Where a grade stands in models that have it. */
function range(models: readonly Compiled[], grade: string | undefined): [number, number] {
  const places = models
    .map(({ grades }) => grades.findIndex(({ id }) => id === grade))
    .filter((place) => place >= 0);
  return [Math.min(...places), Math.max(...places)];
}

/** The place of the grade that a score (hundredths) is in; the lowest begins nowhere. */
const gradeAt = ({ grades }: Compiled, score: number): number =>
  Math.max(
    0,
    grades.findLastIndex(({ from }) => score >= from),
  );

/** The lowest of such places in all models. */
const leastGrade = (models: readonly Compiled[], score: number): number =>
  Math.min(...models.map((model) => gradeAt(model, score)));

/**
 * The parameters as the query wants them. Throws a problem for a name that the model lacks.
 *
 * @param models the published one, then those that some people are still folded with
 */
export function toFilters(
  { grade, rung, segment, min_score, bots }: LeadQuery,
  models: readonly [Compiled, ...Compiled[]],
): LeadFilters {
  const [{ model }] = models;
  const score = min_score === undefined ? undefined : Math.round(min_score * 100);
  const place = known(model.grades, 'grade', grade);
  known(model.ladder, 'rung', rung);
  known(model.segments, 'segment', segment);
  return {
    ...(place === undefined ? {} : { grade: range(models, grade) }),
    ...(bots === 'only' ? { grade: [SOFTWARE_GRADE, SOFTWARE_GRADE] as const } : {}),
    ...(rung === undefined ? {} : { rung }),
    ...(segment === undefined ? {} : { segment }),
    ...(score === undefined ? {} : { least: { grade: leastGrade(models, score), score } }),
    bots: bots !== 'exclude',
  };
}

/** Filters were checked against what is stored; keeps those that hold at this very moment too. */
export const holdsNow =
  ({ grade, rung, segment, min_score }: LeadQuery) =>
  (lead: Lead): boolean =>
    (grade === undefined || lead.grade === grade) &&
    (rung === undefined || lead.rung === rung) &&
    (segment === undefined || lead.segments.includes(segment)) &&
    (min_score === undefined || lead.score >= min_score);
