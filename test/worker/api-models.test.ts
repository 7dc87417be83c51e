import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { defaultModel, PRESETS } from '../../collector/engine/index.ts';
import { addKey } from '../../collector/store/sites.ts';
import {
  answer,
  ask,
  DAY,
  event,
  NOW,
  newSite,
  plant,
  type Site,
  sara,
  visit,
} from './api-fixture.ts';
import { begin, draft, finish, poll, resultOf } from './models.ts';
import { rowsOf } from './visitor.ts';

let shop: Site;

beforeAll(async () => {
  shop = await newSite();
});

const post = (site: Site, body: string) => ask('/models', { ...site, method: 'POST', body });

describe('A draft', () => {
  test('is the next version, is listed and read, and scores nobody', async () => {
    const site = await newSite();
    const response = await post(site, JSON.stringify(PRESETS.crm));
    expect(response.status).toBe(201);
    expect(response.headers.get('Location')).toBe('/api/v1/models/2');
    const saved = await response.json();
    expect(saved).toMatchObject({ version: 2, state: 'draft', current: false, published_at: null });
    const { model, ...read } = await answer<{ model: unknown }>('/models/2', site);
    expect(read).toEqual(saved);
    expect(model).toEqual(JSON.parse(JSON.stringify(PRESETS.crm)));
    const first = await answer<{ data: object[]; next_cursor: string }>('/models?limit=1', site);
    expect(first.data).toEqual([saved]);
    const rest = await answer<{ data: object[]; next_cursor: null }>(
      `/models?limit=1&cursor=${first.next_cursor}`,
      site,
    );
    expect(rest).toMatchObject({ data: [{ version: 1, state: 'published', current: true }] });
    expect(rest.next_cursor).toBeNull();
    expect(await answer('/model', site)).toMatchObject({ version: 1 });
  });

  test('that is wrong is refused with every place, reason and mend, and not kept', async () => {
    const site = await newSite();
    const [rule, ...rules] = defaultModel.rules;
    const wrong = { ...defaultModel, surprise: 1, rules: [{ ...rule, points: 0.125 }, ...rules] };
    const response = await post(site, JSON.stringify(wrong));
    expect(response.status).toBe(422);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    const problem = await response.json<{ problems: { path: string }[]; field: string }>();
    expect(problem).toMatchObject({ type: '/docs/problems#invalid_model', status: 422 });
    expect(problem.problems.map(({ path }) => path).sort()).toEqual([
      'rules[0].points',
      'surprise',
    ]);
    for (const one of problem.problems) {
      expect(one).toMatchObject({ reason: expect.any(String), mend: expect.any(String) });
    }
    expect(problem.field).toBe(problem.problems[0]?.path);
    expect(await rowsOf('models', site.site)).toHaveLength(1);
  });

  test.each([
    ['{', 400],
    ['', 400],
    ['[]', 422],
    ['null', 422],
    [`"${'x'.repeat(500_000)}"`, 413],
  ])('cannot be %.20s', async (body, status) => {
    expect((await post(shop, body)).status).toBe(status);
  });

  test('is sent as JSON', async () => {
    const sent = { body: JSON.stringify(PRESETS.crm), type: 'text/plain' };
    expect((await ask('/models', { ...shop, method: 'POST', ...sent })).status).toBe(415);
  });

  test('needs the scope write or admin', async () => {
    const scopes = [['read'], ['write'], ['admin']];
    const seen = [];
    for (const scope of scopes) {
      const asked = { site: shop.site, kind: 'secret' as const, scopes: scope };
      const key = await addKey(env.DB, asked, NOW);
      seen.push((await post({ ...shop, key }, JSON.stringify(PRESETS.crm))).status);
    }
    expect(seen).toEqual([403, 201, 201]);
  });

  test('of another site, and a version that is none, are not found', async () => {
    const other = await newSite();
    const version = await draft(other, PRESETS.crm);
    expect(version).toBe(2);
    const lone = await newSite();
    for (const path of ['/models/2', '/models/99']) {
      expect((await ask(path, lone)).status).toBe(404);
      for (const work of ['preview', 'backtest', 'publish']) {
        const response = await ask(`${path}/${work}`, { ...lone, method: 'POST' });
        expect(response.status).toBe(404);
      }
    }
    const job = await begin(other, version, 'preview');
    expect((await ask(`/jobs/${job}`, lone)).status).toBe(404);
    expect(await rowsOf('jobs', lone.site)).toEqual([]);
  });
});

