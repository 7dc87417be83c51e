/** How an e-mail address travels: as it is only where the owner said so, else as its SHA-256. */
import type { Props, WireEvent } from '../../wire.ts';
import { options } from './tools.ts';

/**
 * The properties with the address. Rejects where the browser keeps its cryptography to secure
 * contexts.
 */
export async function withAddress(
  email?: string,
  props?: object,
  clear = options.email,
): Promise<Partial<WireEvent> | undefined> {
  const address = email?.trim().toLowerCase();
  if (!address) return undefined;
  const said = clear ? { email: address } : { email_sha256: await sha256(address) };
  return { props: { ...props, ...said } as Props };
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => (byte + 256).toString(16).slice(1)).join('');
}
