import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { listSites, revokeKey } from '../../collector/store/sites.ts';
import { LIMITS } from '../../sdk/wire.ts';
import {
  call,
  envelope,
  event,
  newSite,
  newVisitor,
  people,
  post,
  problemOf,
  rowsOf,
  send,
} from './visitor.ts';

const BROKEN: [what: string, change: object, field: string][] = [
  ['another version', { v: 2 }, 'v'],
  ['no version', { v: undefined }, 'v'],
  ['no key', { key: undefined }, 'key'],
  ['a key that is no text', { key: 7 }, 'key'],
  ['a visitor with a space', { visitor: 'a b c d e f' }, 'visitor'],
  ['a short visitor', { visitor: 'abc' }, 'visitor'],
  ['a long visitor', { visitor: 'a'.repeat(65) }, 'visitor'],
  ['a time that is text', { sent_at: '2026-01-01' }, 'sent_at'],
  ['no time', { sent_at: null }, 'sent_at'],
  ['a time before 1970', { sent_at: -1 }, 'sent_at'],
  ['a time that no date holds', { sent_at: 1e300 }, 'sent_at'],
  ['a context that is a list', { ctx: [] }, 'ctx'],
  ['events that are an object', { events: {} }, 'events'],
  ['ids to confirm that are numbers', { confirm: [1] }, 'confirm'],
  ['a flag that is text', { new: 'yes' }, 'new'],
];

describe('A broken envelope is 400 with the field that is wrong', () => {
  test.each(BROKEN)('%s', async (_, change, field) => {
    const site = await newSite();
    const response = await post(envelope(site, newVisitor(), [event(Date.now())], change));
    expect(response.status).toBe(400);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(await problemOf(response)).toMatchObject({ status: 400, field });
    expect(await people(site.site)).toEqual([]);
  });

  test.each(['', '{', 'null', '[]', '"text"', '{"v":1', '\u0000', '[['.repeat(50_000)])(
    'a body that is no JSON object: %j',
    async (body) => {
      const response = await post(body);
      expect(response.status).toBe(400);
      expect(await problemOf(response)).toMatchObject({ status: 400 });
    },
  );
});

test('An unknown, a revoked and a secret key are 401, and the key of a closed site too', async () => {
  const site = await newSite();
  const view = event(Date.now());
  const statusOf = async (key: string) =>
    (await post(envelope({ write_key: key }, newVisitor(), [view]))).status;
  expect(await statusOf('wk_unknown')).toBe(401);
  expect(await statusOf(site.secret_key)).toBe(401);
  expect(await statusOf(site.write_key)).toBe(200);
  const keys = (await listSites(env.DB)).find((one) => one.site === site.site)?.keys;
  const write = keys?.find((key) => key.kind === 'write');
  expect(await revokeKey(env.DB, site.site, write?.hash ?? '', Date.now())).toBe(true);
  expect(await statusOf(site.write_key)).toBe(401);
  const closed = await newSite();
  await env.DB.prepare('UPDATE sites SET disabled_at = 1 WHERE site = ?').bind(closed.site).run();
  expect(await statusOf(closed.write_key)).toBe(401);
});

const ORIGINS: [allowed: string[], origin: string | undefined, status: number][] = [
  [[], 'https://any.example', 200],
  [['https://shop.example'], 'https://shop.example', 200],
  [['https://shop.example'], 'https://SHOP.example', 200],
  [['https://shop.example'], 'http://shop.example', 403],
  [['https://shop.example'], 'https://shop.example:8443', 403],
  [['https://shop.example'], 'https://evilshop.example', 403],
  [['https://shop.example'], 'https://shop.example.evil.example', 403],
  [['https://shop.example'], 'null', 403],
  [['https://shop.example'], undefined, 200],
  [['https://*.shop.example'], 'https://www.shop.example', 200],
  [['https://*.shop.example'], 'https://a.b.shop.example', 200],
  [['https://*.shop.example'], 'https://shop.example', 403],
  [['https://*.shop.example'], 'https://evilshop.example', 403],
];

describe('A page may send only from an origin of the site', () => {
  test.each(ORIGINS)('%j: %s is %d', async (origins, origin, status) => {
    const site = await newSite({ origins });
    const headers = origin === undefined ? {} : { Origin: origin };
    const response = await post(envelope(site, newVisitor(), [event(Date.now())]), headers);
    expect(response.status).toBe(status);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe(origin ?? null);
    expect(await people(site.site)).toHaveLength(status === 200 ? 1 : 0);
  });
});

