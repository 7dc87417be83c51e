// What buyers share, asked over the API and counted in portions.
import { env } from 'cloudflare:workers';
import { Validator } from '@cfworker/json-schema';
import { beforeAll, describe, expect, test } from 'vitest';
import type { IdealFigures } from '../../dashboard-api/present/schemas/ideal-customer.ts';
import { answer, ask, DAY, event, NOW, newSite, page, plant, type Site } from './api-fixture.ts';
import { figure, jobOf, newShop, PATH } from './ideal-fixture.ts';
import { metered } from './metered-database.ts';
import { finish, poll } from './models.ts';
import {
  send as deliver,
  event as happened,
  MINUTE,
  newSite as newRealSite,
  newVisitor,
  rowsOf,
} from './visitor.ts';

type Answer = IdealFigures & { job: string };

let shop: Site;
beforeAll(async () => {
  shop = await newShop();
});

/** Begins a count by asking; gives its job. */
const count = async (site: Site, query = '', now = NOW): Promise<string> =>
  jobOf(await ask(PATH + query, { ...site, now }));

/** Whether the API's own description has such an answer. */
async function isDescribed(name: string, body: unknown): Promise<boolean> {
  const { components } = await answer<{ components: object }>('/openapi.json', {});
  const schema = { $ref: `#/components/schemas/${name}`, components };
  return new Validator(schema, '2020-12', false).validate(body).valid;
}

