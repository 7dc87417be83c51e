/** The parameters of `leads` as its query wants them. */
import type { Compiled } from '../../collector/engine/index.ts';
import { DAY_MS } from '../present/time.ts';
import { ApiProblem } from '../problem.ts';
import { type LeadFilters, SOFTWARE_GRADE } from '../queries/leads.ts';
import type { LeadQuery } from './lead-query.ts';

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

/** `"campaign":"spring"`, as documents spell it. */
const inDocument = (field: string, value: string): string => `"${field}":${JSON.stringify(value)}`;

/** What the document of whoever fits has in it. */
function textsOf(query: LeadQuery): string[] {
  const { country, first_channel, last_channel, first_campaign, last_campaign } = query;
  const named = [
    ['country', country],
    ['channel', first_channel],
    ['channel', last_channel],
    ['campaign', first_campaign],
    ['campaign', last_campaign],
  ] as const;
  const texts = named.flatMap(([field, value]) =>
    value === undefined ? [] : [inDocument(field, value)],
  );
  return [...new Set(texts)];
}

/** The columns that narrow what is looked at; what they mean exactly is asked of the document. */
function narrowed(query: LeadQuery): Partial<LeadFilters> {
  const { responsible, contacted, seen_since } = query;
  const texts = textsOf(query);
  return {
    ...(responsible === undefined ? {} : { responsible }),
    ...(contacted === undefined ? {} : { contacted: contacted !== 'never' }),
    // The day is the site's, up to a day off.
    ...(seen_since === undefined ? {} : { seen_day: Math.floor(seen_since / DAY_MS) - 1 }),
    ...(texts.length === 0 ? {} : { texts }),
  };
}

/**
 * The parameters as the query wants them. Throws a problem for a name that the model lacks.
 *
 * @param models the published one, then those that some people are still folded with
 */
export function toFilters(
  query: LeadQuery,
  models: readonly [Compiled, ...Compiled[]],
): LeadFilters {
  const { grade, rung, segment, min_score, bots } = query;
  const [{ model }] = models;
  const least = min_score === undefined ? undefined : Math.round(min_score * 100);
  const place = known(model.grades, 'grade', grade);
  known(model.ladder, 'rung', rung);
  known(model.segments, 'segment', segment);
  return {
    ...(place === undefined ? {} : { grade: range(models, grade) }),
    ...(bots === 'only' ? { grade: [SOFTWARE_GRADE, SOFTWARE_GRADE] as const } : {}),
    ...(rung === undefined ? {} : { rung }),
    ...(segment === undefined ? {} : { segment }),
    ...(least === undefined ? {} : { least: { grade: leastGrade(models, least), score: least } }),
    bots: bots !== 'exclude',
    ...narrowed(query),
  };
}

/** Whether documents are asked what no column can tell. */
export const asksDocuments = (query: LeadQuery): boolean =>
  [query.q, query.max_score, query.customer, query.contacted, query.seen_since].some(
    (given) => given !== undefined,
  ) || textsOf(query).length > 0;