test('A preflight is answered for any origin, with nothing but POST and Content-Type', async () => {
  const response = await call('/e', {
    method: 'OPTIONS',
    headers: { Origin: 'https://shop.example', 'Access-Control-Request-Method': 'POST' },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe('https://shop.example');
  expect(response.headers.get('Access-Control-Allow-Methods')).toBe('POST');
  expect(response.headers.get('Access-Control-Allow-Headers')).toBe('Content-Type');
});

test('Another method is 405 and says which there is', async () => {
  const response = await call('/e');
  expect(response.status).toBe(405);
  expect(response.headers.get('Allow')).toContain('POST');
});

test('Another content type is 415; JSON and a missing one are taken', async () => {
  const site = await newSite();
  const body = envelope(site, newVisitor(), [event(Date.now())]);
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  expect((await post(body, form)).status).toBe(415);
  expect((await post(body, { 'Content-Type': 'application/json; charset=utf-8' })).status).toBe(
    200,
  );
  expect((await post(body, { 'Content-Type': 'text/plain;charset=UTF-8' })).status).toBe(200);
});

test('A body is measured by the bytes that arrive, not by what its header says', async () => {
  const site = await newSite();
  const large = envelope(site, newVisitor(), [
    event(Date.now(), 'note', { text: 'ب'.repeat(4000) }),
  ]);
  const filled = large.replace(
    '"sdk":"test/1"',
    `"sdk":"test/1","filler":"${'ب'.repeat(LIMITS.batchBytes / 2)}"`,
  );
  const stream = new Response(filled).body as ReadableStream;
  expect((await post(stream)).status).toBe(413);
  expect((await post(filled)).status).toBe(413);
  expect((await post(large)).status).toBe(200);
});

test('More events than a batch may have are 413, so that the script halves the batch', async () => {
  const site = await newSite();
  const events = Array.from({ length: LIMITS.batchEvents + 1 }, () => event(Date.now()));
  const response = await post(envelope(site, newVisitor(), events));
  expect(response.status).toBe(413);
  expect(await problemOf(response)).toMatchObject({ field: 'events' });
  expect(await people(site.site)).toEqual([]);
});

const now = Date.now();

test('An event larger than 32 KB is refused, measured in bytes', async () => {
  const site = await newSite();
  const texts = Object.fromEntries(
    Array.from({ length: 4 }, (_, i) => [`t${i}`, 'ب'.repeat(4200)]),
  );
  const [large, small] = [event(now, 'note', texts), event(now, 'note', { t: 'ب'.repeat(4200) })];
  expect((await send(site, newVisitor(), [large, small])).results).toEqual({
    [large.id]: 'rejected: too_large',
    [small.id]: 'ok',
  });
});

test('Five thousand events a device and day are taken, and not one more', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  const batch = (n: number) => Array.from({ length: n }, () => event(Date.now() - 1000));
  for (let sent = 0; sent < LIMITS.deviceDayEvents; sent += LIMITS.batchEvents) {
    const { results } = await send(site, visitor, batch(LIMITS.batchEvents));
    expect(new Set(Object.values(results))).toEqual(new Set(['ok']));
  }
  const { results } = await send(site, visitor, batch(2));
  expect(Object.values(results)).toEqual(['rejected: too_many', 'rejected: too_many']);
  expect(Object.values((await send(site, newVisitor(), batch(1))).results)).toEqual(['ok']);
});

test('Refusals are counted by day and reason, and what is kept of the last holds nothing personal', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  const secret = 'sara@private.example';
  const bad = [
    { ...event(now, 'search', { term: 5 }), title: secret },
    { ...event(now, 'search', { term: [secret] }), title: secret },
    { ...event(now), [secret]: 1 },
    { ...event(now, secret), ts: 'then' },
  ];
  await send(site, visitor, bad);
  await send(site, visitor, bad.slice(0, 1));
  const rows = await rowsOf<{ reason: string; n: number; last: string }>('rejects', site.site);
  expect(Object.fromEntries(rows.map(({ reason, n }) => [reason, n]))).toEqual({
    invalid_prop: 3,
    invalid_event: 1,
    invalid_ts: 1,
  });
  expect(JSON.stringify(rows)).not.toContain('private');
  expect(JSON.stringify(rows)).not.toContain(visitor);
  const last = rows.find((row) => row.reason === 'invalid_prop')?.last ?? '';
  expect(JSON.parse(last)).toMatchObject({ type: 'search', field: 'props.term', sdk: 'test/1' });
});

test('A refusal keeps names of the contract only: an owner’s own property may be somebody’s name', async () => {
  const site = await newSite();
  await send(site, newVisitor(), [event(now, 'note', { sara_smith: 'x'.repeat(9000) })]);
  const [row] = await rowsOf<{ reason: string; last: string }>('rejects', site.site);
  expect(row?.reason).toBe('invalid_prop');
  expect(row?.last).not.toContain('sara');
});

test('Without refusals no reject is written', async () => {
  const site = await newSite();
  await send(site, newVisitor(), [event(now)]);
  expect(await rowsOf('rejects', site.site)).toEqual([]);
});

test('No answer to a refused request repeats what was sent', async () => {
  const response = await post('{"v":1,"key":"<script>","visitor":"<b>"}');
  expect(await response.text()).not.toContain('<');
});
