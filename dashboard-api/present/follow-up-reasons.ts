/** Pure: why somebody should be called today, and since when. */
import type { Explanation, Model } from '../../collector/engine/index.ts';
import { QUIET_DAYS } from '../../collector/engine/index.ts';
import { orderCounts } from '../../collector/engine/orders.ts';
import type { FollowUpRow } from '../commands.ts';
import type { Looked } from '../queries/list-leads.ts';
import { DAY_MS } from './time.ts';

/** In this order: a person is told under the first that holds. */
export const REASONS = ['due', 'angry', 'strong', 'cart', 'falling', 'advocate'] as const;
export type Reason = (typeof REASONS)[number];

/** Nobody is called again sooner, but on a date agreed on. */
export const REST_DAYS = 3;
/** How far ahead a fall is told. */
export const FALL_DAYS = 7;
/** Who was asked for a recommendation is not asked again sooner. */
const ASKED_DAYS = 30;

/** The segments that reasons rest on, by id, as the presets name them. */
export const REASON_SEGMENTS = {
  angry: 'angry',
  cart: 'left_cart',
  advocate: 'future_advocate',
} as const satisfies Partial<Record<Reason, string>>;

/** Somebody, their follow-up if there is one, and the moment, milliseconds. */
export interface Case {
  looked: Pick<Looked, 'person' | 'compiled' | 'standing'>;
  followUp: FollowUpRow | undefined;
  now: number;
}

/** Gives since when the reason holds; undefined when it does not. */
type Holds = (of: Case) => number | undefined;

const contactedAt = ({ looked }: Case): number =>
  looked.person.document.contacted?.at ?? Number.NEGATIVE_INFINITY;

const isQuiet = (of: Case, days: number): boolean => contactedAt(of) <= of.now - days * DAY_MS;

/** When the person came into a segment; undefined for who is not in it. */
function memberSince({ looked }: Case, segment: string): number | undefined {
  const { explained, state } = looked.standing;
  return explained.segments.includes(segment) ? (state.segments[segment] ?? 0) : undefined;
}

/** The latest event of some types in the log at hand, or the moment given. */
function lastOf({ looked }: Case, types: readonly string[], otherwise: number): number {
  const { tail } = looked.standing.log;
  const last = tail.findLast(({ type, bot }) => !bot && types.includes(type));
  return Math.max(last?.ts ?? 0, otherwise);
}

const isDue: Holds = ({ followUp, now }) => {
  const at = followUp?.next_at ?? undefined;
  return at !== undefined && at <= now ? at : undefined;
};

const isAngry: Holds = (of) => {
  const entered = memberSince(of, REASON_SEGMENTS.angry);
  if (entered === undefined) return undefined;
  const since = lastOf(of, ['complaint'], entered);
  return contactedAt(of) < since ? since : undefined;
};

const isStrong: Holds = (of) => {
  const { compiled, standing } = of.looked;
  const { grade, grade_since, orders } = standing.state;
  if (grade !== compiled.grades.at(-1)?.id || compiled.grades.length < 2) return undefined;
  const bought = orders.findLast(orderCounts)?.at ?? Number.NEGATIVE_INFINITY;
  const waits = contactedAt(of) < grade_since && bought <= of.now - QUIET_DAYS * DAY_MS;
  return waits ? grade_since : undefined;
};

const leftCart: Holds = (of) => {
  const entered = memberSince(of, REASON_SEGMENTS.cart);
  return entered === undefined ? undefined : lastOf(of, ['add_to_cart', 'begin_checkout'], entered);
};

type Next = NonNullable<Explanation['next']>;

function goesDown({ ladder, grades }: Model, { kind, from, to }: Next): boolean {
  const steps: readonly { id: string }[] = kind === 'rung' ? ladder : grades;
  const place = (id: string) => steps.findIndex((step) => step.id === id);
  return place(to) < place(from);
}

const isFalling: Holds = ({ looked, now }) => {
  const { compiled, standing } = looked;
  const { explained, state } = standing;
  const { next, grade } = explained;
  const noticeable = now + FALL_DAYS * DAY_MS;
  if (grade === compiled.grades[0]?.id || !next || next.at > noticeable) return undefined;
  if (!goesDown(compiled.model, next)) return undefined;
  return Math.max(state.last_seen ?? 0, next.at - FALL_DAYS * DAY_MS);
};

const mayAdvocate: Holds = (of) =>
  isQuiet(of, ASKED_DAYS) ? memberSince(of, REASON_SEGMENTS.advocate) : undefined;

const HOLDS: Readonly<Record<Reason, Holds>> = {
  due: isDue,
  angry: isAngry,
  strong: isStrong,
  cart: leftCart,
  falling: isFalling,
  advocate: mayAdvocate,
};

/** The first reason that holds; undefined for who is to be left alone. */
export function reasonFor(of: Case): { reason: Reason; since: number } | undefined {
  if ((of.followUp?.snoozed_until ?? 0) > of.now) return undefined;
  for (const reason of REASONS) {
    if (reason !== 'due' && !isQuiet(of, REST_DAYS)) return undefined;
    const since = HOLDS[reason](of);
    if (since !== undefined) return { reason, since };
  }
  return undefined;
}

/** What a model lacks for a reason to be known; undefined when it lacks nothing. */
export function lackOf({ grades, segments }: Model, reason: Reason): string | undefined {
  const segment = Object.hasOwn(REASON_SEGMENTS, reason)
    ? REASON_SEGMENTS[reason as keyof typeof REASON_SEGMENTS]
    : undefined;
  if (segment !== undefined) {
    return segments.some(({ id }) => id === segment) ? undefined : `the segment \`${segment}\``;
  }
  const graded = reason === 'strong' || reason === 'falling';
  return graded && grades.length < 2 ? 'a second grade' : undefined;
}
