/** Shares of credit as numbers: what sums exactly in millionths sums exactly in print. */
import { type Credit, WHOLE } from '../../collector/engine/reports/types.ts';
import { toMajor } from './money.ts';

const NONE: Credit = { first: 0, last: 0, linear: 0 };

const eachOf = ({ first, last, linear }: Credit, show: (of: number) => number): Credit => ({
  first: show(first),
  last: show(last),
  linear: show(linear),
});

/** @example presentCredit({ first: 1000000, last: 0, linear: 333334 }) // { first: 1, last: 0, linear: 0.333334 } */
export const presentCredit = (credit: Credit = NONE): Credit =>
  eachOf(credit, (millionths) => millionths / WHOLE);

export interface CurrencyCredit {
  currency: string;
  verified: Credit;
  unverified: Credit;
}

/** Money by currency, verified and not apart, by currency's name. */
export function presentRevenue(revenue: Readonly<Record<string, Credit>> = {}): CurrencyCredit[] {
  const currencies = new Set(Object.keys(revenue).map((key) => key.split(' ')[0] ?? ''));
  return [...currencies].sort().map((currency) => {
    const side = (trust: string) =>
      eachOf(revenue[`${currency} ${trust}`] ?? NONE, (minor) => toMajor(minor, currency));
    return { currency, verified: side('verified'), unverified: side('unverified') };
  });
}
