// What buyers share, asked over the API: counted in portions, compared, and made segments of.
import { env } from 'cloudflare:workers';
import { Validator } from '@cfworker/json-schema';
import { beforeAll, describe, expect, test } from 'vitest';
import { defaultModel } from '../../collector/engine/index.ts';
import type { IdealFigures } from '../../dashboard-api/present/schemas/ideal-customer.ts';
import { idealPeople } from '../unit/ideal-people.ts';
import { answer, ask, DAY, event, NOW, newSite, page, plant, type Site } from './api-fixture.ts';
import { metered } from './metered-database.ts';
import { begin, draft, finish, poll, resultOf } from './models.ts';
import {
  send as deliver,
  event as happened,
  MINUTE,
  newSite as newRealSite,
  newVisitor,
  rowsOf,
} from './visitor.ts';

const PATH = '/ideal-customer';
type Answer = IdealFigures & { job: string };

let shop: Site;
beforeAll(async () => {
  shop = await newSite();
  for (const { visitor, events } of idealPeople()) {
    const sent = events.map((one, i) => ({ ...one, id: `${visitor}-${i}` }));
    await plant({ site: shop.site, visitor, events: sent });
  }
});

/** Begins a count by asking; gives its job. */
async function count(site: Site, query = '', now = NOW): Promise<string> {
  const response = await ask(PATH + query, { ...site, now });
  expect(response.status).toBe(202);
  const { job } = await response.json<{ job: string }>();
  expect(response.headers.get('Location')).toBe(`/api/v1/jobs/${job}`);
  return job;
}

const send = (site: Site, path: string, body: unknown) =>
  ask(PATH + path, { ...site, method: 'POST', body: JSON.stringify(body) });

async function compared(site: Site, body: unknown): Promise<IdealFigures> {
  const response = await send(site, '/compare', body);
  expect(response.status).toBe(202);
  return resultOf(site, 'ideal_customer', (await response.json<{ job: string }>()).job);
}

/** Whether the API's own description has such an answer. */
async function isDescribed(name: string, body: unknown): Promise<boolean> {
  const { components } = await answer<{ components: object }>('/openapi.json', {});
  const schema = { $ref: `#/components/schemas/${name}`, components };
  return new Validator(schema, '2020-12', false).validate(body).valid;
}

