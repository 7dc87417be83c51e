/** `npm run site`: sites and keys from the command line, on this machine and through wrangler. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wranglerDatabase } from '../../collector/dev/remote-database.ts';
import { type Served, serve } from '../../collector/dev/serve.ts';
import { act } from '../../collector/dev/site-actions.ts';
import { readCommand } from '../../collector/dev/site-command.ts';
import { revoke } from '../../collector/store/keys.ts';
import { changeSite, disableSite } from '../../collector/store/site-changes.ts';
import {
  type CreatedSite,
  createSite,
  listSites,
  type SiteInfo,
} from '../../collector/store/sites.ts';
import { DEMO_WRITE_KEY } from '../../sdk/demo/write-key.ts';
import { event, send } from './visitor.ts';

const ROOT = join(import.meta.dirname, '../..');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rung-site-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function program(...args: string[]) {
  const env = { ...process.env, RUNG_STATE: join(folder, 'state') };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['collector/dev/site.ts', ...args],
    { cwd: ROOT, env, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

describe('npm run site', () => {
  let rung: Served;
  let made: CreatedSite;
  beforeAll(async () => {
    rung = await serve({ tickEverySeconds: 0 });
  });
  afterAll(() => rung?.stop());

  const site = (...args: string[]) => act(rung.db, readCommand(args).command, Date.now());
  const list = async () => (await site('list')).text;
  const post = async () => {
    const view = event(Date.now(), 'page_view', '/');
    return Object.values(await send({ ...made, url: rung.url }, 'visitor-1', [view]));
  };

  it('makes a site and prints its keys', async () => {
    const { text, data } = await site('create', 'Shop', '--preset', 'crm');
    made = data as CreatedSite;
    expect(made.site).toMatch(/^s_/);
    expect(text).toContain(made.write_key);
    expect(text).toContain(made.secret_key);
    expect(await post()).toEqual(['ok']);
  });

  it('lists the site with its write key, and never again the secret one', async () => {
    const text = await list();
    expect(text).toContain(`${made.site}  Shop`);
    expect(text).toContain(made.write_key);
    expect(text).toContain(`…${made.secret_key.slice(-4)}`);
    expect(text).not.toContain(made.secret_key);
  });

  it('refuses what comes with the keys of a disabled site, until it is enabled', async () => {
    expect((await site('disable', made.site)).text).toBe(`${made.site} is disabled.`);
    await expect(post()).rejects.toThrow(/^40[13] /);
    expect((await site('enable', made.site)).text).toBe(`${made.site} is enabled.`);
    expect(await post()).toEqual(['ok']);
  });

  it('revokes one key, by what the list shows of it, and only once', async () => {
    const { key } = (await site('key', made.site, 'secret')).data as { key: string };
    const leads = () =>
      fetch(`${rung.url}/api/v1/leads`, { headers: { authorization: `Bearer ${key}` } });
    expect((await leads()).status).toBe(200);
    await site('revoke', made.site, `…${key.slice(-4)}`);
    expect((await leads()).status).toBe(401);
    expect(await list()).toMatch(new RegExp(`…${key.slice(-4)} .*\\(revoked\\)`));
    await expect(site('revoke', made.site, key.slice(-4))).rejects.toThrow('no live key');
  });

  it('gives the address for a mail provider, whose secret opens nothing else', async () => {
    const { path } = (await site('hook', made.site, 'mailchimp')).data as { path: string };
    expect((await fetch(rung.url + path)).status).toBe(200);
    const body = new URLSearchParams({ type: 'profile' });
    expect((await fetch(rung.url + path, { method: 'POST', body })).status).toBe(200);
    const key = path.split('/').at(-1);
    const leads = `${rung.url}/api/v1/leads`;
    const headers = { authorization: `Bearer ${key}` };
    expect((await fetch(leads, { headers })).status).toBe(403);
    await expect(site('hook', made.site, 'sendgrid')).rejects.toThrow('needs the key');
    expect(await list()).toContain('hook:mailchimp');
  });

  it('changes what is named, and gives another signing key', async () => {
    await site('set', made.site, '--name', 'Pishi', '--setting', 'retention_days=400');
    expect(await list()).toContain(`${made.site}  Pishi`);
    await expect(site('set', made.site, '--setting', 'retention_days=1')).rejects.toThrow(
      'settings.retention_days must be',
    );
    const old = (await site('signing-key', made.site)).data;
    const { data } = await site('rotate-signing-key', made.site);
    expect(data).not.toEqual(old);
    expect((await site('signing-key', made.site)).data).toEqual(data);
  });

  it('makes the demo site once', async () => {
    const { data } = await site('create', '--demo');
    expect(data).toMatchObject({ write_key: DEMO_WRITE_KEY });
    await expect(site('create', '--demo')).rejects.toThrow('There is a demo site already');
  });

  it.each([
    [['create', 'Shop', '--preset', 'funnel'], 'No such preset: funnel'],
    [['create', 'Shop', '--origin', 'shop.example'], 'origins[0] must be https://'],
    [['create', 'Shop', '--time-zone', 'Mars/Olympus'], 'time_zone must be a time zone'],
    [['disable', 's_nobody'], 'No site s_nobody'],
    [['key', 's_nobody', 'secret'], 'There is no site s_nobody.'],
  ])('says what is wrong with %j and changes nothing', async (args, message) => {
    const before = await list();
    await expect(site(...args)).rejects.toThrow(message);
    expect(await list()).toBe(before);
  });
});

describe('npm run site, as a program', () => {
  it('keeps what it made, prints JSON for programs, and a sentence when something is wrong', () => {
    const { stdout } = program('create', 'Shop', '--json');
    const { site } = JSON.parse(stdout) as CreatedSite;
    expect(program('list').stdout).toContain(`${site}  Shop`);
    const { status, stdout: nothing, stderr } = program('frobnicate');
    expect([status, nothing]).toEqual([1, '']);
    expect(stderr).toContain('There is no command "frobnicate".');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('waits while another program writes, and says so in a sentence when that does not end', async () => {
    const d1 = join(folder, 'state/d1/miniflare-D1DatabaseObject');
    const file = (await readdir(d1)).find((name) => /^[0-9a-f]+\.sqlite$/.test(name)) ?? '';
    const other = new DatabaseSync(join(d1, file));
    other.exec('BEGIN IMMEDIATE');
    const { status, stderr } = program('create', 'Locked out');
    other.exec('ROLLBACK');
    other.close();
    expect({ status, stderr }).toMatchObject({ status: 1 });
    expect(stderr.trimEnd()).toMatch(/try again in a moment\.$/);
    expect(program('list').stdout).not.toContain('Locked out');
  });

  it('works while the same data are being served', async () => {
    const rung = await serve({ state: join(folder, 'state'), tickEverySeconds: 0 });
    try {
      const { stdout } = program('create', 'Second', '--json');
      const made = JSON.parse(stdout) as CreatedSite;
      const view = event(Date.now(), 'page_view', '/');
      const results = await send({ ...made, url: rung.url }, 'visitor-2', [view]);
      expect(Object.values(results)).toEqual(['ok']);
    } finally {
      await rung.stop();
    }
  });
});

describe('a database behind wrangler, as --remote reaches it', () => {
  it('takes the same sites and keys from the same functions', async () => {
    const where = ['--local', '--persist-to', join(folder, 'wrangler')];
    const wrangler = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');
    const migrated = spawnSync(
      process.execPath,
      [wrangler, 'd1', 'migrations', 'apply', 'DB', ...where],
      { cwd: ROOT, env: { ...process.env, WRANGLER_SEND_METRICS: 'false', CI: '1' } },
    );
    expect(migrated.status).toBe(0);
    const db = wranglerDatabase(where);
    const name = "O'Neil & مینا?";
    const made = await createSite(db, { name }, 1000);
    const [only] = (await listSites(db)) as [SiteInfo];
    expect(only).toMatchObject({ site: made.site, name, created_at: 1000, disabled_at: null });
    expect(only.keys.map(({ kind }) => kind).sort()).toEqual(['secret', 'write']);
    const [key] = only.keys;
    expect(await revoke(db, { site: made.site, hash: key?.hash ?? '' }, 2000)).toBeDefined();
    expect(await changeSite(db, made.site, { name, origins: ['https://a.example'] })).toBe(true);
    expect((await listSites(db))[0]).toMatchObject({ name, origins: ['https://a.example'] });
    expect(await disableSite(db, made.site, 3000)).toBe(true);
  });
});
