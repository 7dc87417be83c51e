/** How an e-mail address travels: as it is only where the owner said so, else as its SHA-256. */

/** Rejects where the browser keeps its cryptography to secure contexts. */
export async function addressProps(email: string, clear?: boolean): Promise<object> {
  const address = email.trim().toLowerCase();
  if (!address) return {};
  if (clear) return { email: address };
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(address));
  const bytes = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'));
  return { email_sha256: bytes.join('') };
}
