/** What a mail provider tells of one message to one address. */
import type { Props } from '../../../sdk/wire.ts';

export interface MailNote {
  /** the provider's own, or made of what tells two of its events apart */
  id: string;
  /** an event type of ours; undefined for what only shows when a mail arrived */
  type: string | undefined;
  /** milliseconds since 1970 */
  ts: number | undefined;
  email: unknown;
  props: Props;
  /** the mail it is about, where the provider says */
  mail?: string | undefined;
  /** User-Agent of who opened or clicked */
  agent?: string | undefined;
  /** the provider itself says that software did it, or we found so */
  software?: boolean;
}

/** A mail that came back. No type of the contract's: it says nothing about the person's interest. */
export const BOUNCE = 'email_bounce';

/** Properties that are there, as texts of a bounded length. */
export function texts(fields: Readonly<Record<string, unknown>>): Props {
  const read = Object.entries(fields).flatMap(([name, value]) => {
    const text = typeof value === 'number' ? String(value) : value;
    return typeof text === 'string' && text !== ''
      ? [[name, text.slice(0, LENGTH[name] ?? 200)]]
      : [];
  });
  return Object.fromEntries(read);
}

/** Longest texts of the contract: `href` is longer than the rest. */
const LENGTH: Readonly<Record<string, number>> = { href: 2048 };
