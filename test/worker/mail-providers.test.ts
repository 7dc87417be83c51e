/** What mail providers post: signed as each signs, found by the address's hash, once. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sha256Hex } from '../../collector/store/hash.ts';
import { addHook, type MailProvider } from '../../collector/store/hooks.ts';
import type { CreatedSite } from '../../collector/store/sites.ts';
import { meter, wrap } from './database-wrappers.ts';
import { act } from './proof.ts';
import { tell } from './segment-door.ts';
import { call, newSite, newVisitor, onlyPerson, people, problemOf, rowsOf } from './visitor.ts';

const START = Date.UTC(2026, 5, 1, 10);
const AT = START / 1000 - 600;
const MAIL = 'sara@example.com';
const READER =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

const base64 = (bytes: ArrayBuffer | Uint8Array) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)));
const utf8 = (text: string) => new TextEncoder().encode(text);

interface Hook {
  site: CreatedSite;
  path: string;
}

async function hookOf(provider: MailProvider, verify?: string): Promise<Hook> {
  const site = await newSite();
  const hook = { site: site.site, provider, ...(verify && { verify }) };
  return { site, path: `/hooks/${provider}/${await addHook(env.DB, hook, START)}` };
}

/** A person whose address is known by its hash alone. */
const known = async (site: CreatedSite) =>
  act(site, newVisitor(), 'newsletter_signup', { email_sha256: await sha256Hex(MAIL) });

const told = async (site: CreatedSite) =>
  (await onlyPerson(site.site)).doc.tail
    .filter(({ device }) => device === 's:server')
    .map(({ type, ts, props, bot }) => ({ type, ts, props, ...(bot && { bot }) }));

const send = (path: string, body: string, headers: Record<string, string> = {}) =>
  call(path, { method: 'POST', body, headers });

