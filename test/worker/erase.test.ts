// Erased is erased: nothing of the person is left in any table, and they do not come back.
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { erasePerson } from '../../collector/store/erase.ts';
import { sha256Hex } from '../../collector/store/hash.ts';
import { startJob, stepJob } from '../../collector/store/jobs.ts';
import { tablesWith } from '../../collector/store/schema.ts';
import { addKey, type CreatedSite } from '../../collector/store/sites.ts';
import { wrap } from './database-wrappers.ts';
import { act, trust } from './proof.ts';
import {
  call,
  envelope,
  event,
  newSite,
  newVisitor,
  onlyPerson,
  people,
  post,
  rowsOf,
  send,
} from './visitor.ts';

const at = (site: CreatedSite, path: string, method = 'GET', key = site.secret_key) =>
  call(`/api/v1${path}`, { method, headers: { Authorization: `Bearer ${key}` } });

/** A customer on two devices, with a past in every table that knows people. */
async function customer() {
  const site = await newSite();
  await trust(site);
  const mark = crypto.randomUUID().slice(0, 8);
  const [phone, laptop, user] = [`${newVisitor()}`, `${newVisitor()}`, `user-${mark}`];
  for (const device of [phone, laptop]) {
    await act(site, device, 'identify', { user_id: user, traits: { name: `Sara ${mark}` } });
  }
  const order = { order_id: `order-${mark}`, value: 5, currency: 'EUR' };
  await act(site, phone, 'purchase', order);
  await act(site, phone, 'complaint', { text: `not for ${mark}` });
  await act(site, phone, 'newsletter_signup', { email: `sara-${mark}@mail.example` });
  const views = Array.from({ length: 90 }, (_, i) =>
    event(Date.now() - i, 'view_item', { item_id: `${mark}-${'x'.repeat(150)}` }),
  );
  await send(site, laptop, views);
  const { person } = await onlyPerson(site.site);
  await plantEverywhere(site.site, person, mark);
  const digest = await sha256Hex(`sara-${mark}@mail.example`);
  return { site, phone, laptop, user, person, traces: [mark, phone, laptop, person, digest] };
}

/** A row of the person in each table that has none yet, whatever the table is for. */
async function plantEverywhere(site: string, person: string, mark: string): Promise<void> {
  for (const { name, columns } of await tablesWith(env.DB, ['site', 'person'])) {
    const own = await rowsOf<{ person: string }>(name, site);
    if (own.some((row) => row.person === person)) continue;
    const values = columns.map((column) => ({ site, person })[column] ?? `${column} of ${mark}`);
    await env.DB.prepare(
      `INSERT INTO ${name} (${columns.join()}) VALUES (${columns.map(() => '?').join()})`,
    )
      .bind(...values)
      .run();
  }
}

/** Every row of every table that holds one of the texts. */
async function holding(texts: string[]): Promise<string[]> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
  ).all<{ name: string }>();
  const found: string[] = [];
  for (const { name } of results) {
    const rows = (await env.DB.prepare(`SELECT * FROM ${name}`).all()).results;
    const lines = rows.map((row) => `${name}: ${JSON.stringify(row)}`);
    found.push(...lines.filter((line) => texts.some((text) => line.includes(text))));
  }
  return found;
}

test('Every table that knows people is one that erasing finds', async () => {
  const names = (await tablesWith(env.DB, ['site', 'person'])).map(({ name }) => name);
  expect(names).toEqual([
    ...['acts', 'aliases', 'follow_ups', 'job_people', 'log_chunks', 'members', 'moves', 'notes'],
    ...['orders', 'outbox', 'past_moves', 'people', 'search', 'visits'],
  ]);
});

test('After erasing, not a byte of the person is in any row of any table', async () => {
  const { site, person, traces, user } = await customer();
  const other = newVisitor();
  await send(site, other, [event(Date.now())]);
  const tables = (await tablesWith(env.DB, ['site', 'person'])).map(({ name }) => name);
  const before = await holding(traces);
  expect(new Set(before.map((line) => line.split(':')[0]))).toEqual(new Set(tables));
  const response = await at(site, `/visitors/user:${user}`, 'DELETE');
  expect(response.status).toBe(200);
  const { erased, rows } = await response.json<{ erased: string; rows: Record<string, number> }>();
  expect(erased).toBe(person);
  expect(Object.keys(rows).sort()).toEqual(tables);
  expect(await holding(traces)).toEqual([]);
  expect(await people(site.site)).toHaveLength(1);
  expect((await at(site, `/visitors/${other}`)).status).toBe(200);
});

