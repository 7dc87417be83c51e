/** SHA-256 and HMAC-SHA-256 on the runtime's own Web Crypto. */

const utf8 = new TextEncoder();

const toHex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * SHA-256 of the UTF-8 of a text, 64 hex digits.
 * @example await sha256('abc') // 'ba7816bf…'
 */
export async function sha256(text: string): Promise<string> {
  return toHex(await crypto.subtle.digest('SHA-256', utf8.encode(text)));
}

const hmacKey = (secret: string): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', utf8.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ]);

/** HMAC-SHA-256 of a text. */
export async function sign(secret: string, text: string): Promise<Uint8Array> {
  const mac = await crypto.subtle.sign('HMAC', await hmacKey(secret), utf8.encode(text));
  return new Uint8Array(mac);
}

/** Whether `mac` is the HMAC-SHA-256 of the text, compared in constant time by the runtime. */
export async function verify(
  secret: string,
  text: string,
  mac: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  return crypto.subtle.verify('HMAC', await hmacKey(secret), mac, utf8.encode(text));
}
