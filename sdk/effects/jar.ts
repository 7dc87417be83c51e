/** The few small values a browser keeps for us, in cookies that all of the site's hosts see. */
import { domainOf } from '../core/address.ts';

/** A sandboxed frame throws at the mere look at `document.cookie`. */
export function read(name: string): string | undefined {
  try {
    return RegExp(`\\b${name}=([^;]+)`).exec(document.cookie)?.[1];
  } catch {
    return undefined;
  }
}

/**
 * Keeps a value for the site's whole domain when the browser lets us, else for this host alone.
 * Seconds 0 forgets it.
 */
export function keep(name: string, value: string, seconds: number): void {
  for (const domain of [`;domain=${domainOf(location.hostname)}`, '']) {
    try {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere
      document.cookie = `${name}=${value};path=/;max-age=${seconds};samesite=lax${domain}`;
    } catch {}
    if (read(name) === value) return;
  }
}
