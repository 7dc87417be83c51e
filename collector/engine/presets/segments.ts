/** Kinds of customers, shared by all presets. */
import type { Condition, Segment } from '../model.ts';
import * as act from './acts.ts';
import { did, ordered } from './acts.ts';

const potential: Condition[] = [{ not: ordered(1) }, did(act.interest, 2, 30)];
const loyal: Condition[] = [ordered(3), { orders: 'span_days', at_least: 365 }, ordered(1, 180)];
const madeContact: Condition = did({
  event: ['form_submit', 'newsletter_signup', 'social_follow'],
});
/** At most ten engaged minutes in the week before an order. */
const quickOrder: Condition = {
  before: { event: 'purchase' },
  hours: 7 * 24,
  sum: { event: 'user_engagement' },
  of: 'props.engaged_ms',
  at_most: 600_000,
};

/** Put something in the cart, or began to check out, and has not bought since. */
const leftCart: Condition = {
  open: act.cartOrCheckout,
  closed_by: { event: 'purchase' },
  within_days: 7,
};

export const segments: Segment[] = [
  {
    id: 'new',
    label: { en: 'New customers', fa: 'مشتریان تازه' },
    when: { all: [{ orders: 'count', at_least: 1, at_most: 1 }, ordered(1, 30)] },
  },
  {
    id: 'potential',
    label: { en: 'Potential customers', fa: 'مشتریان بالقوه' },
    when: { all: potential },
  },
  {
    id: 'dark',
    label: { en: 'Silent interest', fa: 'علاقه‌مندان خاموش' },
    when: { all: [...potential, { not: madeContact }] },
  },
  {
    id: 'left_cart',
    label: { en: 'Left a cart', fa: 'سبد رهاشده' },
    when: leftCart,
  },
  {
    id: 'impulse',
    label: { en: 'Impulse buyers', fa: 'خریداران آنی' },
    when: quickOrder,
  },
  {
    id: 'discount',
    label: { en: 'Discount seekers', fa: 'دنبال تخفیف' },
    when: { all: [ordered(2), { orders: 'coupon_share', at_least: 2 / 3 }] },
  },
  {
    id: 'angry',
    label: { en: 'Angry customers', fa: 'مشتریان ناراضی' },
    when: { open: act.unhappy, closed_by: act.putRight, within_days: 90 },
  },
  {
    id: 'loyal',
    label: { en: 'Loyal customers', fa: 'مشتریان وفادار' },
    when: { all: loyal },
  },
  {
    id: 'champion',
    label: { en: 'Champions', fa: 'قهرمانان برند' },
    when: { all: [...loyal, did(act.advocacyOrReferral, 1, 365)] },
  },
  {
    id: 'lapsed',
    label: { en: 'Lapsed customers', fa: 'مشتریان از دست رفته' },
    when: { all: [ordered(1), { not: { seen: { within_days: 365 } } }] },
  },
  {
    id: 'future_advocate',
    label: { en: 'Future advocates', fa: 'حامیان آینده' },
    when: {
      all: [
        { any: [ordered(2), { all: [ordered(1), did(act.happy)] }] },
        { not: did(act.recommendation) },
      ],
    },
  },
  {
    id: 'one_time',
    label: { en: 'One-time customers', fa: 'مشتریان تک‌خریدی' },
    when: { orders: 'count', at_least: 1, at_most: 1 },
  },
  {
    id: 'repeat_buyer',
    label: { en: 'Repeat customers', fa: 'مشتریان تکرارشونده' },
    when: ordered(2),
  },
];
