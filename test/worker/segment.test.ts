/** The door for Segment's clients: its calls become the same canonical events as any. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Json, Props } from '../../sdk/wire.ts';
import { act, aliasesOf, proving } from './proof.ts';
import { type Answered, basic, post } from './segment-door.ts';
import {
  BROWSER,
  call,
  DAY,
  event,
  logOf,
  MINUTE,
  newSite,
  newVisitor,
  onlyPerson,
  people,
  problemOf,
  rowsOf,
  send,
} from './visitor.ts';

const START = Date.UTC(2026, 5, 1, 10);
const NOW = new Date(START).toISOString();
const FROM_PAGE = { Origin: 'https://shop.example', 'User-Agent': BROWSER };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

let made = 0;
const message = (fields: object) => ({
  messageId: `ajs-next-${START}-${made++}`,
  anonymousId: 'visitor-of-segment',
  timestamp: NOW,
  ...fields,
});

/** The only event that a message leaves behind. */
async function stored(path: string, fields: object, headers: Record<string, string> = FROM_PAGE) {
  const site = await newSite();
  const response = await post(path, message(fields), site.write_key, headers);
  expect(response.status, await response.clone().text()).toBe(200);
  const { doc } = await onlyPerson(site.site);
  expect(doc.tail).toHaveLength(1);
  return doc.tail[0];
}

