// Everything that is stored can be had, and a site can be left for good.
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { stepDeletion } from '../../collector/store/delete-site.ts';
import { tablesWith } from '../../collector/store/schema.ts';
import { type CreatedSite, signingKeyOf } from '../../collector/store/sites.ts';
import { call, event, newSite, newVisitor, people, rowsOf, send } from './visitor.ts';

interface Line {
  table?: string;
  row?: Record<string, unknown>;
  cursor?: string;
  end?: true;
}

const ask = (site: CreatedSite, path: string, method = 'GET') =>
  call(`/api/v1${path}`, { method, headers: { Authorization: `Bearer ${site.secret_key}` } });

async function linesOf(site: CreatedSite, path: string): Promise<Line[]> {
  const response = await ask(site, path);
  expect(response.headers.get('Content-Type')).toBe('application/x-ndjson');
  const text = new TextDecoder().decode(await response.arrayBuffer());
  const lines = text.trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Line);
}

const rowsIn = (lines: Line[], table: string) => lines.filter((line) => line.table === table);

test('A person’s export holds each of their rows, what is JSON as what it means, and nobody else’s', async () => {
  const site = await newSite();
  const [visitor, other] = [newVisitor(), newVisitor()];
  await send(site, visitor, [event(Date.now()), event(Date.now(), 'identify', { user_id: 'u' })]);
  await send(site, other, [event(Date.now())]);
  const lines = await linesOf(site, `/visitors/${visitor}/export`);
  expect(lines.at(-1)).toEqual({ end: true });
  expect(rowsIn(lines, 'people')).toMatchObject([{ row: { doc: { users: [{ id: 'u' }] } } }]);
  expect(rowsIn(lines, 'visits')).toMatchObject([{ row: { body: { pages: 1 } } }]);
  expect(JSON.stringify(lines)).not.toContain(other);
  expect(lines.some(({ table }) => table === 'sites')).toBe(false);
});

test('A site’s export holds every row of every table, over as many calls as it takes', async () => {
  const site = await newSite();
  for (let i = 0; i < 60; i += 1) await send(site, newVisitor(), [event(Date.now())]);
  const many = Array.from({ length: 2100 }, (_, i) => [
    'old',
    `word-${String(i).padStart(5, '0')}`,
  ]);
  await env.DB.prepare(
    'INSERT INTO search (site, word, person) SELECT ?, value ->> 1, value ->> 0 FROM json_each(?)',
  )
    .bind(site.site, JSON.stringify(many))
    .run();
  const lines: Line[] = [];
  let calls = 0;
  for (let cursor = ''; ; calls += 1) {
    lines.push(...(await linesOf(site, `/site/export${cursor}`)));
    const last = lines.at(-1);
    if (last?.end) break;
    cursor = `?cursor=${last?.cursor}`;
  }
  expect(calls).toBeGreaterThan(0);
  for (const { name } of await tablesWith(env.DB, ['site'])) {
    expect(rowsIn(lines, name), name).toHaveLength((await rowsOf(name, site.site)).length);
  }
});

test('An export that broke off goes on at any cursor that came, with no row lost or told twice', async () => {
  const site = await newSite();
  for (let i = 0; i < 130; i += 1) await send(site, newVisitor(), [event(Date.now())]);
  const whole = await linesOf(site, '/site/export');
  const rows = (lines: Line[]) =>
    lines.filter(({ row }) => row).map((line) => JSON.stringify(line));
  for (const [i, { cursor }] of whole.entries()) {
    if (cursor === undefined) continue;
    const rest = await linesOf(site, `/site/export?cursor=${cursor}`);
    expect([...rows(whole.slice(0, i)), ...rows(rest)]).toEqual(rows(whole));
  }
});

test('An export tells no secret', async () => {
  const site = await newSite();
  const text = JSON.stringify(await linesOf(site, '/site/export'));
  expect(text).not.toContain(site.secret_key);
  expect(text).not.toContain(await signingKeyOf(env.DB, site.site));
  const keys = await rowsOf<{ hash: string }>('keys', site.site);
  for (const { hash } of keys) expect(text).not.toContain(hash);
});

test('A person’s cursor opens no export of the site, nor another person’s', async () => {
  const site = await newSite();
  const [visitor, other] = [newVisitor(), newVisitor()];
  for (const one of [visitor, other]) await send(site, one, [event(Date.now())]);
  const lines = await linesOf(site, `/visitors/${visitor}/export`);
  const { cursor } = lines.find((line) => line.cursor) ?? {};
  expect((await ask(site, `/site/export?cursor=${cursor}`)).status).toBe(400);
  expect((await ask(site, `/visitors/${other}/export?cursor=${cursor}`)).status).toBe(400);
});

test('A deleted site is closed at once, and cron takes every row of it away and no other’s', async () => {
  const [site, other] = [await newSite(), await newSite()];
  for (const one of [site, other]) await send(one, newVisitor(), [event(Date.now())]);
  expect((await ask(site, '/site?confirm=s_other', 'DELETE')).status).toBe(400);
  expect((await ask(site, `/site?confirm=${site.site}`, 'DELETE')).status).toBe(202);
  expect((await ask(site, '/leads')).status).toBe(401);
  await expect(send(site, newVisitor(), [event(Date.now())])).rejects.toThrow('401');
  let portions = 0;
  while (await stepDeletion(env.DB)) portions += 1;
  expect(portions).toBeGreaterThan(1);
  for (const { name } of await tablesWith(env.DB, ['site'])) {
    expect(await rowsOf(name, site.site), name).toEqual([]);
  }
  expect(await people(other.site)).toHaveLength(1);
});

test('A portion of a deletion takes a bounded number of rows', async () => {
  const site = await newSite();
  const many = Array.from({ length: 1200 }, (_, i) => `word-${i}`);
  await env.DB.prepare('INSERT INTO search SELECT ?, value, ? FROM json_each(?)')
    .bind(site.site, 'p', JSON.stringify(many))
    .run();
  await ask(site, `/site?confirm=${site.site}`, 'DELETE');
  await stepDeletion(env.DB);
  expect(await rowsOf('search', site.site)).toHaveLength(700);
});
