/** The presets' conditions as the documents name them. */
import type { Condition, Match } from '../../collector/engine/index.ts';
import * as act from '../../collector/engine/presets/acts.ts';

const key = (value: unknown): string => JSON.stringify(value);

const NAMES = new Map<string, string>(
  (
    [
      [act.engagedVisit, 'engaged visit'],
      [act.pricingOrComparison, 'pricing/comparison page'],
      [act.productOrPricing, 'product/pricing view'],
      [act.contactForm, 'contact form'],
      [act.cart, 'cart'],
      [act.search, 'site search'],
      [act.signup, 'sign-up'],
      [act.follow, 'follow'],
      [act.share, 'share'],
      [act.referral, 'referral'],
      [act.emailClick, 'e-mail click'],
      [act.emailGoal, 'e-mail goal'],
      [act.goodReview, 'review ≥ 4★'],
      [act.advocacy, 'review ≥ 4★/share/NPS ≥ 9'],
      [act.advocacyOrReferral, 'review ≥ 4★/share/NPS ≥ 9/referral'],
      [act.reviewOrReferral, 'review ≥ 4★/referral'],
      [act.socialAct, 'review ≥ 4★/share/follow/e-mail goal'],
    ] satisfies [Match, string][]
  ).map(([match, name]) => [key(match), name]),
);

function nameOf(match: Match): string {
  const name = NAMES.get(key(match));
  if (name === undefined) throw new Error(`no words for ${key(match)}`);
  return name;
}

const within = (days: number | undefined): string => (days === undefined ? '' : ` in ${days} d`);
const least = (n: number | undefined): string => (n === undefined || n === 1 ? '' : `${n} × `);

/** Whether the alternatives are every pair of a few conditions, and which these are. */
function pairsOf(any: readonly Condition[]): Condition[] | undefined {
  const pairs = any.map((one) => ('all' in one && one.all.length === 2 ? one.all : undefined));
  const parts = new Map(pairs.flatMap((pair) => (pair ?? []).map((part) => [key(part), part])));
  const whole = any.length > 1 && (parts.size * (parts.size - 1)) / 2 === any.length;
  return whole && !pairs.includes(undefined) ? [...parts.values()] : undefined;
}

function joined(parts: readonly Condition[], word: string): string {
  return parts
    .map((part) => ('any' in part || 'all' in part ? `(${inWords(part)})` : inWords(part)))
    .join(` ${word} `);
}

/**
 * A condition of a preset's rung in a few words.
 *
 * @throws when the presets use a kind of condition that has no words here yet
 */
export function inWords(condition: Condition): string {
  if ('all' in condition) return joined(condition.all, 'and') || 'always';
  if ('any' in condition) {
    const pairs = pairsOf(condition.any);
    return pairs ? `two of: ${pairs.map(inWords).join(', ')}` : joined(condition.any, 'or');
  }
  if ('not' in condition) return `no ${inWords(condition.not)}`;
  if ('count' in condition) {
    return least(condition.at_least) + nameOf(condition.count) + within(condition.within_days);
  }
  if ('distinct' in condition) {
    const { distinct, by, at_least, within_days } = condition;
    return `${nameOf(distinct)} on ${at_least} ${by}s${within(within_days)}`;
  }
  if ('seen' in condition) return `seen${within(condition.seen.within_days)}`;
  if ('score' in condition) return `score ≥ ${condition.score.at_least}`;
  if ('orders' in condition) {
    return `${least(condition.at_least)}order${within(condition.within_days)}`;
  }
  if ('open' in condition) return `open complaint${within(condition.within_days)}`;
  if ('person' in condition && condition.person === 'email_known') return 'e-mail known';
  if ('subscription' in condition) {
    return condition.subscription === 'active' ? 'subscribed' : 'unsubscribe';
  }
  throw new Error(`no words for ${key(condition)}`);
}
