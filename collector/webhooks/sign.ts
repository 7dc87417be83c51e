/** Signatures as Standard Webhooks has them: https://www.standardwebhooks.com, HMAC-SHA256. */
import type { WebhookSecrets } from '../store/webhooks.ts';

const utf8 = new TextEncoder();

/**
 * The three headers. While a rotated secret still holds there are two signatures, one of each.
 *
 * @param now milliseconds since 1970
 */
export async function signedHeaders(
  { signing, former }: WebhookSecrets,
  { id, body }: { id: string; body: string },
  now: number,
): Promise<Record<string, string>> {
  const seconds = Math.floor(now / 1000);
  const secrets = [signing, ...(former && former.until > now ? [former.signing] : [])];
  const signatures = secrets.map((secret) => signature(secret, `${id}.${seconds}.${body}`));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': (await Promise.all(signatures)).join(' '),
  };
}

async function signature(secret: string, text: string): Promise<string> {
  const bytes = Uint8Array.from(atob(secret.slice('whsec_'.length)), (it) => it.charCodeAt(0));
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign']);
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8.encode(text)));
  return `v1,${btoa(String.fromCharCode(...mac))}`;
}