describe('Each call becomes an event of ours', () => {
  test('page: a view with address, title, source, place and browser', async () => {
    const page = {
      url: 'https://shop.example/pricing?utm_source=google&utm_medium=cpc#top',
      path: '/pricing',
      referrer: 'https://www.google.com/',
      search: '?utm_source=google',
      title: 'Prices',
    };
    const context = { page, userAgent: BROWSER, locale: 'de', timezone: 'Europe/Berlin' };
    expect(await stored('/v1/page', { context, properties: { ...page, plan: 'tin' } })).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{14}7/),
      type: 'page_view',
      ts: START,
      device: 'd:visitor-of-segment',
      offset_min: 0,
      url: 'https://shop.example/pricing?utm_source=google&utm_medium=cpc',
      title: 'Prices',
      source: {
        channel: 'paid_search',
        source: 'google',
        medium: 'cpc',
        referrer: 'https://www.google.com/',
      },
      props: { plan: 'tin' },
      country: 'DE',
      region: 'Bavaria',
      city: 'Munich',
      agent: { device: 'desktop', browser: 'Chrome', os: 'Linux' },
    });
  });

  test('page: the place is whole, and goes with the visit and the person', async () => {
    const site = await newSite();
    const cf = { country: 'DE', region: 'Bavaria', city: 'Munich', timezone: 'Europe/Berlin' };
    const view = (more: object) => ({
      method: 'POST',
      headers: { ...FROM_PAGE, Authorization: basic(site.write_key) },
      body: JSON.stringify(message({ context: { page: { url: 'https://shop.example/' } } })),
      cf: more as IncomingRequestCfProperties,
    });
    await call('/v1/page', view(cf));
    const { doc } = await onlyPerson(site.site);
    expect(doc.tail[0]).toMatchObject({ region: 'Bavaria', city: 'Munich' });
    expect(doc.tail[0]).toMatchObject({ country: 'DE', time_zone: 'Europe/Berlin' });
    const [visit] = await rowsOf<{ body: string }>('visits', site.site);
    expect(JSON.parse(visit?.body ?? '')).toMatchObject({ region: 'Bavaria', city: 'Munich' });
    for (const odd of [
      { country: 'XX', city: 'x' },
      { country: 'AT', city: '\0', region: 7 },
    ]) {
      await call('/v1/page', view(odd));
    }
    const { tail } = (await onlyPerson(site.site)).doc;
    expect(tail.map(({ country, region, city }) => [country, region, city])).toEqual(
      expect.arrayContaining([
        [undefined, undefined, undefined],
        ['AT', undefined, undefined],
      ]),
    );
  });

  test('page: from a server the place is what the context says, and nothing of the server’s own', async () => {
    const place = async (context: object) => {
      const site = await newSite();
      const view = message({ context: { page: { url: 'https://shop.example/' }, ...context } });
      expect((await post('/v1/page', view, site.secret_key)).status).toBe(200);
      const [event] = (await onlyPerson(site.site)).doc.tail;
      return [event?.country, event?.region, event?.city, event?.time_zone];
    };
    const location = { country: 'IR', region: 'Fars', city: 'Shiraz', latitude: 29.6 };
    const whole = ['IR', 'Fars', 'Shiraz', 'Asia/Tehran'];
    expect(await place({ location, timezone: 'Asia/Tehran' })).toEqual(whole);
    expect(await place({ location: { country: 'IR', region: 7 } })).toEqual([
      'IR',
      undefined,
      undefined,
      undefined,
    ]);
    const none = [undefined, undefined, undefined, undefined];
    expect(await place({ location: { region: 'Fars' }, timezone: 'Asia/Tehran' })).toEqual(none);
    expect(await place({})).toEqual(none);
  });

  test('page: the campaign may stand in the context alone', async () => {
    const context = { campaign: { name: 'spring', source: 'news', medium: 'email' } };
    expect(await stored('/v1/page', { context })).toMatchObject({
      source: { channel: 'email', source: 'news', medium: 'email', campaign: 'spring' },
    });
  });

  test('screen: a view of an app, without an address', async () => {
    const told = await stored('/v1/screen', { name: 'Basket' }, {});
    expect(told).toMatchObject({ type: 'page_view', title: 'Basket' });
    expect(told).not.toHaveProperty('url');
    expect(told).not.toHaveProperty('country');
  });

  test('track: an event of any name, with the page it happened on', async () => {
    const context = { page: { url: 'https://shop.example/a' } };
    const properties = { size: 3 };
    expect(await stored('/v1/track', { event: 'Bell Rung', properties, context })).toMatchObject({
      type: 'Bell Rung',
      url: 'https://shop.example/a',
      props: properties,
    });
  });

  test('identify: user and traits, also traits of nobody', async () => {
    const traits = { job_title: 'CEO' };
    expect(await stored('/v1/identify', { userId: 'sara', traits })).toMatchObject({
      type: 'identify',
      props: { user_id: 'sara', traits },
    });
    expect(await stored('/v1/identify', { traits })).toMatchObject({ props: { traits } });
  });

  test('group: traits of the person, each with the word group before it', async () => {
    const traits = { name: 'Acme', employees: 20 };
    expect(await stored('/v1/group', { groupId: 'g-1', traits })).toMatchObject({
      type: 'identify',
      props: { traits: { group_id: 'g-1', group_name: 'Acme', group_employees: 20 } },
    });
  });

  test('alias: the visitor is the user', async () => {
    const site = await newSite();
    const alias = { previousId: 'visitor-before', userId: 'sara', messageId: 'a-1' };
    await post('/v1/alias', alias, site.write_key);
    const { doc } = await onlyPerson(site.site);
    expect(doc.users).toMatchObject([{ id: 'sara', device: 'd:visitor-before' }]);
  });

  const SHOP: [string, Record<string, Json>, string, Props][] = [
    ['Products Searched', { query: 'cat' }, 'search', { term: 'cat' }],
    [
      'Product Viewed',
      { product_id: 7, name: 'Cat food', price: '9.5', currency: 'eur', category: 'food' },
      'view_item',
      { item_id: '7', item_name: 'Cat food', value: 9.5, currency: 'EUR', category: 'food' },
    ],
    ['Product Added', { sku: 'x', quantity: '2' }, 'add_to_cart', { item_id: 'x', quantity: 2 }],
    ['Checkout Started', { revenue: 3 }, 'begin_checkout', { value: 3 }],
    [
      'Order Completed',
      {
        order_id: 4711,
        revenue: 20,
        total: 25,
        currency: 'EUR',
        coupon: 'may',
        products: [{ product_id: 1, name: 'Tin', price: 10, quantity: 2 }],
      },
      'purchase',
      {
        order_id: '4711',
        value: 20,
        currency: 'EUR',
        coupon: 'may',
        items: [{ item_id: '1', item_name: 'Tin', price: 10, quantity: 2 }],
      },
    ],
    [
      'Order Refunded',
      { order_id: 'o', total: 5, currency: 'EUR' },
      'refund',
      { order_id: 'o', value: 5, currency: 'EUR' },
    ],
    ['Order Cancelled', { order_id: 'o', total: 5 }, 'refund', { order_id: 'o', order_value: 5 }],
    [
      'Product Reviewed',
      { product_id: 'p', rating: '5', review_body: 'Good' },
      'review',
      { item_id: 'p', rating: 5, text: 'Good' },
    ],
    ['Product Shared', { share_via: 'mail' }, 'share', { method: 'mail' }],
    ['Email Opened', { campaign_name: 'may' }, 'email_open', { campaign: 'may' }],
    ['Unsubscribed', { list_name: 'news' }, 'newsletter_unsubscribe', { list: 'news' }],
    ['add_to_cart', { item_id: 'x' }, 'add_to_cart', { item_id: 'x' }],
  ];
  test.each(SHOP)('track %s', async (name, properties, type, props) => {
    expect(await stored('/v1/track', { event: name, properties })).toMatchObject({ type, props });
  });

  test.each([
    ['/t', { event: 'x' }],
    ['/v1/t', { event: 'x' }],
    ['/i', { userId: 'u' }],
    ['/p', {}],
    ['/s', {}],
    ['/g', { groupId: 'g' }],
    ['/a', { userId: 'u' }],
    ['/b', undefined],
    ['/v1/batch', undefined],
  ])('%s is a path of it', async (path, fields) => {
    const site = await newSite();
    const body = fields ? message(fields) : { batch: [message({ type: 'page' })] };
    expect((await post(path, body, site.write_key)).status).toBe(200);
    expect(await logOf(site.site)).toHaveLength(1);
  });
});

