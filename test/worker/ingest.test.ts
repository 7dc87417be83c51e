import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { Answer } from '../../sdk/wire.ts';
import {
  envelope,
  event,
  logOf,
  MINUTE,
  newSite,
  newVisitor,
  onlyPerson,
  people,
  post,
  rowsOf,
  send,
} from './visitor.ts';

test('An event that is sent is acknowledged and stored as it was', async () => {
  const site = await newSite();
  const now = Date.now();
  const view = { ...event(now), title: 'Home' };
  const answer = await send(site, newVisitor(), [view]);
  expect(answer.results).toEqual({ [view.id]: 'ok' });
  expect(answer.missing).toEqual([]);
  expect(answer.standing).toEqual({ rung: 'suspect', grade: 'weak', segments: [], model: 1 });
  const { doc } = await onlyPerson(site.site);
  const { id, url } = view;
  expect(doc.tail).toMatchObject([{ id, ts: now, url, title: 'Home', country: 'DE' }]);
});

test('Fifty simultaneous requests lose no event, and the same fifty again change nothing', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  const now = Date.now();
  const bodies = Array.from({ length: 50 }, (_, i) =>
    envelope(site, visitor, [event(now - i * 1000), event(now - i * 1000 - 500)]),
  );
  const sendAll = async () => {
    const responses = await Promise.all(bodies.map((body) => post(body)));
    expect(responses.map(({ status }) => status)).toEqual(Array(50).fill(200));
    const answers = await Promise.all(responses.map((response) => response.json<Answer>()));
    return answers.flatMap(({ results }) => Object.values(results));
  };
  expect(await sendAll()).toEqual(Array(100).fill('ok'));
  expect(await logOf(site.site)).toHaveLength(100);
  const person = await onlyPerson(site.site);
  expect(await sendAll()).toEqual(Array(100).fill('duplicate'));
  expect(await onlyPerson(site.site)).toEqual(person);
});

test('Requests that wait for each other share one write', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  const bodies = Array.from({ length: 20 }, () => envelope(site, visitor, [event(Date.now())]));
  await Promise.all(bodies.map((body) => post(body)));
  expect((await onlyPerson(site.site)).version).toBeLessThanOrEqual(3);
});

test('The first stored copy fixes time and payload, also within one request', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  const first = event(Date.now() - MINUTE, 'search', { term: 'cats' });
  const copy = { ...first, ts: first.ts + 1000, props: { term: 'dogs' } };
  expect((await send(site, visitor, [first, copy])).results).toEqual({ [first.id]: 'ok' });
  expect((await send(site, visitor, [copy])).results).toEqual({ [first.id]: 'duplicate' });
  expect((await onlyPerson(site.site)).doc.tail).toMatchObject([
    { ts: first.ts, props: { term: 'cats' } },
  ]);
});

test('An id counts once a device: two devices may send the same', async () => {
  const site = await newSite();
  const view = event(Date.now());
  await send(site, newVisitor(), [view]);
  expect((await send(site, newVisitor(), [view])).results).toEqual({ [view.id]: 'ok' });
  expect(await people(site.site)).toHaveLength(2);
});

test('An id that is no UUIDv7 counts once as well, and its letters may be large or small', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  const foreign = { ...event(Date.now()), id: crypto.randomUUID().toUpperCase() };
  const own = event(Date.now());
  const large = { ...own, id: own.id.toUpperCase() };
  expect((await send(site, visitor, [foreign, own])).results).toEqual({
    [foreign.id]: 'ok',
    [own.id]: 'ok',
  });
  expect((await send(site, visitor, [foreign, large])).results).toEqual({
    [foreign.id]: 'duplicate',
    [large.id]: 'duplicate',
  });
  for (const { id } of await logOf(site.site))
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/);
});

test('Ids asked about come back as missing only when they are not stored', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  const [stored, lost, now] = [event(Date.now()), event(Date.now()), event(Date.now())];
  await send(site, visitor, [stored]);
  const confirm = [stored.id, lost.id, now.id];
  expect((await send(site, visitor, [now], { confirm })).missing).toEqual([lost.id]);
  expect((await send(site, visitor, [], { confirm })).missing).toEqual([lost.id]);
});

