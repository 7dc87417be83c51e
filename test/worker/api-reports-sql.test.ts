// Whatever a caller sends to a report or a campaign is bound, never spelled out in SQL.
import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { ask, NOW, newSite, plant, type Site, sara } from './api-fixture.ts';
import { metered } from './metered-database.ts';

const MARK = 'zqmarkerqz';
const QUOTED = encodeURIComponent(`${MARK}' or 1=1 --`);

let shop: Site;
let campaign: string;

const spring = (name: string) => ({
  name,
  from: '2026-05-01',
  currency: 'EUR',
  match: { campaign: [name], landing: [`/${name}*`] },
});

beforeAll(async () => {
  shop = await newSite();
  await plant({ site: shop.site, visitor: `visitor-${MARK}`, events: sara(NOW - 9e8) });
  const body = JSON.stringify(spring('Spring'));
  const made = await ask('/campaigns', { ...shop, method: 'POST', body });
  campaign = ((await made.json()) as { id: string }).id;
});

const PARAMETERS = [
  ...['from', 'to', 'segment', 'sort', 'limit', 'cursor', 'bom', 'by', 'kind', 'person'],
  ...['since', 'until', 'attribution', 'purchases'],
];
const LISTS = ['/ladder', '/ladder/moves', '/sources', '/rhythm', '/customers', '/segments'];
const PATHS = [
  ...LISTS,
  '/campaigns',
  `/segments/${QUOTED}/members`,
  `/campaigns/${QUOTED}/report`,
];

const SPELLED = /zqmarkerqz|or 1=1|region|cmp_/;

test.each(PATHS)('No parameter of %s shows up in the text of a query', async (path) => {
  const meter = metered(env.DB);
  for (const name of PARAMETERS) {
    for (const value of [QUOTED, `visitor-${MARK}`]) {
      const query = path === '/sources' && name !== 'by' ? 'by=channel&' : '';
      const response = await ask(`${path}?${query}${name}=${value}`, { ...shop, db: meter.db });
      expect(response.status).toBeLessThan(500);
    }
  }
  expect(meter.sql().length).toBeGreaterThan(20);
  for (const sql of meter.sql()) expect(sql).not.toMatch(SPELLED);
});

test('Nor does what is looked for in a day’s sums', async () => {
  const meter = metered(env.DB);
  for (const path of ['/sources?by=region&from=2026-05-01', `/campaigns/${campaign}/report`]) {
    expect((await ask(path, { ...shop, db: meter.db })).status).toBe(200);
  }
  for (const sql of meter.sql()) expect(sql).not.toMatch(SPELLED);
});

test('Nothing that a campaign is made of shows up in the text of a statement', async () => {
  const meter = metered(env.DB);
  const send = (method: string, path: string, body: string, type = 'application/json') =>
    ask(`/campaigns${path}`, { ...shop, method, body, type, db: meter.db });
  const name = `${MARK}' or 1=1 --`;
  expect((await send('POST', '', JSON.stringify(spring(name)))).status).toBe(201);
  expect((await send('PATCH', `/${campaign}`, JSON.stringify(spring(name)))).status).toBe(400);
  const { currency: _, ...changes } = spring(name);
  expect((await send('PATCH', `/${campaign}`, JSON.stringify(changes))).status).toBe(200);
  expect((await send('PUT', `/${campaign}/spend`, '2026-05-01,12345', 'text/csv')).status).toBe(
    200,
  );
  for (const path of [`/${QUOTED}`, `/${campaign}`]) await send('DELETE', path, '{}');
  expect(meter.sql().length).toBeGreaterThan(10);
  for (const sql of meter.sql()) expect(sql).not.toMatch(/zqmarkerqz|or 1=1|12345|2026|cmp_/);
});
