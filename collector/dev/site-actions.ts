/** What `npm run site` does to a database, local or remote, and what it then tells. */
import type { Database } from '../store/database.ts';
import { deleteSite } from '../store/delete-site.ts';
import { addHook } from '../store/hooks.ts';
import {
  changeSite,
  disableSite,
  enableSite,
  rotateSigningKey,
  setRetention,
} from '../store/site-changes.ts';
import {
  addKey,
  createSite,
  listSites,
  revokeKey,
  type SiteInfo,
  signingKeyOf,
} from '../store/sites.ts';
import { createDemoSite } from './demo-site.ts';
import { type Command, Misuse, USAGE } from './site-command.ts';

/** What is printed: for people, and for programs. */
export interface Outcome {
  text: string;
  data: unknown;
}

/**
 * @param now milliseconds since 1970
 * @throws Misuse when the command names what is not there
 * @throws RangeError for an unknown time zone, currency, origin or preset, or a key that is missing
 * @throws StorageUnavailable
 */
export async function act(db: Database, command: Command, now: number): Promise<Outcome> {
  switch (command.do) {
    case 'help':
      return { text: USAGE, data: { usage: USAGE } };
    case 'create':
      return shown(await createSite(db, command.site, now));
    case 'create-demo':
      return shown(await createDemoSite(db, now));
    case 'list':
      return listed(await listSites(db));
    case 'disable':
      return changed(await disableSite(db, command.site, now), command.site, 'disabled');
    case 'enable':
      return changed(await enableSite(db, command.site), command.site, 'enabled');
    case 'retention':
      return retention(db, command.site, command.days);
    case 'delete':
      return changed(await deleteSite(db, command.site, now), command.site, 'deleted');
    case 'signing-key':
      return signingKey(command.site, await signingKeyOf(db, command.site));
    case 'rotate-signing-key':
      return signingKey(command.site, await rotateSigningKey(db, command.site));
    case 'set':
      return changed(await changeSite(db, command.site, command.changes), command.site, 'changed');
    case 'key':
      await siteOf(db, command.key.site);
      return shown({ key: await addKey(db, command.key, now) });
    case 'hook':
      await siteOf(db, command.hook.site);
      return hookAddress(command.hook.provider, await addHook(db, command.hook, now));
    case 'revoke':
      return revoke(db, command.site, command.key, now);
  }
}

const LABELS: Readonly<Record<string, string>> = {
  site: 'site',
  write_key: 'write key',
  secret_key: 'secret key',
  key: 'key',
};

/** Keys are shown here and never again. */
function shown(keys: object): Outcome {
  const lines = Object.entries(keys).map(([name, value]) => {
    return `${(LABELS[name] ?? name).padEnd(12)}${value}`;
  });
  const note = 'Keep secret keys now: only their fingerprints are stored.';
  return { text: `${lines.join('\n')}\n${note}`, data: keys };
}

function hookAddress(provider: string, secret: string): Outcome {
  const path = `/hooks/${provider}/${secret}`;
  const note = `Give ${provider} this path on the address of your Rung. Who knows it can post as they do.`;
  return { text: `${'path'.padEnd(12)}${path}\n${note}`, data: { path } };
}

function signingKey(site: string, key: string | null): Outcome {
  if (key === null) throw new Misuse(`There is no site ${site}.`);
  const note = 'For your server alone: with it anyone can be made anyone.';
  return { text: `${'signing key'.padEnd(12)}${key}\n${note}`, data: { signing_key: key } };
}

async function retention(db: Database, site: string, days: number | null): Promise<Outcome> {
  if (!(await setRetention(db, site, days))) throw new Misuse(`There is no site ${site}.`);
  const text = days === null ? 'keeps its events for ever' : `cuts events older than ${days} days`;
  return { text: `${site} ${text}.`, data: { site, retention_days: days } };
}

function changed(done: boolean, site: string, what: string): Outcome {
  if (!done) throw new Misuse(`No site ${site} that could be ${what}.`);
  return { text: `${site} is ${what}.`, data: { site, [what]: true } };
}

function listed(sites: SiteInfo[]): Outcome {
  return { text: sites.map(paragraph).join('\n\n') || 'There is no site yet.', data: sites };
}

function paragraph({ site, name, origins, time_zone, currency, disabled_at, keys }: SiteInfo) {
  const about = [time_zone, currency, origins.join(' ') || 'any origin'].join(', ');
  const lines = keys.map(({ kind, shown, scopes, name, revoked_at }) => {
    const key = kind === 'write' ? shown : `…${shown}`;
    const state = revoked_at === null ? '' : '(revoked)';
    return `  ${kind.padEnd(7)}${[key, scopes.join(' '), name, state].filter(Boolean).join('  ')}`;
  });
  const state = disabled_at === null ? '' : '  (disabled)';
  return [`${site}  ${name}${state}`, `  ${about}`, ...lines].join('\n');
}

async function revoke(db: Database, site: string, key: string, at: number): Promise<Outcome> {
  const { keys } = await siteOf(db, site);
  const named = keys.filter(({ hash, shown, revoked_at }) => {
    return revoked_at === null && (hash === key || shown === key.replace(/^…/, ''));
  });
  const [only] = named;
  if (!only) throw new Misuse(`${site} has no live key ${key}.`);
  if (named.length > 1) throw new Misuse(`${key} names ${named.length} keys: use the hash.`);
  await revokeKey(db, site, only.hash, at);
  return { text: `The key ${key} of ${site} is revoked.`, data: { site, revoked: only.hash } };
}

async function siteOf(db: Database, site: string): Promise<SiteInfo> {
  const found = (await listSites(db)).find((candidate) => candidate.site === site);
  if (!found) throw new Misuse(`There is no site ${site}.`);
  return found;
}
