/** What `leads` may be asked, and what that means for the query and at this very moment. */
import { z } from '@hono/zod-openapi';
import { type Compiled, searchedWords } from '../../collector/engine/index.ts';
import { CHANNELS } from '../../collector/engine/types.ts';
import { momentParameter, pageQuery } from '../present/schemas/basics.ts';
import type { Lead } from '../present/schemas/lead.ts';
import { ApiProblem } from '../problem.ts';
import { type LeadFilters, SOFTWARE_GRADE } from '../queries/leads.ts';
import type { Looked } from '../queries/list-leads.ts';

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

const DAY = 86_400_000;

/** The columns that narrow what is looked at; what they mean exactly is asked of the document. */
function narrowed(query: LeadQuery): Partial<LeadFilters> {
  const { responsible, contacted, seen_since } = query;
  const texts = textsOf(query);
  return {
    ...(responsible === undefined ? {} : { responsible }),
    ...(contacted === undefined ? {} : { contacted: contacted !== 'never' }),
    // The day is the site's, up to a day off.
    ...(seen_since === undefined ? {} : { seen_day: Math.floor(seen_since / DAY) - 1 }),
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

type Test = (looked: Looked, query: LeadQuery) => boolean;

/** When the present stay in the highest grade began; undefined for who is not in it. */
function strongSince({ compiled, standing }: Looked): number | undefined {
  const { grade, grade_since } = standing.state;
  return grade === compiled.grades.at(-1)?.id ? grade_since : undefined;
}

const contactedAs: Test = (looked, { contacted }) => {
  const at = looked.person.document.contacted?.at;
  if (contacted === undefined || contacted === 'never') return !contacted || at === undefined;
  const since = strongSince(looked);
  if (at === undefined || since === undefined) return false;
  return contacted === 'since_strong' ? at >= since : at < since;
};

const isCustomer = ({ orders: { verified, unverified } }: Lead): boolean =>
  verified.count + unverified.count > 0;

/** Each that was asked for must equal what the lead says. */
const EQUAL: readonly (readonly [
  asked: (query: LeadQuery) => unknown,
  said: (lead: Lead) => unknown,
])[] = [
  [({ grade }) => grade, ({ grade }) => grade],
  [({ rung }) => rung, ({ rung }) => rung],
  [({ country }) => country, ({ country }) => country],
  [({ first_channel }) => first_channel, ({ first_source }) => first_source?.channel],
  [({ last_channel }) => last_channel, ({ last_source }) => last_source?.channel],
  [({ first_campaign }) => first_campaign, ({ first_source }) => first_source?.campaign],
  [({ last_campaign }) => last_campaign, ({ last_source }) => last_source?.campaign],
  [({ customer }) => customer, (lead) => (isCustomer(lead) ? 'yes' : 'no')],
];

/** Filters were checked against what is stored; keeps those that hold at this very moment too. */
export const holdsNow = (query: LeadQuery) => (lead: Lead, looked: Looked) => {
  const { segment, min_score = -Infinity, max_score = Infinity, seen_since = 0 } = query;
  const equal = EQUAL.every(([asked, said]) => {
    const wanted = asked(query);
    return wanted === undefined || wanted === said(lead);
  });
  return (
    equal &&
    (segment === undefined || lead.segments.includes(segment)) &&
    lead.score >= min_score &&
    lead.score <= max_score &&
    (seen_since === 0 || (looked.standing.state.last_seen ?? 0) >= seen_since) &&
    contactedAs(looked, query)
  );
};
