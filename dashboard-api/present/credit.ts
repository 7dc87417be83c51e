/** Shares of credit as numbers: what sums exactly in millionths sums exactly in print. */
import { type Credit, WHOLE } from '../../collector/engine/reports/types.ts';
import { toMajor } from './money.ts';

/** Sums leave out what is zero. */
const eachOf = (
  { first = 0, last = 0, linear = 0 }: Partial<Credit>,
  show: (of: number) => number,
): Credit => ({ first: show(first), last: show(last), linear: show(linear) });

/** @example presentCredit({ first: 1000000, linear: 333334 }) // { first: 1, last: 0, linear: 0.333334 } */
export const presentCredit = (credit: Partial<Credit> = {}): Credit =>
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
      eachOf(revenue[`${currency} ${trust}`] ?? {}, (minor) => toMajor(minor, currency));
    return { currency, verified: side('verified'), unverified: side('unverified') };
  });
}