test('What remains is the digest of each device and user, and when', async () => {
  const { site, phone, laptop, user } = await customer();
  await at(site, `/visitors/${phone}`, 'DELETE');
  const names = [`d:${phone}`, `d:${laptop}`, `u:${user}`];
  const digests = await Promise.all(names.map(sha256Hex));
  const left = await rowsOf<{ hash: string; at: number }>('erased', site.site);
  expect(left.map(({ hash }) => hash).sort()).toEqual(digests.sort());
  for (const { at } of left) expect(Math.abs(at - Date.now())).toBeLessThan(60_000);
});

test('Later events of the devices and the user are refused, and nobody is made', async () => {
  const { site, phone, laptop, user } = await customer();
  await at(site, `/visitors/${phone}`, 'DELETE');
  for (const device of [phone, laptop]) {
    const { results } = await act(site, device, 'page_view');
    expect(Object.values(results)).toEqual(['rejected: erased']);
  }
  const stranger = newVisitor();
  const named = await act(site, stranger, 'identify', { user_id: user });
  expect(Object.values(named.results)).toEqual(['rejected: erased']);
  expect(await people(site.site)).toEqual([]);
  expect((await at(site, `/visitors/${phone}`)).status).toBe(404);
  expect((await at(site, `/visitors/${phone}`, 'DELETE')).status).toBe(404);
});

test('Who merely claimed a user id does not bar the user', async () => {
  const site = await newSite();
  const [phone, stranger] = [newVisitor(), newVisitor()];
  await act(site, phone, 'identify', { user_id: 'sara' });
  await act(site, stranger, 'identify', { user_id: 'sara' });
  await at(site, `/visitors/${stranger}`, 'DELETE');
  const { results } = await act(site, phone, 'identify', { user_id: 'sara' });
  expect(Object.values(results)).toEqual(['ok']);
});

test('A write that was under way when the person was erased is made anew and refused', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await send(site, visitor, [event(Date.now())]);
  const { person } = await onlyPerson(site.site);
  let once = true;
  const beforeBatch = async () => {
    if (once) await erasePerson(env.DB, { site: site.site, person }, Date.now());
    once = false;
  };
  const late = envelope(site, visitor, [event(Date.now())]);
  const response = await post(late, {}, { DB: wrap(env.DB, { beforeBatch }) });
  const { results } = await response.json<{ results: Record<string, string> }>();
  expect(Object.values(results)).toEqual(['rejected: erased']);
  expect(await people(site.site)).toEqual([]);
});

test('What a person does while they are erased goes too: the erasing reads them again', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await send(site, visitor, [event(Date.now())]);
  const { person } = await onlyPerson(site.site);
  let once = true;
  const beforeBatch = async () => {
    if (once) await send(site, visitor, [event(Date.now())]);
    once = false;
  };
  const db = wrap(env.DB, { beforeBatch });
  expect(await erasePerson(db, { site: site.site, person }, Date.now())).toMatchObject({
    done: true,
  });
  expect(await people(site.site)).toEqual([]);
});

test('A preview that was looking at the person names them no more, and goes on', async () => {
  const site = await newSite();
  await send(site, newVisitor(), [event(Date.now())]);
  const { person } = await onlyPerson(site.site);
  const body = { version: 1, at: Date.now() };
  const job = await startJob(env.DB, { site: site.site, kind: 'preview', body });
  await stepJob(env.DB, { site: site.site, job }, Date.now());
  expect(await holding([person])).not.toEqual([]);
  await erasePerson(env.DB, { site: site.site, person }, Date.now());
  expect(await holding([person])).toEqual([]);
});

test('Only a key that may administer erases, and only its own site’s people', async () => {
  const { site, phone } = await customer();
  const key = { site: site.site, kind: 'secret', scopes: ['read', 'write'] } as const;
  const writer = await addKey(env.DB, { ...key, scopes: [...key.scopes] }, Date.now());
  expect((await at(site, `/visitors/${phone}`, 'DELETE', writer)).status).toBe(403);
  const other = await newSite();
  expect((await at(other, `/visitors/${phone}`, 'DELETE')).status).toBe(404);
  expect(await people(site.site)).toHaveLength(1);
});
