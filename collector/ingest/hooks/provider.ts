/** What it takes to understand a mail provider's webhooks. */
import type { MailNote } from './note.ts';

export interface Provider {
  /** Whether the request is the provider's own. @param key as the site's settings have it */
  check(request: Request, body: string, key: string): Promise<boolean>;
  /** Undefined for a body that is none of the provider's. May throw SyntaxError for no JSON. */
  read(body: string): MailNote[] | undefined;
}
