// Keys, the site's settings, and the routes of whoever runs this Rung.
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { signUser } from '../../collector/store/signature.ts';
import type { CreatedSite } from '../../collector/store/sites.ts';
import {
  call,
  envelope,
  event,
  newSite,
  newVisitor,
  onlyPerson,
  people,
  post,
  send,
} from './visitor.ts';

interface Key {
  hash: string;
  kind: string;
  scopes: string[];
  name: string;
  shown: string;
  revoked_at: string | null;
  own: boolean;
  key: string;
}
interface Problem {
  field?: string;
  detail: string;
}

function api(key: string, method: string, path: string, body?: unknown, bindings = {}) {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  return call(`/api/v1${path}`, init, bindings);
}

const made = async (site: CreatedSite, body: object) => {
  const response = await api(site.secret_key, 'POST', '/keys', body);
  expect(response.status).toBe(201);
  return response.json<Key>();
};
const keysOf = async (site: CreatedSite) =>
  (await (await api(site.secret_key, 'GET', '/keys')).json<{ data: Key[] }>()).data;

describe('Keys', () => {
  test('several live at once, each with its name and scopes; a secret one is shown once', async () => {
    const site = await newSite();
    const reader = await made(site, { name: 'the CRM', scopes: ['read'] });
    const tag = await made(site, { name: 'second tag', kind: 'write' });
    expect((await api(reader.key, 'GET', '/leads')).status).toBe(200);
    expect((await api(reader.key, 'GET', '/keys')).status).toBe(403);
    expect((await send({ write_key: tag.key }, newVisitor(), [event(Date.now())])).missing).toEqual(
      [],
    );
    const text = JSON.stringify(await keysOf(site));
    expect(text).toContain(tag.key);
    expect(text).toContain('the CRM');
    expect(text).not.toContain(reader.key);
    expect(text).not.toContain(site.secret_key);
  });

  test('a key is replaced without a gap: the old one goes on until it is revoked, and then at once', async () => {
    const site = await newSite();
    const view = () => envelope(site, newVisitor(), [event(Date.now())]);
    expect((await post(view())).status).toBe(200);
    const old = (await keysOf(site)).find(({ kind }) => kind === 'write');
    const fresh = await made(site, { name: 'new tag', kind: 'write' });
    expect((await post(view())).status).toBe(200);
    const revoked = await api(site.secret_key, 'DELETE', `/keys/${old?.hash}`);
    expect((await revoked.json<Key>()).revoked_at).toMatch(/Z$/);
    // This isolate has remembered the key since the first request.
    expect((await post(view())).status).toBe(401);
    const own = { write_key: fresh.key };
    expect((await post(envelope(own, newVisitor(), [event(Date.now())]))).status).toBe(200);
    expect((await api(site.secret_key, 'DELETE', `/keys/${old?.hash}`)).status).toBe(404);
  });

  test('the last admin key revokes itself only when that was asked for', async () => {
    const site = await newSite();
    await made(site, { name: 'reader', scopes: ['read'] });
    const own = (await keysOf(site)).find((key) => key.own)?.hash;
    expect((await api(site.secret_key, 'DELETE', `/keys/${own}`)).status).toBe(409);
    expect((await api(site.secret_key, 'GET', '/keys')).status).toBe(200);
    const second = await made(site, { name: 'second', scopes: ['admin'] });
    expect((await api(site.secret_key, 'DELETE', `/keys/${own}`)).status).toBe(200);
    expect((await api(site.secret_key, 'GET', '/keys')).status).toBe(401);
    const asked = await api(second.key, 'DELETE', `/keys/${second.hash}?last=true`);
    expect(asked.status).toBe(200);
    expect((await api(second.key, 'GET', '/keys')).status).toBe(401);
  });

  test('of two admin keys that revoke each other at once, one lives', async () => {
    const site = await newSite();
    const second = await made(site, { name: 'second', scopes: ['admin'] });
    const first = (await keysOf(site)).find((key) => key.own)?.hash;
    await Promise.all([
      api(site.secret_key, 'DELETE', `/keys/${second.hash}`),
      api(second.key, 'DELETE', `/keys/${first}`),
    ]);
    const statuses = await Promise.all(
      [site.secret_key, second.key].map(async (key) => (await api(key, 'GET', '/keys')).status),
    );
    expect(statuses.sort()).toEqual([200, 401]);
  });

  test("another site's key is not there", async () => {
    const [site, other] = [await newSite(), await newSite()];
    const [theirs] = await keysOf(other);
    expect((await api(site.secret_key, 'DELETE', `/keys/${theirs?.hash}`)).status).toBe(404);
    expect((await keysOf(other)).every(({ revoked_at }) => revoked_at === null)).toBe(true);
  });

  test.each([
    [{ name: 'x', scopes: ['root'] }, 'scopes.0'],
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', kind: 'write', scopes: ['read'] }, 'scopes'],
    [{ name: '', scopes: ['read'] }, 'name'],
    [{ scopes: ['read'] }, 'name'],
    [{ name: 'x', scopes: ['read'], site: 's_other' }, 'site'],
  ])('%j is refused and names the field', async (body, field) => {
    const site = await newSite();
    const response = await api(site.secret_key, 'POST', '/keys', body);
    expect(response.status).toBe(400);
    expect((await response.json<Problem>()).field).toBe(field);
    expect(await keysOf(site)).toHaveLength(2);
  });
});

