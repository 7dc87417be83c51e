/** The few small values a browser keeps for us: cookies that all of the site's hosts see, or memory. */
import { domainOf } from '../core/address.ts';

/** Where cookies are denied a value lasts as long as the page. */
const memory: Record<string, string> = {};

export function read(name: string): string | undefined {
  return memory[name] ?? readCookie(name);
}

/**
 * Keeps a value for the site's whole domain when the browser lets us, else for this host alone.
 * Seconds 0 forgets it.
 */
export function keep(name: string, value: string, seconds: number): void {
  memory[name] = value;
  for (const domain of [`;domain=${domainOf(location.hostname)}`, '']) {
    try {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere
      document.cookie = `${name}=${value};path=/;max-age=${seconds};samesite=lax${domain}`;
    } catch {}
    if (readCookie(name) === value) return;
  }
}

/** A sandboxed frame throws at the mere look at `document.cookie`. */
function readCookie(name: string): string | undefined {
  try {
    return RegExp(`\\b${name}=([^;]+)`).exec(document.cookie)?.[1];
  } catch {
    return undefined;
  }
}
