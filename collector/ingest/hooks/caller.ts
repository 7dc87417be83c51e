/** Whether a request is from the provider that it says it is from, and for which site. */
import type { Problem } from '../../../sdk/wire.ts';
import type { Database } from '../../store/database.ts';
import { MAIL_PROVIDERS, type MailProvider } from '../../store/hooks.ts';
import type { KeyUse } from '../../store/key-use.ts';
import { readPerson } from '../../store/read-person.ts';
import type { Site } from '../../store/site.ts';
import { problem } from '../problem.ts';
import { PROVIDERS } from './providers.ts';

/** From whom, with which secret. */
export interface Posting {
  name: MailProvider;
  secret: string;
}

export type Caller = { ok: true; site: Site } | { ok: false; problem: Problem };

const SECRET_LENGTH = 100;

/** What a key must be good for to open the door. */
export const hookOf = (name: MailProvider): KeyUse => `hook:${name}`;

/** @throws StorageUnavailable */
export async function callerOf(
  db: Database,
  { name, secret }: Posting,
  { request, body }: { request: Request; body: string },
): Promise<Caller> {
  const nobody = { key: secret, alias: '', users: [] };
  const reading = secret.length <= SECRET_LENGTH ? await readPerson(db, nobody) : null;
  if (!reading || reading.use !== hookOf(name)) return refused('unknown_key');
  const { site } = reading;
  const key = site.settings.hooks?.[name]?.verify;
  if (key === undefined) {
    return MAIL_PROVIDERS[name] === 'needed' ? refused('bad_signature') : { ok: true, site };
  }
  const sound = await PROVIDERS[name].check(request, body, key);
  return sound ? { ok: true, site } : refused('bad_signature');
}

const refused = (kind: 'unknown_key' | 'bad_signature'): Caller => ({
  ok: false,
  problem: problem(kind),
});
