import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { defaultModel } from '../../collector/engine/index.ts';
import { type Health, healthSchema } from '../../dashboard-api/present/schemas/health.ts';
import { type Ladder, ladderSchema } from '../../dashboard-api/present/schemas/ladder.ts';
import { COUNTED } from '../../dashboard-api/queries/ladder.ts';
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
import { metered } from './metered-database.ts';

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

describe('the ladder', () => {
  test('counts everybody once on a rung and once in a grade, software in none', async () => {
    const found = ladderSchema.parse(await answer<Ladder>('/ladder', shop));
    expect(found).toMatchObject({ people: 3, exact: true, error: 0, model: 1 });
    const people = (steps: { id: string; people: number }[]) =>
      Object.fromEntries(
        steps.filter((step) => step.people > 0).map(({ id, people }) => [id, people]),
      );
    expect(people(found.rungs)).toEqual({ suspect: 1, lead: 1, prospect: 1 });
    expect(people(found.grades)).toEqual({ weak: 2, medium: 1 });
    expect(found.rungs.map(({ id }) => id)).toEqual(defaultModel.ladder.map(({ id }) => id));
    expect(found.rungs[0]?.label?.fa).toBe('مظنون');
  });

  test('counts moves of the period alone, up and down apart', async () => {
    const { results } = await env.DB.prepare('SELECT at, kind, to_id FROM moves WHERE site = ?')
      .bind(shop.site)
      .all<{ at: number; kind: string; to_id: string }>();
    const found = await answer<Ladder>('/ladder', shop);
    const total = [...found.moves.rungs, ...found.moves.grades].reduce((n, { up }) => n + up, 0);
    expect(total).toBe(results.length);
    const [lastMove] = results.map(({ at }) => at).sort((a, b) => b - a);
    const later = new Date((lastMove ?? 0) + 1).toISOString();
    const none = await answer<Ladder>(`/ladder?from=${later}`, shop);
    expect(none.moves.rungs.every(({ up, down }) => up + down === 0)).toBe(true);
    expect(none.people).toBe(3);
  });

  test('refuses a period that ends before it begins', async () => {
    const path = '/ladder?from=2026-05-02T00:00:00Z&to=2026-05-01T00:00:00Z';
    const response = await ask(path, shop);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ field: 'from' });
  });

  test('of a large site is an estimate that says so, near the truth, at a bounded cost', async () => {
    const large = await newSite('Large');
    const people = 30_000;
    for (let from = 0; from < people; from += 10_000) {
      await env.DB.prepare(
        `INSERT INTO people (site, person, version, grade, score, rung, due, seen_day, doc)
         WITH RECURSIVE n(i) AS (SELECT ?2 UNION ALL SELECT i + 1 FROM n WHERE i < ?2 + 9999)
         SELECT ?1, 'p_' || lower(hex(randomblob(16))), 1, i % 10 = 0, 0,
                iif(i % 10 = 0, 'lead', 'suspect'), NULL, 0, '{}' FROM n`,
      )
        .bind(large.site, from)
        .run();
    }
    await env.DB.prepare(
      `INSERT INTO moves (site, at, person, kind, from_id, to_id, body)
       SELECT site, ?2 - abs(random()) % ?3, person, 'rung', 'suspect', 'lead', '{}' FROM people
       WHERE site = ?1`,
    )
      .bind(large.site, NOW, 20 * DAY)
      .run();
    const meter = metered(env.DB);
    const found = await answer<Ladder>('/ladder', { ...large, db: meter.db });
    expect(found.moves.complete).toBe(false);
    expect(Date.parse(found.moves.counted_from)).toBeGreaterThan(NOW - 20 * DAY);
    expect(found.moves.rungs.reduce((all, { up }) => all + up, 0)).toBe(COUNTED);
    expect(meter.rowsRead()).toBeLessThanOrEqual(10_000);
    expect(found.exact).toBe(false);
    expect(found.error).toBeCloseTo(1 / Math.sqrt(COUNTED), 4);
    const off = Math.abs(found.people - people) / people;
    expect(off).toBeLessThan(5 * found.error);
    const leads = found.rungs.find(({ id }) => id === 'lead')?.people ?? 0;
    expect(Math.abs(leads - people / 10) / (people / 10)).toBeLessThan(0.3);
  });
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