test('One visitor of two sites is two people, and neither site sees the other', async () => {
  const [here, there] = [await newSite(), await newSite()];
  const visitor = newVisitor();
  const view = event(Date.now());
  await send(here, visitor, [view]);
  expect((await send(there, visitor, [], { confirm: [view.id] })).missing).toEqual([view.id]);
  expect((await send(there, visitor, [view])).results).toEqual({ [view.id]: 'ok' });
  const [a, b] = [await onlyPerson(here.site), await onlyPerson(there.site)];
  expect(a.person).not.toBe(b.person);
});

test('A person id is opaque: the visitor id cannot be read from it', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await send(site, visitor, [event(Date.now())]);
  const { person } = await onlyPerson(site.site);
  expect(person).toMatch(/^p_[0-9a-f]{32}$/);
  expect(visitor.replaceAll('-', '')).not.toContain(person.slice(2, 10));
});

test('A device that an alias gives to somebody is that person', async () => {
  const site = await newSite();
  const [phone, laptop] = [newVisitor(), newVisitor()];
  await send(site, laptop, [event(Date.now())]);
  const { person } = await onlyPerson(site.site);
  await env.DB.prepare('INSERT INTO aliases VALUES (?, ?, ?, 0)')
    .bind(site.site, `d:${phone}`, person)
    .run();
  await send(site, phone, [event(Date.now())]);
  const { doc } = await onlyPerson(site.site);
  expect(Object.keys(doc.devices).sort()).toEqual([`d:${laptop}`, `d:${phone}`].sort());
});

test('The cookie names the visitor only for a page that has just made a new id', async () => {
  const site = await newSite();
  const [cookie, made] = [newVisitor(), newVisitor()];
  const headers = { Cookie: `rung_visitor=${cookie}` };
  const asNew = await post(envelope(site, made, [event(Date.now())], { new: true }), headers);
  expect((await asNew.json<Answer>()).visitor).toBe(cookie);
  const known = await post(envelope(site, made, [event(Date.now())]), headers);
  expect((await known.json<Answer>()).visitor).toBeUndefined();
  expect(await people(site.site)).toHaveLength(2);
  expect(asNew.headers.get('Set-Cookie')).toBeNull();
});

test('A site that wants it gets the visitor id kept in a cookie that scripts cannot read', async () => {
  const site = await newSite();
  await env.DB.prepare(`UPDATE sites SET settings = '{"visitor_cookie":true}' WHERE site = ?`)
    .bind(site.site)
    .run();
  const visitor = newVisitor();
  const response = await post(envelope(site, visitor, [event(Date.now())]));
  expect(response.headers.get('Set-Cookie')).toMatch(
    new RegExp(`^rung_visitor=${visitor}; .*HttpOnly; Secure; SameSite=Lax`),
  );
});

test('Someone erased stays erased: the events are refused and nobody is made', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`d:${visitor}`));
  const hash = [...new Uint8Array(digest)]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  await env.DB.prepare('INSERT INTO erased VALUES (?, ?, 0)').bind(site.site, hash).run();
  const view = event(Date.now());
  const answer = await send(site, visitor, [view], { confirm: [view.id] });
  expect(answer).toEqual({ results: { [view.id]: 'rejected: erased' }, missing: [] });
  expect(await people(site.site)).toEqual([]);
  expect(await rowsOf('rejects', site.site)).toMatchObject([{ reason: 'erased', n: 1 }]);
});

test('A request that changes nothing writes nothing', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  const view = event(Date.now());
  await send(site, visitor, [view]);
  const before = await onlyPerson(site.site);
  const answer = await send(site, visitor, [view], { confirm: [view.id] });
  expect(answer.standing?.rung).toBe('suspect');
  expect(await onlyPerson(site.site)).toEqual(before);
});
