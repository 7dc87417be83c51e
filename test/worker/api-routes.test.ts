import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { commands } from '../../collector/commands.ts';
import { disableSite, enableSite } from '../../collector/store/site-changes.ts';
import { addKey, createSite, revokeKey } from '../../collector/store/sites.ts';
import { sha256 } from '../../dashboard-api/digest.ts';
import { createApi } from '../../dashboard-api/index.ts';
import { problemSchema } from '../../dashboard-api/present/schemas/problem.ts';
import { answer, ask, DAY, NOW, newSite, plant, type Site, sara } from './api-fixture.ts';
import { metered } from './metered-database.ts';

/** Every route there is, from the API's own table: a new one is covered as soon as it exists. */
const ROUTES = createApi({ commands }).openAPIRegistry.definitions.flatMap((definition) =>
  definition.type === 'route' ? [definition.route] : [],
);
const PUBLIC = ['/openapi.json', '/model/schema.json'];
const pathOf = ({ path }: { path: string }, id = 'visitor-sara') =>
  path.replace('{id}', id).replace('{v}', '1').replace('{hash}', 'none');
const secured = ROUTES.filter(({ path }) => !PUBLIC.includes(path));

let shop: Site;
let write_key: string;

beforeAll(async () => {
  shop = await newSite();
  write_key = (await createSite(env.DB, { name: 'Tag' }, NOW)).write_key;
  await plant({ site: shop.site, visitor: 'visitor-sara', events: sara(NOW - 7 * DAY) });
});

describe.each(secured.map((route) => [route.path, route] as const))('%s', (_, route) => {
  const method = route.method.toUpperCase();

  test('answers 401 without a key, with a wrong, a write and a revoked key', async () => {
    const revoked = await addKey(
      env.DB,
      { site: shop.site, kind: 'secret', scopes: ['read'] },
      NOW,
    );
    await revokeKey(env.DB, shop.site, await sha256(revoked), NOW);
    for (const key of [undefined, 'sk_wrong', write_key, revoked]) {
      const response = await ask(pathOf(route), key === undefined ? { method } : { key, method });
      expect(response.status).toBe(401);
      expect(response.headers.get('WWW-Authenticate')).toMatch(/^Bearer/);
      expect(response.headers.get('Content-Type')).toBe('application/problem+json');
      expect(problemSchema.parse(await response.json()).status).toBe(401);
    }
  });

  test('answers 403 to a key without the scope', async () => {
    const [needed = ''] = Object.values(route.security?.[0] ?? {}).flat();
    const other = needed === 'read' ? 'write' : 'read';
    const key = await addKey(env.DB, { site: shop.site, kind: 'secret', scopes: [other] }, NOW);
    const response = await ask(pathOf(route), { key, method });
    expect(response.status).toBe(403);
    expect(problemSchema.parse(await response.json()).detail).toContain(`\`${needed}\``);
  });

  test('answers 400 to a parameter it does not know, and names it', async () => {
    if (!route.request?.query) return;
    const response = await ask(`${pathOf(route)}?surprise=1`, { ...shop, method });
    expect(response.status).toBe(400);
    // A parameter that is needed and missing may be named first.
    const field = expect.stringMatching(/^(surprise|confirm|by)$/);
    expect(await response.json()).toMatchObject({ field });
  });

  test('answers 405 with Allow to a method it does not have', async () => {
    const response = await ask(pathOf(route), { ...shop, method: 'PROPFIND' });
    expect(response.status).toBe(405);
    expect(response.headers.get('Allow')).toContain(method);
    expect(problemSchema.parse(await response.json()).status).toBe(405);
  });

  test('reads at most 10,000 rows, and never puts a value into SQL', async () => {
    const marker = 'zqmarkerqz';
    const meter = metered(env.DB);
    const query: object | undefined = route.request?.query;
    const values = Object.keys(query && 'shape' in query ? (query.shape as object) : {});
    await ask(pathOf(route), { ...shop, method, db: meter.db });
    await ask(pathOf(route, marker), { ...shop, method, db: meter.db });
    await ask(pathOf(route, `user:${marker}`), { ...shop, method, db: meter.db });
    for (const name of values) {
      const path = `${pathOf(route)}?${name}=${marker}`;
      expect((await ask(path, { ...shop, method, db: meter.db })).status).toBeLessThan(500);
    }
    expect(meter.sql().length).toBeGreaterThan(0);
    for (const sql of meter.sql()) {
      expect(sql).not.toContain(marker);
      expect(sql).not.toContain(shop.site);
      // What a command writes names its own constants; no other statement has any.
      if (method === 'GET') expect(sql.replaceAll(/'[$.\w]*'/g, '')).not.toContain("'");
    }
    expect(meter.rowsRead()).toBeLessThanOrEqual(10_000);
  });
});