describe('The site', () => {
  test('what is named is changed and the rest stays', async () => {
    const site = await newSite({ time_zone: 'Asia/Tehran' });
    const patch = (body: object) => api(site.secret_key, 'PATCH', '/site', body);
    await patch({ settings: { trust_unsigned: true, retention_days: 400 } });
    const response = await patch({ name: 'Pishi', settings: { retention_days: null } });
    expect(await response.json()).toMatchObject({
      site: site.site,
      name: 'Pishi',
      time_zone: 'Asia/Tehran',
      currency: 'EUR',
      settings: { trust_unsigned: true },
    });
    const shown = await (await api(site.secret_key, 'GET', '/site')).json<{ settings: object }>();
    expect(shown.settings).toEqual({ trust_unsigned: true });
    expect(JSON.stringify(shown)).not.toContain('ik_');
  });

  test('the next event is received by the changed origins', async () => {
    const site = await newSite();
    const statusFrom = async (Origin: string) =>
      (await post(envelope(site, newVisitor(), [event(Date.now())]), { Origin })).status;
    expect(await statusFrom('https://old.example')).toBe(200);
    await api(site.secret_key, 'PATCH', '/site', { origins: ['https://*.shop.example'] });
    expect(await statusFrom('https://old.example')).toBe(403);
    expect(await statusFrom('https://www.shop.example')).toBe(200);
  });

  test.each([
    [{ name: '' }, 'name'],
    [{ name: 5 }, 'name'],
    [{ origins: ['https://ok.example', 'shop.example'] }, 'origins[1]'],
    [{ origins: ['https://shop.example/path'] }, 'origins[0]'],
    [{ origins: 'https://shop.example' }, 'origins'],
    [{ time_zone: 'Mars/Olympus' }, 'time_zone'],
    [{ currency: 'euro' }, 'currency'],
    [{ settings: { retention_days: 59 } }, 'settings.retention_days'],
    [{ settings: { retention_days: 1.5 } }, 'settings.retention_days'],
    [{ settings: { trust_unsigned: 1 } }, 'settings.trust_unsigned'],
    [{ settings: { trust_everybody: true } }, 'settings.trust_everybody'],
    [{ settings: { toString: null } }, 'settings.toString'],
    [{ secret: 1 }, 'secret'],
  ])('%j is refused, names the field and changes nothing', async (body, field) => {
    const site = await newSite();
    const show = async () => (await api(site.secret_key, 'GET', '/site')).text();
    const before = await show();
    const response = await api(site.secret_key, 'PATCH', '/site', body);
    expect(response.status).toBe(400);
    expect((await response.json<Problem>()).field).toBe(field);
    expect(await show()).toBe(before);
  });

  test('another signing key makes the signatures of the one before claims', async () => {
    const site = await newSite();
    const key = async (method: string) =>
      (
        await (
          await api(site.secret_key, method, '/site/signing-key')
        ).json<{ signing_key: string }>()
      ).signing_key;
    const identify = async (visitor: string, signingKey: string) => {
      const expires = Math.floor(Date.now() / 1000) + 600;
      const signature = await signUser(signingKey, { site: site.site, user: 'sara' }, expires);
      await send(site, visitor, [event(Date.now(), 'identify', { user_id: 'sara', signature })]);
    };
    const [phone, laptop] = [newVisitor(), newVisitor()];
    const old = await key('GET');
    await identify(phone, old);
    const fresh = await key('POST');
    expect(fresh).not.toBe(old);
    expect(await key('GET')).toBe(fresh);
    await identify(laptop, old);
    expect(await people(site.site)).toHaveLength(2);
    await identify(laptop, fresh);
    expect(Object.keys((await onlyPerson(site.site)).doc.devices)).toHaveLength(2);
  });
});

