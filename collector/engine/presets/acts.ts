/** Acts that rules, rungs and segments of the presets speak of, each said once. */
import type { Condition, Match, Where } from '../model.ts';

const onPage = (...kinds: string[]): Where => ({ field: 'page', in: kinds });
const type = (is: string): Where => ({ field: 'type', is });
/** A type among several, with something more to ask of it. */
const when = (is: string, ...more: Where[]): Where => ({ all: [type(is), ...more] });

/** At least 10 s engaged, or two pages: a bounce is neither. */
export const engaged: Where = {
  any: [
    { field: 'visit.engaged_ms', min: 10_000 },
    { field: 'visit.pages', min: 2 },
  ],
};
export const engagedVisit: Match = { event: ['page_view', 'user_engagement'], where: engaged };
/** Each page view after a visit's first. */
export const furtherPage: Match = {
  event: 'page_view',
  where: { field: 'visit.pages', min: 2 },
};
export const engagedMinute: Match = {
  event: 'user_engagement',
  where: { field: 'visit.engaged_ms', min: 60_000 },
};

export const pricingPage: Match = { event: 'page_view', where: onPage('pricing') };
export const comparisonPage: Match = { event: 'page_view', where: onPage('comparison') };
export const pricingOrComparison: Match = {
  event: 'page_view',
  where: onPage('pricing', 'comparison'),
};
export const productOrPricing: Match = {
  event: ['view_item', 'page_view'],
  where: { any: [type('view_item'), onPage('pricing')] },
};
/** What people look at who look seriously. */
export const interest: Match = {
  event: ['view_item', 'page_view'],
  where: { any: [type('view_item'), onPage('pricing', 'comparison')] },
};

const CONTACT_FORMS = [
  'contact',
  'quote',
  'quotation',
  'get in touch',
  'demo request',
  'تماس',
  'ارتباط با ما',
  'استعلام',
  'پیش فاکتور',
  'درخواست مشاوره',
];
/** A contact or quote form, by its purpose, its name or its page. */
export const contactForm: Match = {
  event: 'form_submit',
  where: {
    any: [
      { field: 'props.purpose', words: CONTACT_FORMS },
      { field: 'props.form', contains: CONTACT_FORMS },
      { all: [{ field: 'props.purpose', exists: false }, onPage('contact')] },
    ],
  },
};
export const cart: Match = { event: 'add_to_cart' };
export const cartOrCheckout: Match = { event: ['add_to_cart', 'begin_checkout'] };
export const search: Match = { event: 'search' };
export const signup: Match = { event: 'newsletter_signup' };
export const emailClick: Match = { event: 'email_click' };
export const emailGoal: Match = { event: 'email_goal' };
export const referral: Match = { event: 'referral' };
export const share: Match = { event: 'share' };
export const follow: Match = { event: 'social_follow' };

const rating: Where = { field: 'props.rating', min: 4 };
/** Four stars or more. */
export const goodReview: Match = { event: 'review', where: rating };

const score = (kind: 'nps' | 'csat', bound: { min: number } | { max: number }): Where[] => [
  { field: 'props.kind', is: kind },
  { field: 'props.score', ...bound },
];
const promoter = when('feedback', ...score('nps', { min: 9 }));

/** A complaint, CSAT ≤ 2 or NPS ≤ 3. */
export const unhappy: Match = {
  event: ['complaint', 'feedback'],
  where: {
    any: [type('complaint'), { all: score('csat', { max: 2 }) }, { all: score('nps', { max: 3 }) }],
  },
};
/** A resolution, or CSAT ≥ 4. */
export const putRight: Match = {
  event: ['complaint_resolved', 'feedback'],
  where: { any: [type('complaint_resolved'), { all: score('csat', { min: 4 }) }] },
};
/** A review of four stars or more, a share, NPS ≥ 9. */
export const advocacy: Match = {
  event: ['review', 'share', 'feedback'],
  where: { any: [when('review', rating), type('share'), promoter] },
};
/** The same, or a referral. */
export const advocacyOrReferral: Match = {
  event: ['review', 'share', 'feedback', 'referral'],
  where: { any: [when('review', rating), type('share'), promoter, type('referral')] },
};
/** What others can hear or read. */
export const recommendation: Match = {
  event: ['review', 'share', 'referral'],
  where: { any: [when('review', rating), type('share'), type('referral')] },
};
export const reviewOrReferral: Match = {
  event: ['review', 'referral'],
  where: { any: [when('review', rating), type('referral')] },
};
/** A review of four stars or more, a share, a follow, a goal of an e-mail reached. */
export const socialAct: Match = {
  event: ['review', 'share', 'social_follow', 'email_goal'],
  where: { any: [{ not: type('review') }, rating] },
};
/** NPS ≥ 9 or a goal of an e-mail reached. */
export const happy: Match = {
  event: ['feedback', 'email_goal'],
  where: { any: [promoter, type('email_goal')] },
};

/** At least so many matches, within so many days or ever. */
export function did(count: Match, at_least = 1, within_days?: number): Condition {
  return { count, at_least, ...(within_days === undefined ? {} : { within_days }) };
}

/** At least so many orders, within so many days or ever. */
export function ordered(at_least: number, within_days?: number): Condition {
  return { orders: 'count', at_least, ...(within_days === undefined ? {} : { within_days }) };
}

/** Every pair of the conditions, one of which must hold: at least two of them do. */
export function twoOf(conditions: Condition[]): Condition {
  return {
    any: conditions.flatMap((first, i) =>
      conditions.slice(i + 1).map((second): Condition => ({ all: [first, second] })),
    ),
  };
}
