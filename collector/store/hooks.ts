/** The secret addresses that mail providers post to, and how each is told to be genuine. */
import { type Database, runBatch } from './database.ts';
import { addKey } from './sites.ts';

/**
 * The providers that are understood, and whether they prove themselves beside knowing the secret
 * address: what that takes must be set (`needed`), may be set (`possible`), or does not exist.
 */
export const MAIL_PROVIDERS = {
  sendgrid: 'needed',
  mandrill: 'needed',
  brevo: 'possible',
  mailchimp: 'none',
} as const satisfies Record<string, 'needed' | 'possible' | 'none'>;

export type MailProvider = keyof typeof MAIL_PROVIDERS;

export const isMailProvider = (name: unknown): name is MailProvider =>
  typeof name === 'string' && Object.hasOwn(MAIL_PROVIDERS, name);

export interface NewHook {
  site: string;
  provider: MailProvider;
  /** SendGrid's public key, Mandrill's webhook key, Brevo's token or `NAME:PASSWORD` */
  verify?: string;
}

const SET_VERIFY =
  'UPDATE sites SET settings = json_set(settings, ?1, json_object(?2, ?3)) WHERE site = ?4';

/**
 * Makes a secret for `POST /hooks/PROVIDER/SECRET` that opens nothing else. It is a key like any:
 * shown this once, listed and revoked with the others; several may live.
 *
 * @param at milliseconds since 1970
 * @throws RangeError when the provider's way of signing does not fit what is given
 * @throws StorageUnavailable
 */
export async function addHook(db: Database, hook: NewHook, at: number): Promise<string> {
  const { site, provider, verify } = hook;
  const needs = MAIL_PROVIDERS[provider];
  if (needs === 'needed' && !verify)
    throw new RangeError(`${provider} needs the key it signs with.`);
  if (needs === 'none' && verify) throw new RangeError(`${provider} signs nothing.`);
  if (verify) {
    const path = `$.hooks.${provider}`;
    await runBatch(db, [db.prepare(SET_VERIFY).bind(path, 'verify', verify, site)]);
  }
  return addKey(db, { site, kind: 'secret', scopes: [`hook:${provider}`], name: provider }, at);
}
