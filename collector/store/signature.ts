/** The owner's server vouches for a user id: HMAC-SHA256 over site, expiry and id. */
import { hex } from './hash.ts';

/** Whom a signature names. */
export interface Signed {
  site: string;
  /** without spaces at either end */
  user: string;
}

const FORM = /^(\d{1,12})\.([0-9a-f]{64})$/;

const utf8 = new TextEncoder();

/**
 * What the owner's server gives a signed-in page for `identify`: `EXPIRY.HEX`.
 *
 * @param expires seconds since 1970, as in a JWT
 * @example
 * // the same in Node:
 * const mac = createHmac('sha256', signingKey).update(`${site}\n${expires}\n${user}`).digest('hex');
 * const signature = `${expires}.${mac}`;
 */
export async function signUser(key: string, signed: Signed, expires: number): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', await imported(key), message(signed, expires));
  return `${expires}.${hex(new Uint8Array(mac))}`;
}

/**
 * Whether a signature holds for this site and user and has not expired. Compares in constant time.
 *
 * @param now the moment at which it arrived, milliseconds since 1970: the visitor's clock has no say
 */
export async function isSigned(
  key: string,
  signed: Signed,
  signature: unknown,
  now: number,
): Promise<boolean> {
  const [, expiry, mac] = (typeof signature === 'string' && FORM.exec(signature)) || [];
  if (key === '' || expiry === undefined || mac === undefined) return false;
  const expires = Number(expiry);
  if (expires * 1000 < now) return false;
  const bytes = Uint8Array.from({ length: 32 }, (_, i) =>
    Number.parseInt(mac.slice(2 * i, 2 * i + 2), 16),
  );
  return crypto.subtle.verify('HMAC', await imported(key), bytes, message(signed, expiry));
}

/** No site and no expiry holds a line break, so no two different texts are one message. */
const message = ({ site, user }: Signed, expires: number | string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(utf8.encode(`${site}\n${expires}\n${user}`));

const imported = (key: string): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', utf8.encode(key), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ]);