/** Strong begins where medium did. */
const EAGER = {
  ...defaultModel,
  grades: [{ id: 'weak' }, { id: 'medium', min: 50 }, { id: 'strong', above: 100 }],
};

describe('A preview', () => {
  test('shows who would move from where to where, why, and which alerts that would be', async () => {
    const site = await newSite();
    const sara_ = await plant({ site: site.site, visitor: 'sara', events: sara(NOW - 7 * DAY) });
    const order = { order_id: 'o-1', value: 10, currency: 'EUR' };
    const bought = event('purchase', NOW - DAY, { props: order });
    await plant({ site: site.site, visitor: 'buyer', events: [...sara(NOW - 7 * DAY), bought] });
    await plant({ site: site.site, visitor: 'idle', events: visit(NOW - DAY, ['/']) });
    const robot = [event('page_view', NOW - DAY, { bot: true })];
    await plant({ site: site.site, visitor: 'robot', events: robot });
    const before = await rowsOf('people', site.site);
    const job = await begin(site, await draft(site, EAGER), 'preview');
    const result = await resultOf(site, 'preview', job);
    expect(result).toMatchObject({ people: 3, software: 1, moved: 2 });
    expect(result.alerts).toEqual({ lead_strong: 1, after_purchase: 1 });
    expect(result.grades).toEqual(
      expect.arrayContaining([
        { from: 'weak', to: 'weak', people: 1 },
        { from: 'medium', to: 'strong', people: 2 },
      ]),
    );
    expect(result.rungs.every(({ from, to }) => from === to)).toBe(true);
    const shown = result.would_move.find(({ person }) => person === sara_);
    expect(shown).toMatchObject({
      rung: null,
      grade: { from: 'medium', to: 'strong' },
      score: { from: 130.4, to: 130.4 },
      why: { cause: { by: 'event' }, rules: [] },
    });
    // It changed nothing.
    expect(await rowsOf('people', site.site)).toEqual(before);
    expect(await answer('/model', site)).toMatchObject({ version: 1 });
  });

  test('asked for again while it runs is the same job', async () => {
    const site = await newSite();
    const version = await draft(site, EAGER);
    const job = await begin(site, version, 'preview');
    expect(await begin(site, version, 'preview')).toBe(job);
    expect(await begin(site, version, 'backtest')).not.toBe(job);
    await finish(site, job);
    expect(await begin(site, version, 'preview')).not.toBe(job);
  });

  test('of a site without anybody is done at the first look', async () => {
    const site = await newSite();
    const job = await begin(site, 1, 'preview');
    expect(await poll(site, job)).toMatchObject({ state: 'done', done: 0, total: 0 });
  });
});

test('A backtest tells how many of the buyers would have been flagged, with n and interval', async () => {
  const site = await newSite();
  const keen = (n: number) => plantOne(site, `keen-${n}`, sara(NOW - 20 * DAY), n < 2);
  const cool = (n: number) => plantOne(site, `cool-${n}`, visit(NOW - 9 * DAY, ['/']), n < 1);
  for (let n = 0; n < 3; n += 1) await keen(n);
  for (let n = 0; n < 4; n += 1) await cool(n);
  const job = await begin(site, await draft(site, EAGER), 'backtest?days=60');
  const result = await resultOf(site, 'backtest', job);
  expect(result).toMatchObject({ people: 7, buyers: 3, flagged: 3, flagged_buyers: 2 });
  expect(result.hit_rate).toMatchObject({ value: 2 / 3, n: 3 });
  expect(result.precision).toMatchObject({ value: 2 / 3, n: 3 });
  expect(result.lift?.value).toBeCloseTo(2 / 3 / (3 / 7), 10);
  expect(result.hit_rate?.low).toBeLessThan(2 / 3);
});

async function plantOne(site: Site, visitor: string, events: typeof log, buys: boolean) {
  const order = { order_id: `o-${visitor}`, value: 10, currency: 'EUR' };
  const bought = event('purchase', NOW - 5 * DAY, { props: order });
  await plant({ site: site.site, visitor, events: buys ? [...events, bought] : events });
}
const log = visit(NOW, ['/']);
