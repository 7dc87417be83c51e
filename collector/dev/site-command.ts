/** What `npm run site` was asked to do: its usage and the reading of its arguments. Pure. */
import { parseArgs } from 'node:util';
import { isMailProvider, MAIL_PROVIDERS, type NewHook } from '../store/hooks.ts';
import type { SiteChanges } from '../store/site-shape.ts';
import type { NewKey, NewSite, Preset } from '../store/sites.ts';

export const USAGE = `Sites and their keys, in the local database (RUNG_STATE, default .rung/) or,
with --remote, in the D1 database of wrangler.toml.

  npm run site -- create NAME       make a site; prints its keys, this once
      --origin https://shop.example   pages that may send (repeatable; https://*.shop.example too).
                                      Without it any page may.
      --time-zone Europe/Berlin       days and hours of reports. Default UTC
      --currency EUR                  ISO 4217. Default EUR
      --preset loyalty                the ladder: loyalty, classic or crm
  npm run site -- create --demo     make the site that the shop at /demo/ reports to
  npm run site -- list              all sites and keys
  npm run site -- set SITE          change what is named, leave the rest: --name, --origin
                                    (all of them; "any" for none), --time-zone, --currency and
      --setting NAME=VALUE            trust_unsigned=true   an unsigned identify joins devices
                                      visitor_cookie=true   keep the visitor in a cookie too
                                      retention_days=400    how long events are kept
                                      NAME= takes one back to its default
  npm run site -- disable SITE      refuse everything that comes with its keys; data stay
  npm run site -- enable SITE       and back
  npm run site -- key SITE secret   one more key (secret or write); prints it, this once
      --scopes read,write             of a secret key. Default read
      --name "the CRM"                what it is for
  npm run site -- revoke SITE KEY   KEY as \`list\` shows it: a write key, or the last four
                                    characters of a secret one
  npm run site -- hook SITE sendgrid  the address that a mail provider posts to, this once:
                                    sendgrid, mandrill, brevo or mailchimp
      --verify KEY                    what it signs with: SendGrid's public key, Mandrill's webhook
                                      key, a token for Brevo
  npm run site -- retention SITE DAYS
                                    cut events older than so many days (at least 60); scores
                                    stay. \`off\` keeps them for ever
  npm run site -- delete SITE --yes close the site and take everything of it away, for good
  npm run site -- signing-key SITE  with which your server signs user ids for \`identify\`
  npm run site -- rotate-signing-key SITE  another one; what the old one signed holds no longer

  --remote                          the database on your Cloudflare account
  --json                            print JSON`;

/** A mistake in the arguments, in one sentence. */
export class Misuse extends Error {
  override name = 'Misuse';
}

export type Command =
  | { do: 'help' }
  | { do: 'create'; site: NewSite }
  | { do: 'create-demo' }
  | { do: 'list' }
  | { do: 'disable' | 'enable' | 'signing-key' | 'rotate-signing-key'; site: string }
  | { do: 'set'; site: string; changes: SiteChanges }
  | { do: 'retention'; site: string; days: number | null }
  | { do: 'delete'; site: string }
  | { do: 'key'; key: NewKey }
  | { do: 'hook'; hook: NewHook }
  | { do: 'revoke'; site: string; key: string };

export interface Asked {
  command: Command;
  remote: boolean;
  json: boolean;
}

