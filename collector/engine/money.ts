/** Money as whole minor units (ISO 4217 exponents), so that sums are exact. */

/** Currencies whose minor unit is not a hundredth. IRT (Toman) is not in ISO 4217 but in use. */
const EXPONENTS: Readonly<Record<string, number>> = {
  BHD: 3,
  BIF: 0,
  CLF: 4,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  IQD: 3,
  IRR: 0,
  IRT: 0,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  RWF: 0,
  TND: 3,
  UGX: 0,
  UYI: 0,
  UYW: 4,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
};

/** Decimals of a currency's minor unit: 2 unless ISO 4217 says otherwise. */
export function currencyExponent(currency: string): number {
  return Object.hasOwn(EXPONENTS, currency) ? (EXPONENTS[currency] as number) : 2;
}

/**
 * An amount in major units as whole minor units, or null when it is no amount: not finite,
 * negative, or too large to be exact.
 *
 * @example toMinor(19.99, 'EUR') // 1999
 * @example toMinor(250000, 'IRR') // 250000
 */
export function toMinor(value: unknown, currency: string): number | null {
  if (typeof value !== 'number' || !(value >= 0)) return null;
  const minor = Math.round(value * 10 ** currencyExponent(currency));
  return Number.isSafeInteger(minor) ? minor : null;
}