test('Only the description of the API and of a model need no key', async () => {
  const open = ROUTES.filter(({ security }) => !security).map(({ path }) => path);
  expect(open.sort()).toEqual([...PUBLIC].sort());
  for (const path of PUBLIC) expect((await ask(path)).status).toBe(200);
});

test('A disabled site’s key opens nothing until the site is enabled again', async () => {
  const closed = await newSite('Closed');
  expect(await disableSite(env.DB, closed.site, NOW)).toBe(true);
  expect((await ask('/leads', closed)).status).toBe(401);
  expect(await enableSite(env.DB, closed.site)).toBe(true);
  expect((await ask('/leads', closed)).status).toBe(200);
});

test.each([
  'Basic abc',
  'Bearer',
  'Bearer ',
  'Bearer a b',
  'Bearer a,b',
  `Bearer ${'a'.repeat(300)}`,
])('The header "%s" is no key', async (header) => {
  const { Hono } = await import('hono');
  const app = new Hono().route('/api/v1', createApi({ commands }));
  const headers = { Authorization: header };
  const response = await app.request('/api/v1/leads', { headers }, env);
  expect(response.status).toBe(401);
});

test('The scheme’s case does not matter, as HTTP says', async () => {
  const { Hono } = await import('hono');
  const app = new Hono().route('/api/v1', createApi({ commands }));
  const headers = { Authorization: `bearer ${shop.key}` };
  expect((await app.request('/api/v1/leads', { headers }, env)).status).toBe(200);
});

test.each([
  '',
  '/',
  '/nothing',
  '/leads/extra',
  '/visitors',
  '/visitors/a/b/c',
  '/%00',
  '/%E0%A4%A',
])('The path "%s" answers 404 as problem details', async (path) => {
  const response = await ask(path, shop);
  expect(response.status).toBe(404);
  expect(problemSchema.parse(await response.json()).type).toBe('/docs/problems#not_found');
});

test('Another site’s key sees none of a site’s people in any list', async () => {
  const other = await newSite('Other');
  for (const query of ['', '?bots=include', '?sort=last_seen', '?rung=prospect', '?min_score=0']) {
    expect((await answer<{ data: unknown[] }>(`/leads${query}`, other)).data).toEqual([]);
  }
  expect(await answer('/ladder', other)).toMatchObject({ people: 0 });
  expect(await answer('/health', other)).toMatchObject({ last_event: null });
});

test('A database that fails is 503 with Retry-After, and its error is logged, never shown', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  await env.DB.prepare('ALTER TABLE models RENAME TO models_gone').run();
  const site = await env.DB.prepare('SELECT site FROM sites WHERE name = ?').bind('Tag').first();
  const key = await addKey(
    env.DB,
    { site: String(site?.site), kind: 'secret', scopes: ['read'] },
    NOW,
  );
  const response = await ask('/leads', { key });
  await env.DB.prepare('ALTER TABLE models_gone RENAME TO models').run();
  expect(response.status).toBe(503);
  expect(response.headers.get('Retry-After')).toBe('5');
  expect(await response.text()).not.toContain('no such table');
  expect(logged.mock.calls.flat().map(String).join()).toContain('no such table');
  logged.mockRestore();
});

test('No answer may be kept by a cache or sniffed for another type', async () => {
  for (const path of ['/leads', '/visitors/visitor-sara', '/visitors/nobody-at-all', '/nothing']) {
    const { headers } = await ask(path, shop);
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
  }
});

test('No origin is allowed to read the API from a page with a secret key', async () => {
  const response = await ask('/leads', shop);
  expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull();
});
