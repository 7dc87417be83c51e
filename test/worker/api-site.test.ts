import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { defaultModel } from '../../collector/engine/index.ts';
import { type Health, healthSchema } from '../../dashboard-api/present/schemas/health.ts';
import {
  answer,
  ask,
  DAY,
  NOW,
  newSite,
  page,
  plant,
  type Site,
  sara,
  visit,
} from './api-fixture.ts';

let shop: Site;

beforeAll(async () => {
  shop = await newSite();
  const { site } = shop;
  await plant({ site, visitor: 'visitor-sara', events: sara(NOW - 7 * DAY) });
  await plant({ site, visitor: 'visitor-reader', events: visit(NOW - DAY / 2, ['/', '/blog']) });
  await plant({ site, visitor: 'visitor-bounce', events: [page('/', NOW - 2 * DAY)] });
  const robot = [page('/', NOW, { bot: true })];
  await plant({ site, visitor: 'visitor-robot', events: robot });
  const other = await newSite('Other');
  await plant({ site: other.site, visitor: 'visitor-robot', events: robot });
});

describe('the health', () => {
  test('tells when the last event came, from which host, and how many visits the day had', async () => {
    const found = healthSchema.parse(await answer<Health>('/health', shop));
    expect(found).toMatchObject({
      site: shop.site,
      name: 'Shop',
      tag: { installed: true, host: 'shop.example' },
      last_event: new Date(NOW - DAY / 2).toISOString(),
      bots: { count: 1, exact: true },
      model: 1,
    });
    expect(found.last_24_hours.visits).toEqual({ count: 1, exact: true });
    expect(found.last_24_hours.events.count).toBe(3);
  });

  test('lists refusals by day and reason, newest day first, and no other site’s', async () => {
    const today = Math.floor(NOW / DAY);
    const other = await newSite('Other');
    const insert = env.DB.prepare(
      "INSERT INTO rejects (site, day, reason, n, last) VALUES (?, ?, ?, ?, '{}')",
    );
    await env.DB.batch([
      insert.bind(shop.site, today - 1, 'too_old', 3),
      insert.bind(shop.site, today, 'invalid_prop', 1),
      insert.bind(shop.site, today - 90, 'too_old', 9),
      insert.bind(other.site, today, 'too_deep', 9),
    ]);
    const { rejects } = await answer<Health>('/health', shop);
    expect(rejects).toEqual([
      { day: '2026-05-08', reason: 'invalid_prop', count: 1, last: null },
      { day: '2026-05-07', reason: 'too_old', count: 3, last: null },
    ]);
  });

  test('counts the site’s people whom the cron should have moved by now, and nobody else’s', async () => {
    const later = { ...shop, now: NOW + 400 * DAY };
    const other = await newSite('Idle');
    expect((await answer<Health>('/health', shop)).due).toEqual({ count: 0, exact: true });
    expect((await answer<Health>('/health', later)).due.count).toBeGreaterThan(0);
    expect((await answer<Health>('/health', { ...later, key: other.key })).due.count).toBe(0);
  });
});

test('The model is the published one, and its schema is where it says', async () => {
  const found = await answer<{ version: number; schema: string; model: unknown }>('/model', shop);
  expect(found).toMatchObject({ version: 1, model: JSON.parse(JSON.stringify(defaultModel)) });
  const path = new URL(found.schema).pathname.replace('/api/v1', '');
  const schema = await ask(path);
  expect(schema.headers.get('Content-Type')).toBe('application/schema+json');
  expect(await schema.json()).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
  });
});