describe('The sites of this Rung', () => {
  const ADMIN = 'an-admin-key-of-32-characters-xx';
  const bindings = { RUNG_ADMIN_KEY: ADMIN };
  const asAdmin = (method: string, path: string, body?: unknown) =>
    api(ADMIN, method, path, body, bindings);

  test('do not exist without the key in the environment, nor with one that could be guessed', async () => {
    const site = await newSite();
    for (const [key, with_] of [
      [ADMIN, {}],
      ['', {}],
      ['short', { RUNG_ADMIN_KEY: 'short' }],
      [site.secret_key, {}],
    ] as const) {
      expect((await api(key, 'GET', '/sites', undefined, with_)).status).toBe(404);
      expect((await api(key, 'POST', '/sites', { name: 'x' }, with_)).status).toBe(404);
    }
  });

  test('open to no other key', async () => {
    const site = await newSite();
    for (const key of [site.secret_key, `${ADMIN}x`, ADMIN.slice(1), '']) {
      expect((await api(key, 'GET', '/sites', undefined, bindings)).status).toBe(401);
    }
  });

  test('one is made, works, is disabled and enabled again', async () => {
    const response = await asAdmin('POST', '/sites', { name: 'New', currency: 'IRR' });
    expect(response.status).toBe(201);
    const created = await response.json<CreatedSite>();
    const status = async () => (await api(created.secret_key, 'GET', '/site')).status;
    const sending = async () =>
      (await post(envelope(created, newVisitor(), [event(Date.now())]))).status;
    expect([await status(), await sending()]).toEqual([200, 200]);
    const path = `/sites/${created.site}`;
    expect(await (await asAdmin('PATCH', path, { disabled: true })).json()).toMatchObject({
      currency: 'IRR',
      disabled_at: expect.any(String),
    });
    expect([await status(), await sending()]).toEqual([401, 401]);
    await asAdmin('PATCH', path, { disabled: false });
    expect([await status(), await sending()]).toEqual([200, 200]);
    expect((await asAdmin('PATCH', '/sites/s_nobody', { disabled: true })).status).toBe(404);
    const wrong = await asAdmin('POST', '/sites', { name: 'New', origins: ['x'] });
    expect([wrong.status, (await wrong.json<Problem>()).field]).toEqual([400, 'origins[0]']);
  });

  test('are listed page by page, without a key of theirs', async () => {
    const [a, b] = [await newSite(), await newSite()];
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const text = await (await asAdmin('GET', `/sites?limit=1&cursor=${cursor}`)).text();
      expect(text).not.toMatch(/[sw]k_|ik_/);
      const page = JSON.parse(text) as { data: { site: string }[]; next_cursor: string | null };
      seen.push(...page.data.map(({ site }) => site));
      cursor = page.next_cursor;
    }
    const { results } = await env.DB.prepare('SELECT site FROM sites').all<{ site: string }>();
    expect(seen.sort()).toEqual(results.map(({ site }) => site).sort());
    expect(seen).toEqual(expect.arrayContaining([a.site, b.site]));
  });
});