describe('SendGrid', () => {
  const PAIR = crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]) as Promise<CryptoKeyPair>;

  async function sendgrid(): Promise<Hook> {
    const spki = (await crypto.subtle.exportKey('spki', (await PAIR).publicKey)) as ArrayBuffer;
    return hookOf('sendgrid', base64(spki));
  }

  /** Web Crypto's r and s as DER, as the provider has them. */
  function der(plain: Uint8Array): Uint8Array {
    const integer = (half: Uint8Array) => {
      let at = 0;
      while (half[at] === 0) at += 1;
      const bytes = [...half.slice(at)];
      const positive = (bytes[0] ?? 0) > 127 ? [0, ...bytes] : bytes;
      return [2, positive.length, ...positive];
    };
    const both = [...integer(plain.slice(0, 32)), ...integer(plain.slice(32))];
    return Uint8Array.from([48, both.length, ...both]);
  }

  async function post(
    { path }: Hook,
    events: unknown,
    change = (body: string) => body,
    bindings: Partial<Cloudflare.Env> = {},
  ) {
    const body = JSON.stringify(events);
    const hash = { name: 'ECDSA', hash: 'SHA-256' };
    const signature = await crypto.subtle.sign(hash, (await PAIR).privateKey, utf8(AT + body));
    const headers = {
      'X-Twilio-Email-Event-Webhook-Signature': base64(der(new Uint8Array(signature))),
      'X-Twilio-Email-Event-Webhook-Timestamp': String(AT),
    };
    return call(path, { method: 'POST', body: change(body), headers }, bindings);
  }

  let made = 0;
  const event = (name: string, rest: object = {}) => ({
    email: MAIL,
    timestamp: AT,
    event: name,
    category: ['may', 'cat'],
    sg_event_id: `e-${made++}`,
    sg_message_id: 'mail-1',
    useragent: READER,
    ip: '198.51.100.7',
    ...rest,
  });

  test('tells opens, clicks, unsubscribes, complaints and bounces, each by its own id, once', async () => {
    const hook = await sendgrid();
    await known(hook.site);
    const events = [
      event('open'),
      event('click', { url: 'https://shop.example/sale' }),
      event('unsubscribe'),
      event('spamreport'),
      event('bounce', { type: 'blocked', reason: `550 no ${MAIL} here` }),
      event('processed'),
    ];
    expect(await (await post(hook, events)).json()).toEqual({ received: 5, stored: 5 });
    expect(await (await post(hook, events)).json()).toEqual({ received: 5, stored: 0 });
    const all = await told(hook.site);
    expect(all.map(({ type }) => type).sort()).toEqual([
      'complaint',
      'email_bounce',
      'email_click',
      'email_open',
      'newsletter_unsubscribe',
    ]);
    expect(all.find(({ type }) => type === 'email_click')).toEqual({
      type: 'email_click',
      ts: AT * 1000,
      props: { provider: 'sendgrid', campaign: 'may', href: 'https://shop.example/sale' },
    });
    const { doc } = await onlyPerson(hook.site.site);
    expect(doc.tail.filter(({ device }) => device === 's:server').every((it) => it.verified)).toBe(
      true,
    );
    expect(JSON.stringify(doc)).not.toMatch(/example\.com|198\.51/);
  });

  test('is believed only with its signature', async () => {
    const hook = await sendgrid();
    await known(hook.site);
    const events = [event('open')];
    const forged = await post(hook, events, (body) => body.replace('open', 'spam'));
    expect([forged.status, (await problemOf(forged)).type]).toEqual([
      401,
      '/docs/problems#bad_signature',
    ]);
    expect((await send(hook.path, JSON.stringify(events))).status).toBe(401);
    for (const odd of ['', 'AAAA', '%', base64(new Uint8Array(80).fill(2))]) {
      const headers = { 'X-Twilio-Email-Event-Webhook-Signature': odd };
      expect((await send(hook.path, '[]', headers)).status).toBe(401);
    }
    expect(await told(hook.site)).toEqual([]);
  });

  test('signs as its own example does', async () => {
    // From the tests of SendGrid's library for Node.
    const hook = await hookOf(
      'sendgrid',
      'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEDr2LjtURuePQzplybdC+u4CwrqDqBaWjcMMsTbhdbcwHBcepxo7yAQGhHPTnlvFYPAZFceEu/1FwCM/QmGUhA==',
    );
    const body = '{"category":"example_payload","event":"test_event","message_id":"message_id"}';
    const response = await send(hook.path, body, {
      'X-Twilio-Email-Event-Webhook-Signature':
        'MEUCIQCtIHJeH93Y+qpYeWrySphQgpNGNr/U+UyUlBkU6n7RAwIgJTz2C+8a8xonZGi6BpSzoQsbVRamr2nlxFDWYNH2j/0=',
      'X-Twilio-Email-Event-Webhook-Timestamp': '1588788367',
    });
    // The signature holds; a single object is not what the webhook sends.
    expect(response.status).toBe(400);
  });

  test('of an address that nobody has, only a sign-up makes a person; the rest is counted', async () => {
    const hook = await sendgrid();
    await post(hook, [event('open'), event('unsubscribe'), event('open', { email: 7 })]);
    expect(await people(hook.site.site)).toEqual([]);
    const rejects = await rowsOf<{ reason: string; n: number }>('rejects', hook.site.site);
    expect(rejects.map(({ reason, n }) => [reason, n])).toEqual([
      ['nobody', 1],
      ['unmatched', 2],
    ]);
    await post(hook, [event('group_resubscribe'), event('open')]);
    expect(await told(hook.site)).toHaveLength(2);
    const { doc } = await onlyPerson(hook.site.site);
    expect(JSON.stringify(doc)).not.toContain(MAIL);
  });

  test('a post about a thousand who are nobody here costs a handful of trips to the database', async () => {
    const hook = await sendgrid();
    await known(hook.site);
    const many = Array.from({ length: 1000 }, (_, i) => {
      return event('open', { email: `reader-${i}@example.org`, useragent: undefined });
    });
    const counts = meter(env.DB);
    const response = await post(hook, [...many, event('open')], undefined, { DB: counts.db });
    expect(await response.json()).toEqual({ received: 1001, stored: 1 });
    expect(counts.trips).toBeLessThanOrEqual(7);
    expect(await rowsOf('rejects', hook.site.site)).toMatchObject([
      { reason: 'unmatched', n: 1000 },
    ]);
  });

  describe('Links opened by software', () => {
    const clicks = (n: number, apart: number) =>
      Array.from({ length: n }, (_, i) => {
        return event('click', { url: `https://shop.example/${i}`, timestamp: AT + i * apart });
      });
    const CASES: [string, object[], boolean[]][] = [
      ['three links within ten seconds', clicks(3, 1), [true, true, true]],
      ['three links in three minutes are a reader’s', clicks(3, 60), [false, false, false]],
      ['one link twice is a reader’s', [...clicks(1, 0), ...clicks(1, 0)], [false, false]],
      ['a link at the moment of delivery', [event('delivered'), ...clicks(1, 0)], [true]],
      [
        'a link a minute after delivery is a reader’s',
        [event('delivered', { timestamp: AT - 60 }), ...clicks(1, 0)],
        [false],
      ],
      ['a filter that names itself', [event('click', { useragent: 'Barracuda/1' })], [true]],
      ['a machine’s opening', [event('open', { sg_machine_open: true })], [true]],
      [
        'pictures fetched for a reader of Gmail',
        [event('open', { useragent: 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)' })],
        [false],
      ],
    ];
    test.each(CASES)('%s', async (_, events, software) => {
      const hook = await sendgrid();
      await known(hook.site);
      const { score } = await onlyPerson(hook.site.site);
      expect((await post(hook, events)).status).toBe(200);
      expect((await told(hook.site)).map(({ bot }) => bot === true)).toEqual(software);
      if (software.every(Boolean)) {
        expect((await onlyPerson(hook.site.site)).score).toBe(score);
      }
    });
  });
});

