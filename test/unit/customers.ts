/** Made-up customers with traits and habits, written in the several ways that people write them. */
import fc from 'fast-check';
import { type CanonicalEvent, compareEvents } from '../../collector/engine/index.ts';
import { bought, DAY, happened, MONDAY, viewed } from './histories.ts';

const TRAIT_VALUES: Readonly<Record<string, readonly (string | number | boolean)[]>> = {
  job_title: ['CEO', 'Assistant to the CEO', 'Vice President', 'Team Lead', 'مدير‌عامل', 'Clerk', 7],
  title: ['Founder', 'Head of Sales', 'سرپرست فروش'],
  region: ['Bayern', 'BAYERN', 'كرمان', true],
  state: ['کرمان', 'Wien'],
  استان: ['فارس'],
  country: ['at', 'Österreich', 'ایران'],
  birth_year: [1985, 1364, '۱۳۶۴', '1999', 'long ago', 3],
  birthday: ['1985-05-08', '۱۳۸۰/۰۱/۰۱', '8.5.1985'],
  age: [17, 17.5, 24, '۶۵', '30', 200],
  gender: ['F', 'زن', 'MALE', 'divers'],
  sex: ['آقا', 'female', false],
};
const PRODUCTS = [
  { item_id: 'p1', item_name: 'Salmon Supper' },
  { item_id: 'p2', item_name: 'salmon supper' },
  { item_id: 'P3' },
  { item_name: 'غذای گربه' },
  { price: 3 },
];

const trait = fc
  .constantFrom(...Object.keys(TRAIT_VALUES))
  .chain((name) => fc.tuple(fc.constant(name), fc.constantFrom(...(TRAIT_VALUES[name] ?? []))));
const when = fc.record({
  ts: fc.integer({ min: MONDAY, max: MONDAY + 300 * DAY }),
  offset_min: fc.constantFrom(0, 60, 120, 210, -480),
});

const identified = fc
  .tuple(when, fc.array(trait, { minLength: 1, maxLength: 4 }))
  .map(([{ ts, ...given }, traits]) =>
    happened(ts, 'identify', {
      ...given,
      props: { user_id: 'u', traits: Object.fromEntries(traits) },
    }),
  );
const paged = fc
  .tuple(
    when,
    fc.constantFrom('DE', 'IR', undefined),
    fc.constantFrom('paid_search' as const, 'direct' as const, undefined),
    fc.constantFrom('mobile', 'desktop', undefined),
  )
  .map(([{ ts, ...given }, country, channel, device]) =>
    viewed(ts, '/', {
      ...given,
      ...(country && { country }),
      ...(channel && { source: { channel } }),
      ...(device && { agent: { device } }),
    }),
  );
const purchase = fc
  .tuple(when, fc.uuid(), fc.subarray(PRODUCTS), fc.nat(500))
  .map(([{ ts, ...given }, order, items, value]) => bought(ts, order, { value, items }, given));

/** A sorted log of one customer; each order id comes once. */
export const customers: fc.Arbitrary<CanonicalEvent[]> = fc
  .array(fc.oneof(identified, paged, purchase), { minLength: 1, maxLength: 8 })
  .map((log) => log.sort(compareEvents));
