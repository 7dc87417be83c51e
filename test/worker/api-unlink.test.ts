// The owner takes a device off a person, through the Worker as it is composed.
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { addKey, type CreatedSite, type NewKey } from '../../collector/store/sites.ts';
import { call, event, newSite, newVisitor, people, problemOf, send } from './visitor.ts';

interface Ids {
  person: string;
}

async function joined() {
  const site = await newSite();
  await env.DB.prepare(`UPDATE sites SET settings = '{"trust_unsigned":true}' WHERE site = ?`)
    .bind(site.site)
    .run();
  const [phone, laptop] = [newVisitor(), newVisitor()];
  await send(site, laptop, [event(Date.now())]);
  const former = (await people(site.site))[0]?.person ?? '';
  const identify = () => event(Date.now(), 'identify', { user_id: 'sara' });
  await send(site, phone, [identify()]);
  await send(site, laptop, [identify()]);
  return { site, phone, laptop, former };
}

const ask = (site: CreatedSite, path: string, body?: unknown, key = site.secret_key) =>
  call(`/api/v1/visitors/${path}`, {
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });

test('A former person id, every device and the user answer with the one who is left', async () => {
  const { site, phone, laptop, former } = await joined();
  const ids = [former, phone, laptop, 'user:sara'];
  const answers = await Promise.all(ids.map(async (id) => (await ask(site, id)).json<Ids>()));
  const [{ person } = { person: '' }] = await people(site.site);
  expect(answers.map((answer) => answer.person)).toEqual(ids.map(() => person));
  expect(person).not.toBe(former);
});

test('A device is taken off, and both answer for themselves', async () => {
  const { site, phone, laptop, former } = await joined();
  const response = await ask(site, `${former}/unlink`, { device: laptop });
  expect(response.status).toBe(200);
  const { person, unlinked } = await response.json<{ person: string; unlinked: string }>();
  expect(unlinked).toBe(former);
  expect(await (await ask(site, laptop)).json()).toMatchObject({
    person: former,
    devices: [{ visitor: laptop }],
    users: [{ id: 'sara', proven: false, by: 'unlinked', visitor: laptop }],
  });
  expect(await (await ask(site, phone)).json()).toMatchObject({
    person,
    users: [{ id: 'sara', proven: true, by: 'first_device' }],
  });
});

test('What cannot be undone is refused by name, and changes nothing', async () => {
  const { site, phone, laptop } = await joined();
  const home = await ask(site, `${phone}/unlink`, { device: phone });
  expect([home.status, (await problemOf(home)).type]).toEqual([409, '/docs/problems#conflict']);
  expect((await ask(site, `${phone}/unlink`, { device: 'stranger' })).status).toBe(404);
  const other = await newSite();
  expect((await ask(other, `${phone}/unlink`, { device: laptop })).status).toBe(404);
  const broken = await ask(site, `${phone}/unlink`, { devices: laptop });
  expect(broken.status).toBe(400);
  const key: NewKey = { site: site.site, kind: 'secret', scopes: ['read'] };
  const reader = await addKey(env.DB, key, Date.now());
  expect((await ask(site, `${phone}/unlink`, { device: laptop }, reader)).status).toBe(403);
  expect(await people(site.site)).toHaveLength(1);
});

test('A body that is no JSON is the caller’s mistake', async () => {
  const { site, phone } = await joined();
  const response = await call(`/api/v1/visitors/${phone}/unlink`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${site.secret_key}`, 'Content-Type': 'application/json' },
    body: '{',
  });
  expect(response.status).toBe(400);
  expect(await problemOf(response)).toMatchObject({ field: 'body' });
});
