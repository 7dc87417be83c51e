/** Numbers and amounts as people write them: read exactly or refused, never guessed. Pure. */
import { currencyExponent } from '../../engine/money.ts';
import { foldText } from '../../engine/text-fold.ts';

export type Decimal = '.' | ',';

export type Read<T> = { ok: true; value: T } | { ok: false; reason: string };
export const sound = <T>(value: T): Read<T> => ({ ok: true, value });
export const unsound = (reason: string): Read<never> => ({ ok: false, reason });

export interface Money {
  currency: string;
  /** major units */
  value: number;
}

export interface MoneyOptions {
  decimal: Decimal;
  /** ISO 4217, or IRT for Toman, which becomes ten times as many Rial */
  currency: string;
}

/** Words and signs that name a currency; `$` names too many. */
const MARKS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ریال: 'IRR',
    rial: 'IRR',
    rials: 'IRR',
    تومان: 'IRT',
    تومن: 'IRT',
    toman: 'IRT',
    tomans: 'IRT',
    '€': 'EUR',
    euro: 'EUR',
    '£': 'GBP',
    '₺': 'TRY',
    tl: 'TRY',
    '₹': 'INR',
    '₽': 'RUB',
    '₪': 'ILS',
    '₩': 'KRW',
  }),
);
const WORD = /[\p{L}\p{Sc}]+/gu;

/** ISO 4217 as the runtime knows it, and Toman. */
const CODES = new Set([...Intl.supportedValuesOf('currency'), 'IRT']);

/** Separators of thousands beside the one that the decimals leave over. */
const GROUPS = " '’٬";
/** Greatest amount the contract takes. */
const MOST = 9e12;

interface Digits {
  whole: string;
  fraction: string;
}

/** @param loose no decimals are possible, so that point and comma both separate thousands */
function readDigits(text: string, decimal: Decimal, loose: boolean): Read<Digits> {
  const bare = text.trim().replace(/^\+/, '');
  if (bare === '') return unsound('missing');
  if (/^[-−–(]|[-−]$/.test(bare)) return unsound('negative');
  const group = `[${GROUPS}${loose ? '.,' : decimal === '.' ? ',' : '.'}]`;
  const number = new RegExp(
    `^(\\d{1,3}(${group})\\d{3}(?:\\2\\d{3})*|\\d+)(?:[${decimal}٫](\\d+))?$`,
  );
  const [, whole, , fraction = ''] = number.exec(bare) ?? [];
  if (whole === undefined) return unsound('invalid_number');
  return sound({ whole: whole.replace(/\D/g, ''), fraction });
}

/** A number that is no money. @example readNumber('۱٬۲۵۰٫۵', '.') // 1250.5 */
export function readNumber(text: string, decimal: Decimal): Read<number> {
  const digits = readDigits(foldText(text), decimal, false);
  if (!digits.ok) return digits;
  const { whole, fraction } = digits.value;
  const value = Number(`${whole}.${fraction || '0'}`);
  return value <= MOST ? sound(value) : unsound('too_large');
}

/** The currency that a cell names alone; undefined when it is none. */
export const currencyIn = (text: string): string | undefined => marked(foldText(text).trim());

function marked(word: string): string | undefined {
  const code = word.toUpperCase();
  return MARKS.get(word) ?? (CODES.has(code) ? code : undefined);
}

/**
 * An amount in major units. A currency that the cell names wins over the default.
 *
 * @example readMoney('۱۲٬۵۰۰ تومان', { decimal: '.', currency: 'IRR' }) // IRR 125000
 */
export function readMoney(text: string, options: MoneyOptions): Read<Money> {
  let { currency } = options;
  let unknown = false;
  const bare = foldText(text).replace(WORD, (word) => {
    const named = marked(word.toLowerCase());
    if (named) currency = named;
    else if (word !== '$') unknown = true;
    return '';
  });
  if (unknown) return unsound('invalid_number');
  const toman = currency === 'IRT';
  const stored = toman ? 'IRR' : currency;
  const decimals = currencyExponent(stored);
  const digits = readDigits(bare, options.decimal, decimals === 0);
  return digits.ok ? exact(digits.value, stored, toman ? 1 : 0) : digits;
}

/** @param shift places that the decimal point moves to the right */
function exact({ whole, fraction }: Digits, currency: string, shift: number): Read<Money> {
  const places = fraction.padEnd(shift, '0');
  const rest = places.slice(shift).replace(/0+$/, '');
  if (rest.length > currencyExponent(currency)) return unsound('too_many_decimals');
  const value = Number(`${whole}${places.slice(0, shift)}.${rest || '0'}`);
  return value <= MOST ? sound({ currency, value }) : unsound('too_large');
}
