/**
 * Pure: what nobody meant to send is taken out of an event before it is stored. The script cleans
 * addresses already; other senders, older scripts and free text need it here.
 *
 * Taken out are e-mail addresses, card numbers and phone numbers in texts; in addresses also
 * tokens, passwords and the user's name before the host. What was given on purpose stays: traits,
 * the address of a sign-up, ids of users, orders and items.
 */
import type { Json, Props } from '../../sdk/wire.ts';
import type { CanonicalEvent, Source } from '../engine/index.ts';

/** What stands in place of what was taken out. */
const GONE = '*';

const EMAIL = /[^\s<>"'«»()[\],;:=&?#/\\]+(?:@|%40)[^\s<>"'«»()[\],;:=&?#/\\@]+\.\p{L}{2,}/giu;
/** 20 and more letters with a capital and a digit, or 24 hexadecimal digits; as the script has it. */
const TOKEN = /\b(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{20,}|\b[\da-f]{24,}\b/g;
/** Digits of Latin, Persian and Arabic script. */
const DIGIT = '[\\d۰-۹٠-٩]';
/** 15 to 19 digits, in groups or not; 13 and 14 are left: a time in milliseconds has 13. */
const CARD = new RegExp(`(?<!${DIGIT})${DIGIT}(?:[ -]?${DIGIT}){14,18}(?!${DIGIT})`, 'g');
/** With a country's code, or an Iranian mobile: other numbers may be anything. */
const PHONE = new RegExp(
  `(?<![\\w${DIGIT.slice(1, -1)}])(?:(?:\\+|00|۰۰)${DIGIT}(?:[ ().-]{0,2}${DIGIT}){8,14}|[0۰٠][9۹٩](?:[ -]?${DIGIT}){9})(?!${DIGIT})`,
  'g',
);

interface Rule {
  pattern: RegExp;
  /** default: every match */
  is?: (match: string) => boolean;
}

const IN_TEXT: readonly Rule[] = [
  { pattern: EMAIL },
  { pattern: CARD, is: hasCheckDigit },
  { pattern: PHONE },
];
const IN_ADDRESS: readonly Rule[] = [...IN_TEXT, { pattern: TOKEN }];

/** Query parameters whose value is nobody's business whatever it looks like. */
const SECRET_PARAMETER =
  /^(?:.*[_-])?(?:token|secret|password|passwd|pwd|pass|auth|signature|sig|session|sessionid|sid|jwt|otp|code|api_?key|e-?mail|phone|mobile|tel)$/i;

/** Properties that hold an address. */
const ADDRESSES: ReadonlySet<string> = new Set(['href', 'url', 'src']);
/** Properties that were given on purpose, or that name something and must stay what they are. */
const MEANT: ReadonlySet<string> = new Set([
  ...['traits', 'user_id', 'order_id', 'item_id', 'coupon', 'currency', 'email', 'email_sha256'],
]);

/** The event without what nobody meant to send. The same text again when there is nothing. */
export function scrubEvent(event: CanonicalEvent): CanonicalEvent {
  const { url, title, source, props } = event;
  return {
    ...event,
    ...(url !== undefined && { url: scrubAddress(url) }),
    ...(title !== undefined && { title: scrubText(title) }),
    ...(source && { source: scrubSource(source) }),
    ...(props && { props: scrubProps(props) }),
  };
}

/** Without e-mail addresses, card numbers and phone numbers. */
export const scrubText = (text: string): string => withoutAll(IN_TEXT, text);

/** The same for an address; it stays one. */
export function scrubAddress(address: string): string {
  if (!URL.canParse(address)) return withoutAll(IN_ADDRESS, withoutSecrets(address));
  const url = new URL(address);
  if (url.protocol === 'mailto:' || url.protocol === 'tel:') return `${url.protocol}${GONE}`;
  const [, head = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)?(.*)$/is.exec(address) ?? [];
  return `${head.replace(/\/\/[^@]*@/, '//')}${withoutAll(IN_ADDRESS, withoutSecrets(rest))}`;
}

const withoutSecrets = (rest: string): string =>
  rest.replaceAll(/([?&;#])([^=&;#?]+)=([^&;#]*)/g, (whole, mark: string, name: string) =>
    SECRET_PARAMETER.test(name) ? `${mark}${name}=${GONE}` : whole,
  );

/** Again until nothing is found: what was taken out may have hidden what stood beside it. */
function withoutAll(rules: readonly Rule[], text: string): string {
  let rest = text;
  for (const { pattern, is } of rules) {
    rest = rest.replaceAll(pattern, (match: string) => (!is || is(match) ? GONE : match));
  }
  return rest === text ? text : withoutAll(rules, rest);
}

/** ISO/IEC 7812: the sum of the digits, every second one from the right doubled, ends in 0. */
function hasCheckDigit(card: string): boolean {
  const digits = [...card].flatMap((character) => digitOf(character) ?? []).reverse();
  const sum = digits.reduce((all, digit, i) => {
    const value = i % 2 === 1 ? digit * 2 : digit;
    return all + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

function digitOf(character: string): number | undefined {
  for (const digits of ['0123456789', '۰۱۲۳۴۵۶۷۸۹', '٠١٢٣٤٥٦٧٨٩']) {
    const at = digits.indexOf(character);
    if (at >= 0) return at;
  }
  return undefined;
}

function scrubSource(source: Source): Source {
  const { channel, referrer, ...texts } = source;
  const scrubbed = Object.entries(texts).map(([name, text]) => [name, scrubText(text)]);
  return {
    channel,
    ...Object.fromEntries(scrubbed),
    ...(referrer !== undefined && { referrer: scrubAddress(referrer) }),
  };
}

function scrubProps(props: Props): Props {
  return Object.fromEntries(
    Object.entries(props).map(([name, value]) => [
      name,
      MEANT.has(name) ? value : scrubValue(value, ADDRESSES.has(name)),
    ]),
  );
}

function scrubValue(value: Json, address: boolean): Json {
  if (typeof value === 'string') {
    return address || /^https?:\/\//i.test(value) ? scrubAddress(value) : scrubText(value);
  }
  if (Array.isArray(value)) return value.map((entry) => scrubValue(entry, address));
  return typeof value === 'object' && value !== null ? scrubProps(value) : value;
}