const OPTIONS = {
  origin: { type: 'string', multiple: true },
  'time-zone': { type: 'string' },
  currency: { type: 'string' },
  preset: { type: 'string' },
  setting: { type: 'string', multiple: true },
  scopes: { type: 'string' },
  name: { type: 'string' },
  verify: { type: 'string' },
  demo: { type: 'boolean' },
  yes: { type: 'boolean' },
  remote: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof parse>['values'];
type Reader = (words: string[], values: Values) => Command;

const SCOPES = ['read', 'write', 'admin'];

const READERS: Readonly<Record<string, Reader>> = {
  create: ([name], values) => (values.demo ? { do: 'create-demo' } : create(name, values)),
  list: () => ({ do: 'list' }),
  disable: ([site]) => ({ do: 'disable', site: need(site, 'SITE') }),
  enable: ([site]) => ({ do: 'enable', site: need(site, 'SITE') }),
  'signing-key': ([site]) => ({ do: 'signing-key', site: need(site, 'SITE') }),
  hook: ([site, provider], values) => ({ do: 'hook', hook: newHook(site, provider, values) }),
  retention: ([site, days]) => ({
    do: 'retention',
    site: need(site, 'SITE'),
    days: daysOf(need(days, 'DAYS')),
  }),
  delete: ([site], values) => ({ do: 'delete', site: sure(need(site, 'SITE'), values.yes) }),
  'rotate-signing-key': ([site]) => ({ do: 'rotate-signing-key', site: need(site, 'SITE') }),
  set: ([site], values) => ({ do: 'set', site: need(site, 'SITE'), changes: changes(values) }),
  key: ([site, kind], values) => ({ do: 'key', key: newKey(site, kind, values) }),
  revoke: ([site, key]) => ({ do: 'revoke', site: need(site, 'SITE'), key: need(key, 'KEY') }),
};

/** @throws Misuse */
export function readCommand(args: string[]): Asked {
  const { values, positionals } = parse(args);
  const [word, ...words] = positionals;
  const { remote, json } = values;
  if (values.help || word === undefined || word === 'help') {
    return { command: { do: 'help' }, remote, json };
  }
  const reader = Object.hasOwn(READERS, word) ? READERS[word] : undefined;
  if (!reader) throw new Misuse(`There is no command "${word}".`);
  return { command: reader(words, values), remote, json };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Misuse((error as Error).message);
  }
}

function create(name: string | undefined, values: Values): Command {
  const { origin: origins, 'time-zone': time_zone, currency, preset } = values;
  return {
    do: 'create',
    site: {
      name: need(name, 'NAME'),
      ...(origins && { origins }),
      ...(time_zone && { time_zone }),
      ...(currency && { currency }),
      ...(preset && { preset: preset as Preset }),
    },
  };
}

/** @throws Misuse */
function changes(values: Values): SiteChanges {
  const { name, origin, 'time-zone': time_zone, currency, setting } = values;
  const asked = {
    ...(name !== undefined && { name }),
    ...(origin && { origins: origin.filter((one) => one !== 'any') }),
    ...(time_zone && { time_zone }),
    ...(currency && { currency }),
    ...(setting && { settings: Object.fromEntries(setting.map(readSetting)) }),
  };
  if (Object.keys(asked).length === 0) throw new Misuse('Nothing to change is named.');
  return asked;
}

/** `retention_days=400`; without a value it goes back to its default. */
function readSetting(text: string): [name: string, value: unknown] {
  const [, name, value] = /^(\w+)=(true|false|0|[1-9]\d*|)$/.exec(text) ?? [];
  if (name === undefined) throw new Misuse(`Not a setting: "${text}".`);
  return [name, value ? JSON.parse(value) : null];
}

function newKey(site: string | undefined, kind: string | undefined, values: Values): NewKey {
  if (kind !== 'write' && kind !== 'secret') throw new Misuse('A key is "write" or "secret".');
  const scopes = (values.scopes ?? 'read').split(',');
  const wrong = scopes.find((scope) => !SCOPES.includes(scope));
  if (wrong !== undefined) throw new Misuse(`There is no scope "${wrong}": ${SCOPES.join(', ')}.`);
  return {
    site: need(site, 'SITE'),
    kind,
    ...(kind === 'secret' && { scopes }),
    ...(values.name && { name: values.name }),
  };
}

function newHook(site: string | undefined, provider: string | undefined, values: Values): NewHook {
  if (!isMailProvider(provider)) {
    throw new Misuse(`A mail provider is one of ${Object.keys(MAIL_PROVIDERS).join(', ')}.`);
  }
  const { verify } = values;
  return { site: need(site, 'SITE'), provider, ...(verify && { verify }) };
}

/** What arrives late or is asked about must still be there. */
const LEAST_DAYS = 60;

function daysOf(word: string): number | null {
  if (word === 'off') return null;
  const days = Number(word);
  if (Number.isInteger(days) && days >= LEAST_DAYS && days <= 36_500) return days;
  throw new Misuse(`DAYS is a whole number of at least ${LEAST_DAYS}, or "off", not "${word}".`);
}

function sure(site: string, yes: boolean | undefined): string {
  if (yes) return site;
  throw new Misuse(`This deletes ${site} and everything of it for good: say --yes to do it.`);
}

function need(word: string | undefined, what: string): string {
  if (!word) throw new Misuse(`${what} is missing.`);
  return word;
}
