/** What the owner's server tells with a secret key: verified, by any name, once. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sha256Hex } from '../../collector/store/hash.ts';
import { addKey, type CreatedSite } from '../../collector/store/sites.ts';
import { act, aliasesOf, proving } from './proof.ts';
import { order, post, tell } from './segment-door.ts';
import {
  BROWSER,
  DAY,
  logOf,
  MINUTE,
  newSite,
  newVisitor,
  onlyPerson,
  people,
  problemOf,
  rowsOf,
} from './visitor.ts';

const START = Date.UTC(2026, 5, 1, 10);
const MAIL = 'sara@example.com';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

interface OrderRow {
  order_id: string;
  value_minor: number;
  refunded_minor: number;
  verified: number;
  person: string;
}
const orders = (site: CreatedSite) => rowsOf<OrderRow>('orders', site.site);
const rejectsOf = async (site: CreatedSite) => {
  const rows = await rowsOf<{ reason: string; n: number }>('rejects', site.site);
  return Object.fromEntries(rows.map(({ reason, n }) => [reason, n]));
};

test('What happened at the very first millisecond of 1970 is stored like anything else', async () => {
  const site = await newSite();
  await tell(site, order('sara', 'o-1'));
  const first = { ...order('sara', 'o-2'), timestamp: new Date(0).toISOString() };
  expect(Object.values((await tell(site, first)).results)).toEqual(['ok']);
  expect((await logOf(site.site))[0]).toMatchObject({ type: 'purchase', ts: 0 });
});

describe('A server names a person', () => {
  test('by user id, known from a browser or not', async () => {
    const site = await newSite();
    await tell(site, order('sara', 'o-1'));
    const { person, doc } = await onlyPerson(site.site);
    expect(doc.tail[0]).toMatchObject({ type: 'purchase', device: 's:server', verified: true });
    expect(await aliasesOf(site)).toEqual({ 'u:sara': person });
    await tell(site, order('sara', 'o-2'));
    await act(site, newVisitor(), 'identify', await proving(site, 'sara'));
    const known = await onlyPerson(site.site);
    expect(known.person).toBe(person);
    expect(known.doc.tail).toHaveLength(3);
    expect((await orders(site)).map((row) => row.person)).toEqual([person, person]);
  });

  test('and their first device joins them by a proof, not by its word', async () => {
    const site = await newSite();
    await tell(site, order('sara', 'o-1'));
    const visitor = newVisitor();
    const claim = await act(site, visitor, 'identify', { user_id: 'sara' });
    expect(claim.standing).toBeUndefined();
    expect(await people(site.site)).toHaveLength(2);
    await act(site, visitor, 'identify', await proving(site, 'sara'));
    expect((await onlyPerson(site.site)).doc.tail).toHaveLength(3);
  });

  test('by visitor id, and both together join the two', async () => {
    const site = await newSite();
    const visitor = newVisitor();
    await act(site, visitor, 'page_view');
    await tell(site, order('sara', 'o-1'));
    expect(await people(site.site)).toHaveLength(2);
    await tell(site, { ...order('sara', 'o-2'), anonymousId: visitor });
    const { doc } = await onlyPerson(site.site);
    expect(doc.tail.map(({ device }) => device).sort()).toEqual([
      `d:${visitor}`,
      `d:${visitor}`,
      's:server',
    ]);
  });

  test('by an address, or by its hash alone, whoever gave it', async () => {
    const site = await newSite();
    const hash = await sha256Hex(MAIL);
    await act(site, newVisitor(), 'newsletter_signup', { email_sha256: hash });
    const told = { event: 'review', properties: { rating: 5, email: ' Sara@Example.com ' } };
    await tell(site, told);
    await tell(site, { event: 'complaint_resolved', properties: { email_sha256: hash } });
    const { doc } = await onlyPerson(site.site);
    expect(doc.tail.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['newsletter_signup', 'review', 'complaint_resolved']),
    );
  });

  test('an address typed into a form is enough, when the page sends its hash', async () => {
    const site = await newSite();
    const hash = await sha256Hex(MAIL);
    await act(site, newVisitor(), 'form_submit', { form: 'contact', email_sha256: hash });
    await tell(site, { event: 'chat', traits: { email: MAIL } });
    expect((await onlyPerson(site.site)).doc.tail).toHaveLength(2);
  });

  test('an address that nobody has makes no person, but a sign-up does', async () => {
    const site = await newSite();
    const unmatched = { messageId: 'm-1', event: 'complaint', properties: { email: MAIL } };
    expect((await tell(site, unmatched)).results).toEqual({ 'm-1': 'rejected: unmatched' });
    expect(await people(site.site)).toEqual([]);
    expect(await rejectsOf(site)).toEqual({ unmatched: 1 });
    await tell(site, { event: 'newsletter_signup', properties: { email: MAIL } });
    expect((await tell(site, unmatched)).results).toEqual({ 'm-1': 'ok' });
    expect((await onlyPerson(site.site)).doc.tail).toHaveLength(2);
  });

  test('by nothing at all: that is refused and counted', async () => {
    const site = await newSite();
    for (const name of [{}, { userId: 'null' }, { anonymousId: '', userId: null }]) {
      await tell(site, { event: 'x', ...name });
    }
    expect(await rejectsOf(site)).toEqual({ nobody: 3 });
  });

  test('and with the write key an address names nobody', async () => {
    const site = await newSite();
    await act(site, newVisitor(), 'newsletter_signup', { email_sha256: await sha256Hex(MAIL) });
    await post('/v1/track', { event: 'x', properties: { email: MAIL } }, site.write_key);
    expect((await onlyPerson(site.site)).doc.tail).toHaveLength(1);
  });
});

describe('An order counts once', () => {
  test('told again by a server, with or without a message id', async () => {
    const site = await newSite();
    await tell(site, order('sara', 'o-1'));
    vi.setSystemTime(START + MINUTE);
    await tell(site, order('sara', 'o-1'));
    await tell(site, { ...order('sara', 'o-1'), messageId: 'another' });
    await tell(site, { ...order('sara', 'o-1'), messageId: 'another' });
    expect(await orders(site)).toHaveLength(1);
    expect(await logOf(site.site)).toHaveLength(2);
  });

  test.each(['page first', 'server first'])(
    'told by page and server: the verified amount holds (%s)',
    async (way) => {
      const site = await newSite();
      const visitor = newVisitor();
      await act(site, visitor, 'identify', { user_id: 'sara' });
      const page = () =>
        act(site, visitor, 'purchase', { order_id: 'o-1', value: 9999, currency: 'EUR' });
      const server = () => tell(site, order('sara', 'o-1'));
      const told = way === 'page first' ? [page, server] : [server, page];
      for (const say of told) {
        vi.setSystemTime(Date.now() + MINUTE);
        await say();
      }
      expect(await orders(site)).toMatchObject([
        { order_id: 'o-1', value_minor: 1000, verified: 1 },
      ]);
    },
  );

  test('and a refund takes it back', async () => {
    const site = await newSite();
    await tell(site, order('sara', 'o-1'));
    const refund = { userId: 'sara', event: 'Order Refunded', properties: { order_id: 'o-1' } };
    vi.setSystemTime(START + MINUTE);
    await tell(site, refund);
    expect(await orders(site)).toMatchObject([{ value_minor: 1000, refunded_minor: 1000 }]);
  });

  test('a page cannot take back what a server told', async () => {
    const site = await newSite();
    const visitor = newVisitor();
    await act(site, visitor, 'identify', { user_id: 'sara' });
    await tell(site, order('sara', 'o-1'));
    vi.setSystemTime(START + MINUTE);
    await act(site, visitor, 'refund', { order_id: 'o-1' });
    expect(await orders(site)).toMatchObject([{ refunded_minor: 0 }]);
  });
});

describe('A server’s word', () => {
  const old = (days: number) => ({
    ...order('sara', `o-${days}`),
    messageId: `m-${days}`,
    timestamp: new Date(START - days * DAY).toISOString(),
  });

  test('reaches back as far as the site keeps events', async () => {
    const site = await newSite();
    expect((await tell(site, old(900))).results).toEqual({ 'm-900': 'ok' });
    await env.DB.prepare(`UPDATE sites SET settings = '{"retention_days":100}' WHERE site = ?`)
      .bind(site.site)
      .run();
    expect((await tell(site, old(99))).results).toEqual({ 'm-99': 'ok' });
    expect((await tell(site, old(101))).results).toEqual({ 'm-101': 'rejected: too_old ts' });
  });

  test('makes no visit, tells no place of its own and is no robot’s', async () => {
    const site = await newSite();
    const headers = { 'User-Agent': 'curl/8.5.0' };
    const view = { userId: 'sara', event: 'page_view' };
    expect((await post('/v1/track', view, site.secret_key, headers)).status).toBe(200);
    const { doc, grade } = await onlyPerson(site.site);
    expect(doc.tail[0]).not.toHaveProperty('bot');
    expect(doc.tail[0]).not.toHaveProperty('country');
    expect(grade).toBe(0);
    expect(await rowsOf('visits', site.site)).toEqual([]);
  });

  test('may say what the visitor’s browser was, and a robot is then told', async () => {
    const site = await newSite();
    const as = (userAgent: string) => ({ userId: userAgent.slice(0, 5), context: { userAgent } });
    await tell(site, as(BROWSER), '/v1/page');
    await tell(site, as('Googlebot/2.1'), '/v1/page');
    const all = (await people(site.site)).flatMap(({ doc }) => doc.tail);
    expect(all.map(({ bot, agent }) => [agent?.browser, bot])).toEqual(
      expect.arrayContaining([
        ['Chrome', undefined],
        [undefined, true],
      ]),
    );
  });

  test('needs a key with the scope to write', async () => {
    const site = await newSite();
    const key = (scopes: string[]) =>
      addKey(env.DB, { site: site.site, kind: 'secret', scopes }, START);
    const refused = await post('/v1/track', order('sara', 'o'), await key(['read']));
    expect([refused.status, (await problemOf(refused)).type]).toEqual([
      403,
      '/docs/problems#forbidden',
    ]);
    expect((await post('/v1/track', order('sara', 'o'), await key(['hook:brevo']))).status).toBe(
      401,
    );
    expect((await post('/v1/track', order('sara', 'o'), await key(['write']))).status).toBe(200);
    expect(await logOf(site.site)).toHaveLength(1);
  });

  test('one request of a hundred people is taken, of more is refused whole', async () => {
    const site = await newSite();
    const batch = (n: number) => ({
      batch: Array.from({ length: n }, (_, i) => ({ type: 'track', event: 'x', userId: `u${i}` })),
    });
    expect((await post('/v1/batch', batch(101), site.secret_key)).status).toBe(400);
    expect(await people(site.site)).toEqual([]);
    expect((await post('/v1/batch', batch(100), site.secret_key)).status).toBe(200);
    expect(await people(site.site)).toHaveLength(100);
  });
});
