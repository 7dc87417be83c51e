import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import { addKey, createSite, listSites } from '../../collector/store/sites.ts';
import { wrap } from './database-wrappers.ts';
import { call } from './visitor.ts';

describe('The Worker', () => {
  test('says that it is well, and that it is not when the database fails', async () => {
    expect((await call('/healthz')).status).toBe(200);
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const before = () => {
      throw new Error('D1_ERROR: secret detail');
    };
    const ill = await call('/healthz', {}, { DB: wrap(env.DB, { before }) });
    expect(ill.status).toBe(503);
    expect(await ill.text()).not.toContain('secret detail');
    expect(log).toHaveBeenCalled();
    log.mockRestore();
  });

  test('answers an unknown path with problem details, whatever the method', async () => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const response = await call('/nowhere', { method });
      expect(response.status).toBe(404);
      expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    }
  });

  test('lets no browser guess a content type', async () => {
    for (const path of ['/healthz', '/nowhere', '/api/v1/leads', '/e']) {
      expect((await call(path)).headers.get('X-Content-Type-Options')).toBe('nosniff');
    }
  });
});

describe('A site', () => {
  test('is made with a published model and keys of which the secret one is kept as a hash', async () => {
    const site = await createSite(env.DB, { name: 'Shop', preset: 'crm' }, 5);
    const info = (await listSites(env.DB)).find((one) => one.site === site.site);
    expect(info).toMatchObject({ name: 'Shop', origins: [], time_zone: 'UTC', model: 1 });
    expect(info?.keys.map(({ kind }) => kind).sort()).toEqual(['secret', 'write']);
    expect(JSON.stringify(info)).toContain(site.write_key);
    expect(JSON.stringify(info)).not.toContain(site.secret_key);
    const model = await env.DB.prepare('SELECT state, body FROM models WHERE site = ?')
      .bind(site.site)
      .first<{ state: string; body: string }>();
    expect(model?.state).toBe('published');
    expect(model?.body).toContain('loyal');
  });

  test('may have several keys, each another', async () => {
    const { site } = await createSite(env.DB, { name: 'Shop' }, 5);
    const secret = { site, kind: 'secret', scopes: ['read'], name: 'CRM' } as const;
    const keys = [
      await addKey(env.DB, { ...secret, scopes: ['read'] }, 6),
      await addKey(env.DB, { ...secret, scopes: ['read'] }, 7),
    ];
    expect(new Set(keys).size).toBe(2);
    const info = (await listSites(env.DB)).find((one) => one.site === site);
    expect(info?.keys.filter(({ name }) => name === 'CRM')).toMatchObject([
      { scopes: ['read'], revoked_at: null },
      { scopes: ['read'], revoked_at: null },
    ]);
  });

  test.each([
    { time_zone: 'Moon/Tranquility' },
    { currency: 'euro' },
    { origins: ['shop.example'] },
    { origins: ['https://shop.example/path'] },
    { preset: 'toString' as never },
  ])('is not made with %j', async (wrong) => {
    await expect(createSite(env.DB, { name: 'Shop', ...wrong }, 5)).rejects.toThrow(RangeError);
  });
});