const figure = ({ traits }: IdealFigures, trait: string, value: string) =>
  traits.find((it) => it.trait === trait)?.values.find((it) => it.value === value);

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
       SELECT j.site, 'job_' || n.value, j.kind, j.state, j.body, n.key
         FROM jobs AS j, json_each(?2) AS n WHERE j.site = ?1`,
    )
      .bind(site.site, JSON.stringify(Array.from({ length: 500 }, (_, i) => i)))
      .run();
    const meter = metered(env.DB);
    expect(await answer(PATH, { ...site, db: meter.db })).toMatchObject({ job });
    expect(meter.rowsRead()).toBeLessThan(10);
  });
});

describe('Two groups', () => {
  test('are compared side by side, with the same figures', async () => {
    const told = await compared(shop, {
      group: [{ job_role: 'director', country: 'de' }],
      versus: [{ job_role: 'staff' }],
    });
    expect(told.group).toEqual([{ job_role: 'director', country: 'DE' }]);
    expect(told.people).toEqual({ group: 70, versus: 112 });
    expect(figure(told, 'job_role', 'director')).toMatchObject({
      group: { value: 1, n: 70 },
      versus: { value: 0, n: 112 },
      lift: { value: null, high: null },
    });
  });

  test('that are joined count whoever is in either, once', async () => {
    const parts = [{ region: 'Wien' }, { sex: 'female' }];
    const [wien, women, joined] = [
      await compared(shop, { group: [parts[0]] }),
      await compared(shop, { group: [parts[1]] }),
      await compared(shop, { group: parts }),
    ].map(({ people }) => people.group);
    expect([wien, women, joined]).toEqual([150, 124, 174]);
  });

  test('which are the same differ in nothing', async () => {
    const buyers = [{ buyer: 'yes' }];
    const { traits } = await compared(shop, { group: buyers, versus: buyers });
    const lifts = traits.flatMap(({ values }) => values.map(({ lift }) => lift?.value));
    expect(lifts.length).toBeGreaterThan(20);
    expect(new Set(lifts)).toEqual(new Set([1]));
  });

  test('may be segments of the model', async () => {
    const told = await compared(shop, { group: [{ segment: 'one_time' }] });
    expect(told.people).toEqual({ group: 60, versus: 200 });
  });

  test.each([
    [{ group: [{ shoe_size: '43' }] }, 'group[0].shoe_size'],
    [{ group: [{ buyer: 'yes' }], versus: [{ segment: 'golden' }] }, 'versus[0].segment'],
    [{ group: [] }, 'group'],
    [{ group: [{ sex: 3 }] }, 'group.0.sex'],
    [{}, 'group'],
  ])('%j is refused with the field', async (body, field) => {
    const response = await send(shop, '/compare', body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ field });
  });
});

describe('A combination', () => {
  const GERMAN = {
    id: 'german_directors',
    label: { en: 'Directors in Germany', fa: 'مدیران در آلمان' },
    any: [{ job_role: 'Director', country: 'de' }],
  };

  test('becomes a segment of a draft, which preview and publish take as any other', async () => {
    const site = await newSite();
    const titled = (visitor: string, job_title: string, country: string) =>
      plant({
        site: site.site,
        visitor,
        events: [
          page('/', NOW - DAY, { country }),
          event('identify', NOW - DAY + 1, { props: { user_id: visitor, traits: { job_title } } }),
        ],
      });
    const wanted = await titled('a', 'مدير كل', 'DE');
    await titled('b', 'Sales Director', 'AT');
    await titled('c', 'CEO and Director', 'DE');
    const response = await send(site, '/segments', GERMAN);
    expect(response.status).toBe(201);
    expect(response.headers.get('Location')).toBe('/api/v1/models/2');
    expect(await response.json()).toMatchObject({ version: 2, state: 'draft', current: false });
    const { model } = await answer<{ model: typeof defaultModel }>('/models/2', site);
    const { segments, ...rest } = model;
    const { segments: before, ...published } = JSON.parse(JSON.stringify(defaultModel));
    expect(rest).toEqual(published);
    expect(segments.slice(0, -1)).toEqual(before);
    expect(segments.at(-1)).toMatchObject({ id: GERMAN.id, label: GERMAN.label });
    expect((await ask(`/leads?segment=${GERMAN.id}`, site)).status).toBe(400);
    const preview = await resultOf(site, 'preview', await begin(site, 2, 'preview'));
    expect(preview).toMatchObject({ people: 3, moved: 0 });
    await finish(site, await begin(site, 2, 'publish'));
    const { data } = await answer<{ data: { person: string }[] }>(
      `/leads?segment=${GERMAN.id}`,
      site,
    );
    expect(data.map(({ person }) => person)).toEqual([wanted]);
  });

  test('may be added to a draft, and to none that is not there', async () => {
    const site = await newSite();
    const version = await draft(site, { ...defaultModel, name: 'other' });
    const made = await send(site, '/segments', { ...GERMAN, version });
    expect(await made.json()).toMatchObject({ version: version + 1, name: 'other' });
    expect((await send(site, '/segments', { ...GERMAN, version: 99 })).status).toBe(404);
  });

  test.each([
    [{ id: 'loyal' }, 409, 'id'],
    [{ id: 'Not An Id' }, 422, 'segments[12].id'],
    [{ any: [{ buyer: 'yes' }, { visit_hour: '10' }] }, 400, 'any[1].visit_hour'],
    [{ any: [{ items: 'several' }] }, 400, 'any[0].items'],
    [{ any: [{ shoe_size: '43' }] }, 400, 'any[0].shoe_size'],
    [{ any: [] }, 400, 'any'],
    [{ label: {} }, 400, 'label.en'],
    [{ colour: 'red' }, 400, 'colour'],
  ])('%j is refused with the field, and no draft is made', async (wrong, status, field) => {
    const site = await newSite();
    const response = await send(site, '/segments', { ...GERMAN, ...wrong });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status, field });
    expect(await rowsOf('models', site.site)).toHaveLength(1);
  });
});