describe('The clock', () => {
  test('is corrected by sentAt when it is off by more than five minutes', async () => {
    const sentAt = new Date(START - DAY).toISOString();
    const timestamp = new Date(START - DAY - MINUTE).toISOString();
    expect(await stored('/v1/page', { timestamp, sentAt })).toMatchObject({ ts: START - MINUTE });
  });
  test('of a message without a time is ours, whatever it says about the sending', async () => {
    const sentAt = new Date(START - DAY).toISOString();
    expect(await stored('/v1/page', { timestamp: undefined, sentAt })).toMatchObject({ ts: START });
  });
});

describe('Whose keys open it', () => {
  const view = () => message({ type: 'page' });

  test('the write key, in the header or in a batch body or in the address of a beacon', async () => {
    const site = await newSite();
    const body = (rest: object) => ({
      method: 'POST',
      body: JSON.stringify({ batch: [view()], ...rest }),
    });
    expect((await call('/v1/batch', body({ writeKey: site.write_key }))).status).toBe(200);
    const beacon = `/beacon/v1/batch?writeKey=${site.write_key}`;
    expect((await call(beacon, body({}))).status).toBe(200);
    expect(await logOf(site.site)).toHaveLength(2);
  });

  test('but not from pages of other origins', async () => {
    const site = await newSite({ origins: ['https://shop.example'] });
    const from = (Origin: string) => post('/v1/page', view(), site.write_key, { Origin });
    expect((await from('https://evil.example')).status).toBe(403);
    expect((await from('https://shop.example')).status).toBe(200);
  });

  test('a secret key only where no log sees it, never from a page, and only if it may write', async () => {
    const site = await newSite();
    const inBody = await call('/v1/batch', {
      method: 'POST',
      body: JSON.stringify({ writeKey: site.secret_key, batch: [view()] }),
    });
    expect(inBody.status).toBe(401);
    const fromPage = await post('/v1/page', view(), site.secret_key, FROM_PAGE);
    expect([fromPage.status, (await problemOf(fromPage)).type]).toEqual([
      403,
      '/docs/problems#secret_in_page',
    ]);
    expect(await logOf(site.site)).toEqual([]);
  });

  test('an unknown key and none are 401', async () => {
    expect((await post('/v1/page', view(), 'wk_nobody')).status).toBe(401);
    expect((await call('/v1/page', { method: 'POST', body: '{}' })).status).toBe(401);
    const odd = { method: 'POST', body: '{}', headers: { Authorization: 'Basic %%%' } };
    expect((await call('/v1/page', odd)).status).toBe(401);
  });
});

