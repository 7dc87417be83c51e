// Groups of people, compared and made segments of, over the API.
import { beforeAll, describe, expect, test } from 'vitest';
import { defaultModel } from '../../collector/engine/index.ts';
import type { IdealFigures } from '../../dashboard-api/present/schemas/ideal-customer.ts';
import { answer, ask, DAY, event, NOW, newSite, page, plant, type Site } from './api-fixture.ts';
import { figure, jobOf, newShop, PATH } from './ideal-fixture.ts';
import { begin, draft, finish, resultOf } from './models.ts';
import { rowsOf } from './visitor.ts';

let shop: Site;
beforeAll(async () => {
  shop = await newShop();
});

const send = (site: Site, path: string, body: unknown) =>
  ask(PATH + path, { ...site, method: 'POST', body: JSON.stringify(body) });

const compared = async (site: Site, body: unknown): Promise<IdealFigures> =>
  resultOf(site, 'ideal_customer', await jobOf(await send(site, '/compare', body)));

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
    [JSON.parse('{"group":[{"__proto__":"x"}]}'), 'group[0]'],
    [{ group: [{ product: 'x'.repeat(300) }] }, 'group.0.product'],
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

  test('may be too much for one model', async () => {
    const site = await newSite();
    const any = Array.from({ length: 10 }, () => ({ age: '65-and-over' }));
    let [version, status] = [1, 201];
    for (let i = 0; status === 201 && i < 60; i += 1) {
      const response = await send(site, '/segments', { ...GERMAN, id: `old-${i}`, any, version });
      status = response.status;
      version += 1;
    }
    expect(status).toBe(413);
  });

  test.each([
    [{ id: 'loyal' }, 409, 'id'],
    [{ id: 'Not An Id' }, 422, `segments[${defaultModel.segments.length}].id`],
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
