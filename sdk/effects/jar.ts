/** The few small values a browser keeps for us, in cookies that all of the site's hosts see. */
import { domainOf } from '../core/address.ts';

/** What a browser knows us by: of the visitor's cookie, the database, its store, the hand-over. */
export const NAME = 'rung';

/**
 * The value of a name. With `seconds` that value is kept first: for the site's whole domain when the
 * browser lets us, else for this host alone; seconds 0 forgets it. A sandboxed frame throws at the
 * mere look at `document.cookie`.
 */
export function jar(name: string, value?: string, seconds?: number): string | undefined {
  let found: string | undefined;
  try {
    for (const domain of [`;domain=${domainOf(location.hostname)}`, '']) {
      if (value !== undefined && found !== value) {
        // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere
        document.cookie = `${name}=${value};path=/;max-age=${seconds};samesite=lax${domain}`;
      }
      found = RegExp(`\\b${name}=([^;]+)`).exec(document.cookie)?.[1];
    }
  } catch {}
  return found;
}