describe('Bad input', () => {
  test.each([
    ['no JSON', 'x'],
    ['a list', '[]'],
    ['a batch that is none', '{"batch":{}}'],
    ['too many messages', JSON.stringify({ batch: Array(501).fill({}) })],
    ['too many bytes', `"${'x'.repeat(512_001)}"`],
  ])('%s is 400', async (_, body) => {
    const { write_key } = await newSite();
    const response = await post('/v1/batch', body, write_key);
    expect(response.status).toBe(400);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  });

  test('one bad message costs itself only, and is counted', async () => {
    const site = await newSite();
    const good = message({ type: 'page' });
    const batch = [
      good,
      message({ type: 'frob' }),
      'x',
      message({ type: 'track', event: 'Order Completed', properties: {} }),
      message({ type: 'page', anonymousId: 'null', userId: undefined }),
      message({ type: 'page', timestamp: 'yesterday' }),
    ];
    const response = await post('/v1/batch', { batch }, site.write_key);
    expect(response.status).toBe(200);
    const { results } = await response.json<Answered>();
    expect(results[good.messageId]).toBe('ok');
    expect(Object.values(results).sort()).toEqual([
      'ok',
      'rejected: invalid_event type',
      'rejected: invalid_event type',
      'rejected: invalid_ts ts',
      'rejected: missing_prop props.order_id',
      'rejected: nobody',
    ]);
    expect(await logOf(site.site)).toHaveLength(1);
    const rejects = await rowsOf<{ reason: string; n: number }>('rejects', site.site);
    expect(Object.fromEntries(rejects.map(({ reason, n }) => [reason, n]))).toEqual({
      invalid_event: 2,
      invalid_ts: 1,
      missing_prop: 1,
      nobody: 1,
    });
  });

  test('a page may read what is wrong, and what it may send is listed by name', async () => {
    const preflight = await call('/v1/t', {
      method: 'OPTIONS',
      headers: {
        ...FROM_PAGE,
        'Access-Control-Request-Headers': 'authorization,anonymousid,rsa-source,x-evil',
      },
    });
    expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe('https://shop.example');
    const allowed = preflight.headers.get('Access-Control-Allow-Headers');
    expect(allowed).toBe(
      'authorization, content-type, anonymousid, sentat, x-retry-count, rsa-source',
    );
    const refused = await post('/v1/t', 'x', 'k', FROM_PAGE);
    expect(refused.headers.get('Access-Control-Allow-Origin')).toBe('https://shop.example');
  });
});

