/** Which e-mail address an event gives. */
import type { Props } from '../../sdk/wire.ts';
import { allRows, type Database } from './database.ts';
import { addressAlias } from './hash.ts';

const GIVES_ADDRESS = new Set([
  'newsletter_signup',
  'newsletter_unsubscribe',
  'form_submit',
  'identify',
]);
/** Anything else under that name may be the address itself, which no alias may hold. */
const SHA256 = /^[0-9a-f]{64}$/i;

/** `e:SHA256` of the address, if the event gives one. The same for the stored event and the sent. */
export async function addressOf({
  type,
  props,
}: {
  type: string;
  props?: Props;
}): Promise<string | undefined> {
  if (!props || !GIVES_ADDRESS.has(type)) return undefined;
  const digest = props.email_sha256;
  if (typeof digest === 'string' && SHA256.test(digest)) return `e:${digest.toLowerCase()}`;
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

const KNOWN =
  'SELECT DISTINCT alias FROM aliases WHERE site = ?1 AND alias IN (SELECT value FROM json_each(?2))';

/** Which of these addresses (`e:SHA256`) somebody of the site has. @throws StorageUnavailable */
export async function knownAddresses(
  db: Database,
  site: string,
  addresses: readonly string[],
): Promise<Set<string>> {
  if (addresses.length === 0) return new Set();
  const statement = db.prepare(KNOWN).bind(site, JSON.stringify(addresses));
  return new Set((await allRows<{ alias: string }>(statement)).map(({ alias }) => alias));
}