describe('The ideal customer', () => {
  test('is counted a hundred people at a time, and then told with shares, lift, n and intervals', async () => {
    const job = await count(shop);
    const polls = await finish(shop, job);
    expect(polls.map(({ done, total, state }) => [done, total, state])).toEqual([
      [100, 260, 'running'],
      [200, 260, 'running'],
      [260, 260, 'done'],
    ]);
    const told = await answer<Answer>(PATH, shop);
    expect(told).toMatchObject({
      job,
      as_of: new Date(NOW).toISOString(),
      purchases: 'any',
      group: [{ buyer: 'yes' }],
      versus: null,
      people: { group: 60, versus: 200 },
      needed: { group: 0, versus: 0 },
    });
    expect(figure(told, 'job_role', 'director')).toMatchObject({
      group: { value: 0.5, n: 60 },
      versus: { value: 0.2, n: 200 },
      lift: { value: 2.5, n: 260 },
    });
    const { lift } = figure(told, 'region', 'bayern') ?? {};
    expect([lift?.low.toFixed(4), lift?.high?.toFixed(4)]).toEqual(['1.9543', '3.5554']);
    const [euro] = told.spending;
    expect(euro?.group.order).toMatchObject({ n: 60, min: 10, max: 60 });
    expect(Math.abs((euro?.group.order?.median ?? 0) - 35)).toBeLessThanOrEqual(0.35);
    expect(await isDescribed('IdealCustomer', told)).toBe(true);
    const { kind: _, ...result } = (await poll(shop, job)).result as IdealFigures;
    expect({ job, ...result }).toEqual(told);
  });

  test('is the last finished count until a newer one has finished', async () => {
    const site = await newSite();
    await plant({ site: site.site, visitor: 'a', events: [page('/', NOW - DAY)] });
    const first = await count(site);
    expect(await count(site)).toBe(first);
    await finish(site, first);
    const second = await count(site, '?refresh=true', NOW + 1);
    expect(await count(site, '?refresh=true', NOW + 2)).toBe(second);
    expect(await answer(PATH, site)).toMatchObject({ job: first });
    await finish(site, second, NOW + 3);
    const as_of = new Date(NOW + 1).toISOString();
    expect(await answer(PATH, site)).toMatchObject({ job: second, as_of });
  });

  test('of a site with few buyers tells how many are missing, and no figure of them', async () => {
    const site = await newSite();
    for (let i = 0; i < 3; i += 1) {
      const order = { order_id: `o-${i}`, value: 10, currency: i === 0 ? 'EUR' : 'IRR' };
      const events = [page('/', NOW - DAY), event('purchase', NOW - DAY, { props: order })];
      await plant({ site: site.site, visitor: `v-${i}`, events });
    }
    await finish(site, await count(site));
    const told = await answer<Answer>(PATH, site);
    expect(told.needed).toEqual({ group: 27, versus: 30 });
    expect(told.traits.flatMap(({ values }) => values)).toEqual([]);
    expect(told.spending).toMatchObject([
      { currency: 'IRR', group: { people: 2, needed: 28, order: null, person: null } },
      { currency: 'EUR', group: { people: 1, needed: 29, order: null, person: null } },
    ]);
  });

  test('keeps purchases that a server confirmed apart from what browsers say', async () => {
    const site = await newSite();
    const order = (order_id: string) => ({ props: { order_id, value: 10, currency: 'EUR' } });
    const sure = event('purchase', NOW - DAY, { ...order('o-1'), verified: true });
    await plant({ site: site.site, visitor: 'sure', events: [sure] });
    const said = event('purchase', NOW - DAY, order('o-2'));
    await plant({ site: site.site, visitor: 'said', events: [said] });
    await finish(site, await count(site));
    await finish(site, await count(site, '?purchases=verified'));
    expect((await answer<Answer>(PATH, site)).people).toEqual({ group: 2, versus: 0 });
    const verified = await answer<Answer>(`${PATH}?purchases=verified`, site);
    expect(verified).toMatchObject({ purchases: 'verified', people: { group: 1, versus: 1 } });
  });

  test('reads whole logs, archived parts included', async () => {
    const site = await newSite();
    const begun = Date.UTC(2026, 2, 2, 7);
    const early = Array.from({ length: 200 }, (_, i) =>
      page(`/${'x'.repeat(300)}/${i}`, begun + Math.floor(i / 10) * DAY + i),
    );
    const bought = event('purchase', begun + 1000, {
      props: { order_id: 'o-1', value: 1, currency: 'EUR', items: [{ item_name: 'Old' }] },
    });
    const late = page('/', Date.UTC(2026, 4, 7, 21));
    for (let i = 0; i < 30; i += 1) {
      await plant({ site: site.site, visitor: `v-${i}`, events: [...early, bought, late] });
    }
    expect(await rowsOf('log_chunks', site.site)).not.toEqual([]);
    await finish(site, await count(site));
    const told = await answer<Answer>(PATH, site);
    expect(figure(told, 'visit_hour', '7')?.group).toMatchObject({ value: 1, n: 30 });
    expect(figure(told, 'product', 'old')?.group).toMatchObject({ value: 1, n: 30 });
  });

  test('has the hours of the site, from the tag’s first request on', async () => {
    const site = await newRealSite({ time_zone: 'Asia/Tehran' });
    const now = Date.now();
    const at = Math.floor(now / DAY) * DAY - 2 * DAY + 21 * 60 * MINUTE;
    for (let i = 0; i < 30; i += 1) {
      const order = { order_id: `o-${i}`, value: 1, currency: 'IRR' };
      await deliver(site, newVisitor(), [happened(at), happened(at + 1, 'purchase', order)]);
    }
    const asked = { ...site, key: site.secret_key };
    await finish(asked, await count(asked, '', now), now);
    const told = await answer<Answer>(PATH, { ...asked, now });
    // 21:00 in Greenwich is half past midnight in Tehran, which keeps one time all year.
    expect(figure(told, 'visit_hour', '0')?.group).toMatchObject({ value: 1, n: 30 });
    expect(figure(told, 'purchase_hour', '0')?.group).toMatchObject({ value: 1, n: 30 });
    expect(told.spending).toMatchObject([{ currency: 'IRR', group: { order: { max: 1 } } }]);
  });

  test('is the same when two count the same portion at once', async () => {
    const job = await count(shop, '?refresh=true', NOW + 1);
    await Promise.all([poll(shop, job), poll(shop, job)]);
    await finish(shop, job);
    expect(await answer(PATH, shop)).toMatchObject({ job, people: { group: 60, versus: 200 } });
  });

  test('shows no other site anything', async () => {
    const other = await newSite();
    await finish(other, await count(other));
    expect(await answer(PATH, other)).toMatchObject({ people: { group: 0, versus: 0 } });
  });

  test('is answered from few rows, however many counts there have been', async () => {
    const site = await newSite();
    const job = await count(site);
    await finish(site, job);
    await env.DB.prepare(
      `INSERT INTO jobs (site, job, kind, state, body, updated_at)
       SELECT j.site, 'job_' || n.value, j.kind, j.state, json_set(j.body, '$.at', n.key), n.key
         FROM jobs AS j, json_each(?2) AS n WHERE j.site = ?1`,
    )
      .bind(site.site, JSON.stringify(Array.from({ length: 500 }, (_, i) => i)))
      .run();
    const meter = metered(env.DB);
    expect(await answer(PATH, { ...site, db: meter.db })).toMatchObject({ job });
    expect(meter.rowsRead()).toBeLessThan(10);
  });
});