describe('Mailchimp', () => {
  const form = (type: string, data: Record<string, string> = {}) => {
    const fields = { id: 'member-1', email: MAIL, list_id: 'news', ...data };
    const named = Object.entries(fields).map(([name, value]) => [`data[${name}]`, value]);
    const fired_at = '2026-06-01 09:50:00';
    return new URLSearchParams([['type', type], ['fired_at', fired_at], ...named]).toString();
  };

  test('tells sign-ups, unsubscribes, complaints and bounces, each once', async () => {
    const { site, path } = await hookOf('mailchimp');
    const forms = [
      form('subscribe', { 'merges][FNAME': 'Sara' }),
      form('unsubscribe', { reason: 'manual' }),
      form('cleaned', { reason: 'abuse' }),
      form('cleaned', { reason: 'hard', id: 'member-2' }),
      form('profile'),
      form('campaign'),
    ];
    for (const body of [...forms, ...forms]) expect((await send(path, body)).status).toBe(200);
    const hash = await sha256Hex(MAIL);
    const news = { provider: 'mailchimp', list: 'news', email_sha256: hash };
    expect(await told(site)).toEqual(
      expect.arrayContaining([
        { type: 'newsletter_signup', ts: AT * 1000, props: news },
        { type: 'newsletter_unsubscribe', ts: AT * 1000, props: news },
        { type: 'complaint', ts: AT * 1000, props: { provider: 'mailchimp', topic: 'spam' } },
        { type: 'email_bounce', ts: AT * 1000, props: { provider: 'mailchimp' } },
      ]),
    );
    expect(await told(site)).toHaveLength(4);
    expect(JSON.stringify((await onlyPerson(site.site)).doc)).not.toMatch(/Sara|example\.com/);
  });

  test('finds by GET that the address is there', async () => {
    const { path } = await hookOf('mailchimp');
    expect((await call(path)).status).toBe(200);
    expect((await call(path, { method: 'HEAD' })).status).toBe(200);
    expect((await call('/hooks/yahoo/x')).status).toBe(404);
  });
});

describe('Mailchimp Transactional', () => {
  const KEY = 'webhook-key';

  async function signature(path: string, fields: [string, string][], key = KEY) {
    const hmac = { name: 'HMAC', hash: 'SHA-1' };
    const imported = await crypto.subtle.importKey('raw', utf8(key), hmac, false, ['sign']);
    const signed = `https://rung.example${path}${fields.flat().join('')}`;
    return base64(await crypto.subtle.sign('HMAC', imported, utf8(signed)));
  }

  const events = [
    { event: 'open', _id: 'm', ts: AT, msg: { _id: 'm', email: MAIL, tags: ['may'] } },
    { event: 'open', _id: 'm', ts: AT + 60, msg: { _id: 'm', email: MAIL } },
    { event: 'click', _id: 'm', ts: AT, url: 'https://shop.example/', msg: { email: MAIL } },
    { event: 'unsub', _id: 'm', ts: AT, msg: { email: MAIL } },
    { event: 'spam', _id: 'm', ts: AT, msg: { email: MAIL } },
    { event: 'hard_bounce', _id: 'm', ts: AT, msg: { email: MAIL } },
    { event: 'send', _id: 'm', ts: AT, msg: { email: MAIL } },
  ];

  test('tells what happened to a mail, each once, and is believed only with its signature', async () => {
    const { site, path } = await hookOf('mandrill', KEY);
    await known(site);
    const fields: [string, string][] = [['mandrill_events', JSON.stringify(events)]];
    const body = new URLSearchParams(fields).toString();
    const wrong = { 'X-Mandrill-Signature': await signature(path, fields, 'guessed') };
    expect((await send(path, body, wrong)).status).toBe(401);
    expect((await send(path, body)).status).toBe(401);
    const right = { 'X-Mandrill-Signature': await signature(path, fields) };
    for (let i = 0; i < 2; i += 1) expect((await send(path, body, right)).status).toBe(200);
    expect((await told(site)).map(({ type }) => type).sort()).toEqual([
      'complaint',
      'email_bounce',
      'email_click',
      'email_open',
      'email_open',
      'newsletter_unsubscribe',
    ]);
  });
});