describe('Identity follows the rules of the house', () => {
  test('ids that name nobody link nobody', async () => {
    const site = await newSite();
    for (const userId of ['null', 'undefined', '0', 'guest', 'Anonymous', 0]) {
      await post('/v1/identify', message({ userId }), site.write_key);
    }
    const { doc } = await onlyPerson(site.site);
    expect(doc.users).toEqual([]);
  });

  test('with the write key a further device of a user only claims to be theirs', async () => {
    const site = await newSite();
    await act(site, newVisitor(), 'identify', { user_id: 'sara' });
    for (const path of ['/v1/identify', '/v1/alias', '/v1/track']) {
      await post(path, message({ userId: 'sara', event: 'x', previousId: 'x' }), site.write_key);
    }
    const all = await people(site.site);
    expect(all).toHaveLength(2);
    expect(all.flatMap(({ doc }) => doc.users.map(({ by }) => by)).sort()).toEqual([
      'claim',
      'first_device',
    ]);
  });

  test('with the write key a user id alone writes nothing into that user’s history', async () => {
    const site = await newSite();
    await act(site, newVisitor(), 'identify', { user_id: 'sara' });
    const { person } = await onlyPerson(site.site);
    const told = { userId: 'sara', event: 'x', messageId: 'm' };
    await post('/v1/track', told, site.write_key);
    await post('/v1/track', { ...told, messageId: 'n' }, site.write_key);
    const all = await people(site.site);
    expect(all).toHaveLength(2);
    expect(all.find((one) => one.person === person)?.doc.tail).toHaveLength(1);
  });

  test('a secret key joins a visitor to a user, for good', async () => {
    const site = await newSite();
    const [phone, laptop] = [newVisitor(), newVisitor()];
    await act(site, phone, 'identify', { user_id: 'sara' });
    const { person } = await onlyPerson(site.site);
    await act(site, laptop, 'page_view');
    await post('/v1/identify', { anonymousId: laptop, userId: 'sara' }, site.secret_key);
    await act(site, laptop, 'page_view');
    expect((await onlyPerson(site.site)).person).toBe(person);
    expect((await aliasesOf(site))[`d:${laptop}`]).toBe(person);
  });

  test('a signature in the context of a page’s call is a proof, and is not kept', async () => {
    const site = await newSite();
    await act(site, newVisitor(), 'identify', { user_id: 'sara' });
    const { signature = '' } = await proving(site, 'sara');
    await post('/v1/identify', message({ userId: 'sara', context: { signature } }), site.write_key);
    const { doc } = await onlyPerson(site.site);
    expect(JSON.stringify(doc)).not.toContain(signature);
  });
});

describe('One event counts once', () => {
  test('through /e and /v1 alike, and the first copy wins whatever time the second tells', async () => {
    const site = await newSite();
    const visitor = newVisitor();
    const id = crypto.randomUUID();
    const first = { ...event(START - MINUTE, 'first'), id: id.toUpperCase() };
    expect((await send(site, visitor, [first])).results).toEqual({ [first.id]: 'ok' });
    const copy = { messageId: id, anonymousId: visitor, event: 'second', timestamp: NOW };
    const response = await post('/v1/track', copy, site.write_key);
    expect((await response.json<Answered>()).results).toEqual({ [id]: 'duplicate' });
    const again = await send(site, visitor, [{ ...first, ts: START - 3 * DAY }], { confirm: [id] });
    expect(again).toMatchObject({ results: { [first.id]: 'duplicate' }, missing: [] });
    expect(await logOf(site.site)).toMatchObject([{ type: 'first', ts: START - MINUTE }]);
  });

  test('an id that was never sent is still missing', async () => {
    const site = await newSite();
    const id = crypto.randomUUID();
    expect(await send(site, newVisitor(), [event(START)], { confirm: [id] })).toMatchObject({
      missing: [id],
    });
  });
});

test('analytics-next learns from its settings where to send', async () => {
  const response = await call('/v1/projects/wk_1/settings', { headers: FROM_PAGE });
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe('https://shop.example');
  expect(await response.json()).toMatchObject({
    integrations: {
      'Segment.io': { apiKey: 'wk_1', apiHost: 'rung.example/v1', protocol: 'https' },
    },
    remotePlugins: [],
  });
});

test('A key in Bearer form opens too, and basic needs no password', async () => {
  const site = await newSite();
  const headers = { Authorization: `Bearer ${site.write_key}` };
  const init = { method: 'POST', headers, body: JSON.stringify(message({})) };
  expect((await call('/v1/page', init)).status).toBe(200);
  expect(basic('k')).toBe('Basic azo=');
});
