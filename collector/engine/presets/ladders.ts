/** The three ladders that ship. Windows bound every `enter`, so that silence leads down again. */
import type { Condition, Match, Rung } from '../model.ts';
import * as act from './acts.ts';
import { did, ordered, twoOf } from './acts.ts';

const always: Condition = { all: [] };
const seen = (within_days: number): Condition => ({ seen: { within_days } });
const scored = (at_least: number): Condition => ({ score: { at_least } });
const active: Condition = { subscription: 'active' };
const unsubscribed: Condition = { subscription: 'ended' };
const emailKnown: Condition = { person: 'email_known', is: true };

/** Pricing or comparison pages on two different days. */
const compares = (within_days: number): Condition => ({
  distinct: act.pricingOrComparison,
  by: 'day',
  at_least: 2,
  within_days,
});
const openComplaint: Condition = {
  open: act.unhappy,
  closed_by: act.putRight,
  within_days: 365,
};
const anyOf = (acts: Match[], within_days: number): Condition[] =>
  acts.map((match) => did(match, 1, within_days));

const suspect = (en: string, fa: string): Rung => ({
  id: 'suspect',
  label: { en, fa },
  enter: always,
});
const customer = (fa: string): Rung => ({
  id: 'customer',
  label: { en: 'Customer', fa },
  enter: ordered(1, 365),
});
/** An order refunded in full is none, so staying asks for the two orders too. */
const repeat = (fa: string): Rung => ({
  id: 'repeat',
  label: { en: 'Repeat customer', fa },
  enter: { all: [ordered(2), ordered(1, 365)] },
});

/** A sign-up lasts as long as the subscription, for who is still about. */
const someInterest: Condition = {
  any: [...anyOf([act.engagedVisit, act.signup, act.follow], 90), { all: [active, seen(365)] }],
};

export const loyalty: Rung[] = [
  suspect('Suspect', 'مظنون'),
  {
    id: 'lead',
    label: { en: 'Lead', fa: 'سرنخ' },
    enter: someInterest,
  },
  {
    id: 'prospect',
    label: { en: 'Prospect', fa: 'مشتری بالقوه' },
    enter: { any: [scored(100), compares(14), ...anyOf([act.contactForm, act.cart], 30)] },
    keep: { any: [scored(70), compares(30), ...anyOf([act.contactForm, act.cart], 30)] },
    min_days: 7,
  },
  customer('مشتری جدید'),
  repeat('مشتری مکرر'),
  {
    id: 'advocate',
    label: { en: 'Advocate', fa: 'حامی برند' },
    enter: {
      all: [
        ordered(1, 365),
        { any: [did(act.advocacy, 2, 180), did(act.referral, 1, 180)] },
        { not: openComplaint },
      ],
    },
    keep: { all: [did(act.advocacyOrReferral, 1, 365), ordered(1, 365)] },
  },
];

const looks = [act.contactForm, act.search, act.productOrPricing];

export const classic: Rung[] = [
  suspect('Suspect', 'مظنون'),
  {
    id: 'prospect',
    label: { en: 'Prospect', fa: 'مشتری بالقوه' },
    enter: {
      any: [...anyOf([act.contactForm, act.search], 30), did(act.productOrPricing, 2, 30)],
    },
    keep: { any: anyOf(looks, 60) },
  },
  {
    id: 'lead',
    label: { en: 'Qualified lead', fa: 'مشتری راغب' },
    enter: {
      all: [
        emailKnown,
        { not: unsubscribed },
        { any: [did(act.productOrPricing, 1, 30), scored(100)] },
      ],
    },
    keep: { all: [{ not: unsubscribed }, seen(180)] },
  },
  customer('مشتری'),
  {
    id: 'advocate',
    label: { en: 'Advocate', fa: 'طرفدار' },
    enter: {
      all: [
        ordered(1, 365),
        twoOf([...anyOf([act.goodReview, act.share, act.follow], 180), did(act.emailGoal, 2, 180)]),
      ],
    },
    keep: { all: [did(act.socialAct, 1, 365), ordered(1, 365)] },
  },
];

export const crm: Rung[] = [
  suspect('Suspect', 'مشکوک'),
  {
    id: 'prospect',
    label: { en: 'Prospect', fa: 'احتمالی' },
    enter: { any: anyOf([act.engagedVisit, act.emailClick, act.signup], 180) },
    keep: seen(180),
  },
  customer('مشتری'),
  repeat('تکرار خرید'),
  {
    id: 'loyal',
    label: { en: 'Loyal customer', fa: 'وفادار' },
    enter: { all: [ordered(3, 365), ordered(1, 180)] },
    keep: ordered(1, 270),
  },
  {
    id: 'advocate',
    label: { en: 'Advocate', fa: 'طرفدار' },
    enter: { all: [ordered(3, 365), ordered(1, 180), did(act.reviewOrReferral, 1, 180)] },
    keep: { all: [ordered(1, 270), did(act.reviewOrReferral, 1, 365)] },
  },
];