describe('Brevo', () => {
  const event = (name: string, rest: object = {}) => ({
    id: 5,
    event: name,
    email: MAIL,
    camp_id: 3,
    'campaign name': 'may',
    ts_event: AT,
    ts: AT + 3600,
    ...rest,
  });

  test('tells marketing and transactional mail alike, alone or in a list, each once', async () => {
    const { site, path } = await hookOf('brevo');
    await known(site);
    const posts = [
      event('opened'),
      event('unique_opened'),
      [event('click', { URL: 'https://shop.example/' }), event('unsubscribe'), event('spam')],
      event('hard_bounce'),
      event('list_addition', { list_id: [8] }),
      event('proxy_open', { ts_event: AT + 9 }),
      event('delivered', { ts_event: AT - 900 }),
      { event: 'unsubscribed', email: MAIL, 'message-id': '<x>', ts_epoch: AT * 1000 },
    ];
    for (const body of [...posts, ...posts]) {
      expect((await send(path, JSON.stringify(body))).status).toBe(200);
    }
    const all = await told(site);
    expect(all.map(({ type }) => type).sort()).toEqual([
      'complaint',
      'email_bounce',
      'email_click',
      'email_open',
      'email_open',
      'newsletter_signup',
      'newsletter_unsubscribe',
      'newsletter_unsubscribe',
    ]);
    expect(all.find(({ bot }) => bot)).toMatchObject({ type: 'email_open', ts: AT * 1000 + 9000 });
    expect(all.find(({ type }) => type === 'newsletter_signup')?.props).toMatchObject({
      list: '8',
    });
  });

  test('proves itself by a token or a password, where one is set', async () => {
    for (const [verify, scheme] of [
      ['token-1', 'Bearer token-1'],
      ['me:pass', `Basic ${btoa('me:pass')}`],
    ] as const) {
      const { path } = await hookOf('brevo', verify);
      const body = JSON.stringify(event('opened'));
      expect((await send(path, body)).status).toBe(401);
      expect((await send(path, body, { Authorization: 'Bearer guessed' })).status).toBe(401);
      expect((await send(path, body, { Authorization: scheme })).status).toBe(200);
    }
  });
});

describe('The secret of an address', () => {
  test('opens one door for one provider, and is revoked like any key', async () => {
    const { site, path } = await hookOf('mailchimp');
    const secret = path.split('/').at(-1) ?? '';
    expect((await send(`/hooks/brevo/${secret}`, '[]')).status).toBe(401);
    const bearer = { headers: { Authorization: `Bearer ${secret}` } };
    expect((await call('/api/v1/leads', bearer)).status).toBe(403);
    await expect(
      tell({ ...site, secret_key: secret }, { userId: 'u', event: 'x' }),
    ).rejects.toThrow('401');
    for (const key of [site.write_key, site.secret_key, 'x', 'x'.repeat(2000)]) {
      expect((await send(`/hooks/mailchimp/${key}`, 'type=subscribe')).status).toBe(401);
    }
    await env.DB.prepare("UPDATE keys SET revoked_at = 1 WHERE scopes = 'hook:mailchimp'").run();
    expect((await send(path, 'type=subscribe')).status).toBe(401);
  });

  test.each([
    ['brevo', 'x'],
    ['brevo', '[1]'],
    ['mailchimp', ''],
    ['mailchimp', '{}'],
  ] as const)('what %s does not send is 400: %s', async (provider, body) => {
    const { path } = await hookOf(provider);
    expect((await send(path, body)).status).toBe(400);
  });

  test('a database that fails is 503, before and after it has written; then all is there once', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { site, path } = await hookOf('mailchimp');
    const fired_at = '2026-06-01 09:50:00';
    const form = { type: 'subscribe', fired_at, 'data[email]': MAIL };
    const body = new URLSearchParams(form).toString();
    const fail = () => {
      throw new Error('D1_ERROR: Network connection lost.');
    };
    // Only the write is a batch.
    const late = (results: unknown[]) => {
      if (results.length > 1) fail();
    };
    for (const wrapping of [{ before: fail }, { after: late }]) {
      const bindings = { DB: wrap(env.DB, wrapping) };
      const response = await call(path, { method: 'POST', body }, bindings);
      expect(response.status).toBe(503);
      expect(Number(response.headers.get('Retry-After'))).toBeGreaterThan(0);
    }
    log.mockRestore();
    expect(await told(site)).toHaveLength(1);
    expect(await (await send(path, body)).json()).toEqual({ received: 1, stored: 0 });
    expect(await told(site)).toHaveLength(1);
  });

  test('too much at once is 413', async () => {
    const { path } = await hookOf('brevo');
    expect((await send(path, 'x'.repeat(1024 * 1024 + 1))).status).toBe(413);
  });
});
