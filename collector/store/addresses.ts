/** Which e-mail address an event gives. */
import type { Props } from '../../sdk/wire.ts';
import { addressAlias } from './hash.ts';

const GIVES_ADDRESS = new Set(['newsletter_signup', 'newsletter_unsubscribe', 'identify']);

/** `e:SHA256` of the address, if the event gives one. The same for the stored event and the sent. */
export async function addressOf({
  type,
  props,
}: {
  type: string;
  props?: Props;
}): Promise<string | undefined> {
  if (!props || !GIVES_ADDRESS.has(type)) return undefined;
  if (typeof props.email_sha256 === 'string') return `e:${props.email_sha256.toLowerCase()}`;
  const traits = props.traits;
  const email =
    props.email ??
    (typeof traits === 'object' && !Array.isArray(traits) ? traits?.email : undefined);
  const isAddress = typeof email === 'string' && email.length <= 320 && email.includes('@');
  return isAddress ? addressAlias(email) : undefined;
}

/** The addresses of all events, each once. */
export async function addressesOf(
  events: readonly { type: string; props?: Props }[],
): Promise<string[]> {
  const found = await Promise.all(events.map(addressOf));
  return [...new Set(found.flatMap((address) => address ?? []))];
}
