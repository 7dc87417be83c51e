/** Digests and the ids made of them. */

const utf8 = new TextEncoder();
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** SHA-256 of a text's UTF-8. */
export async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', utf8.encode(text)));
}

export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** SHA-256 as 64 hex digits. */
export async function sha256Hex(text: string): Promise<string> {
  return hex(await sha256(text));
}

/**
 * Who a device is until told otherwise. The same on every isolate, so that two first requests of
 * one visitor meet in one row; opaque, so that a person id tells no visitor id.
 *
 * @param alias `d:VISITOR`
 */
export async function personOf(site: string, alias: string): Promise<string> {
  const digest = await sha256(`${site}\u001f${alias}`);
  return `p_${hex(digest.subarray(0, 16))}`;
}

/** The alias that finds a person by e-mail address and never merges two. */
export async function addressAlias(email: string): Promise<string> {
  return `e:${await sha256Hex(email.trim().toLowerCase())}`;
}
