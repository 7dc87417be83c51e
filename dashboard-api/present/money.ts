/** Money: exact minor units inside, decimal numbers outside. */
import { currencyExponent } from '../../collector/engine/index.ts';

/** @example toMajor(12990, 'EUR') // 129.9 */
export const toMajor = (minor: number, currency: string): number =>
  minor / 10 ** currencyExponent(currency);
