// Whatever is sent, over real HTTP: no 5xx, no hang, nothing lost, and all is well afterwards.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuid7 } from '../../sdk/core/id.ts';
import { type Answer, REJECT_REASONS } from '../../sdk/wire.ts';
import { DAY, event, MINUTE, send } from '../journey/visitor.ts';
import { type Body, each, expectProblem, PRIVATE, type Route, Target, withId } from './attack.ts';
import { ENVELOPE_SHOTS, envelopeShot, eventsShot, NASTY_TEXT, pick, seeded } from './nasty.ts';

/** Requests of the corpus: 6 of 10 to the collector, 4 to the API. */
const SIZE = Number(process.env.RUNG_CORPUS ?? 1000);
/** Another seed is another corpus. */
const SEED = Number(process.env.RUNG_SEED ?? 1);
/** Enough that none of them sends more than one device may in a day. */
const VISITORS = Math.max(50, Math.ceil(SIZE / 100));
const PATIENCE = { timeout: 60_000 + SIZE * 100 };

let target: Target;
let routes: Route[];
beforeAll(async () => {
  target = await Target.start();
  routes = await target.routes();
});
afterAll(() => target?.rung.stop());

const newId = (): string =>
  uuid7(Date.now(), crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n);

describe('POST /e', () => {
  const RESULT = new RegExp(`^(ok|duplicate|rejected: (${REJECT_REASONS.join('|')})( .+)?)$`, 's');
  const acknowledged = new Set<string>();
  const reasons = new Set<string>();

  /** Every event has a result of the contract's. */
  function expectResults({ results }: Answer, said: string): void {
    for (const [name, result] of Object.entries(results)) {
      expect(result, said).toMatch(RESULT);
      if (result === 'ok') acknowledged.add(name.toLowerCase());
      reasons.add(result.replace(/^rejected: (\w+).*/s, '$1'));
    }
  }

  test(
    'a nasty value costs its own event and no other; in the envelope, its own request',
    PATIENCE,
    async () => {
      const random = seeded(SEED);
      await each(Math.ceil(SIZE * 0.6), async (i) => {
        const visitor = `corpus-visitor-${i % VISITORS}`;
        const sender = { key: target.here.write_key, visitor, now: Date.now(), newId };
        const shot = i < ENVELOPE_SHOTS ? envelopeShot(i, sender) : eventsShot(random, sender);
        const reply = await target.post(shot.body);
        const said = `${shot.body.slice(0, 500)} → ${reply.status} ${reply.text.slice(0, 300)}`;
        if (reply.status !== 200) return expectProblem(reply, said);
        const answer = JSON.parse(reply.text) as Answer;
        expectResults(answer, said);
        if (shot.events === undefined) return;
        expect(Object.keys(answer.results).length, said).toBe(shot.events);
        expect(answer.results[shot.sound], said).toBe('ok');
      });
      const usual = [
        'ok',
        'invalid_prop',
        'invalid_ts',
        'invalid_url',
        'too_deep',
        'too_many_keys',
      ];
      expect([...reasons]).toEqual(expect.arrayContaining(usual));
    },
  );

  test('what was acknowledged is stored, once, and nothing else is', async () => {
    const { results } = await target.rung.db
      .prepare('SELECT id FROM events WHERE site = ?')
      .bind(target.here.site)
      .all<{ id: string }>();
    expect(results.map(({ id }) => id).sort()).toEqual([...acknowledged].sort());
  });

  const BODIES: [name: string, status: number, body: Body][] = [
    ['an empty body', 400, ''],
    ['half a body', 400, '{"v":1,"key":'],
    ['a list', 400, '[]'],
    ['a row of 200,000 brackets', 400, '['.repeat(200_000)],
    ['invalid UTF-8', 400, new Uint8Array([0x7b, 0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0x7d])],
    ['UTF-16', 400, new Uint8Array([0x7b, 0, 0x22, 0, 0x76, 0])],
    ['NUL', 400, '\0'],
    ['a body of more than 500 KB', 413, 'x'.repeat(512_001)],
  ];
  test.each(BODIES)('%s is refused', async (name, status, body) => {
    const reply = await target.post(body);
    expect(reply.status).toBe(status);
    expectProblem(reply, name);
  });

  test('a full request that is 500 visits with a long campaign is stored, not 503 for ever', async () => {
    const long = '漢'.repeat(200);
    const campaign = { source: long, medium: long, campaign: long, term: long, content: long };
    const path = `/${'a'.repeat(700)}`;
    const begin = Date.now() - 11 * DAY;
    const visit = (_: unknown, i: number) => event(begin + i * 31 * MINUTE, 'page_view', path);
    const events = Array.from({ length: 500 }, visit);
    const { write_key: key } = target.there;
    const envelope = { v: 1, key, visitor: 'long-visits', sent_at: Date.now(), sdk: 'corpus/1' };
    const reply = await target.post(JSON.stringify({ ...envelope, ctx: { campaign }, events }));
    expect(reply.status, reply.text.slice(0, 300)).toBe(200);
    const { results } = JSON.parse(reply.text) as Answer;
    expect(Object.values(results)).toEqual(Array(500).fill('ok'));
  });
});

describe('the read API', () => {
  const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
  const ACCEPTS = ['*/*', 'text/csv', 'text/csv;q=abc', ',,,', 'x'.repeat(2000)];

  test(
    'no parameter, id or header of any route makes an error of the server',
    PATIENCE,
    async () => {
      const random = seeded(SEED + 1);
      await each(Math.ceil(SIZE * 0.4), async () => {
        const { path, params } = pick(random, routes);
        const id = random() < 0.5 ? 'corpus-visitor-1' : pick(random, NASTY_TEXT);
        const names = [...params, ...params, 'unknown'];
        const query = Array.from({ length: pick(random, [0, 1, 1, 2]) }, () => {
          return `${pick(random, names)}=${pick(random, NASTY_TEXT)}`;
        });
        const address = `${withId(path, id)}?${query.join('&')}`;
        const reply = await target.ask(address, target.here.secret_key, {
          headers: { accept: pick(random, ACCEPTS) },
        });
        const said = `${address} → ${reply.status} ${reply.text.slice(0, 300)}`;
        if (reply.status > 299) expectProblem(reply, said);
      });
    },
  );

  test('a method that a route does not have is refused', async () => {
    for (const { path } of routes) {
      const own = routes.filter((route) => route.path === path).map((route) => route.method);
      for (const method of METHODS.filter(
        (name) => !own.includes(name === 'HEAD' ? 'GET' : name),
      )) {
        const reply = await target.ask(withId(path, 'nobody-1'), undefined, { method });
        const said = `${method} ${path} → ${reply.status}`;
        expect([200, 204, 404, 405], said).toContain(reply.status);
        if (method !== 'HEAD' && reply.status > 299) expectProblem(reply, said);
      }
    }
  });

  test('no route opens without a live secret key', async () => {
    const closed = routes.filter(({ open }) => !open);
    expect(closed.length).toBeGreaterThan(5);
    const { write_key, secret_key } = target.here;
    for (const { path, method } of closed) {
      for (const key of ['', 'sk_', write_key, `${secret_key}x`, secret_key.slice(0, -1)]) {
        const reply = await target.ask(withId(path, 'corpus-visitor-1'), key, { method });
        expect(reply.status, `${method} ${path} with ${key}`).toBe(401);
      }
    }
  });
});

describe('afterwards', () => {
  interface Shown {
    person: string;
    score: number;
    rung: string;
    grade: string;
    terms: { value: number }[];
  }

  test('for everybody leads, person and explanation agree, and the terms sum to the score', async () => {
    const { data } = await target.answer<{ data: Shown[] }>('/leads?limit=100');
    expect(data.length).toBeGreaterThan(40);
    for (const lead of data) {
      const who = await target.answer<Shown>(`/visitors/${lead.person}`);
      const why = await target.answer<Shown>(`/visitors/${lead.person}/explain`);
      const hundredths = why.terms.reduce((sum, { value }) => sum + Math.round(value * 100), 0);
      expect(hundredths).toBe(Math.round(why.score * 100));
      for (const shown of [who, why]) {
        expect([shown.rung, shown.grade]).toEqual([lead.rung, lead.grade]);
        // The calls are some seconds apart, and scores decay.
        expect(Math.abs(shown.score - lead.score)).toBeLessThan(0.1);
      }
      await target.answer(`/visitors/${lead.person}/timeline?limit=100`);
    }
  });

  test('CSV holds no cell that a spreadsheet would run', async () => {
    const headers = { accept: 'text/csv' };
    const { type, text } = await target.ask('/leads?limit=100', undefined, { headers });
    expect(type).toMatch(/^text\/csv/);
    expect(text).not.toMatch(/(^|,)"?\s*[=+@]/m);
  });

  test('the clock goes on, and a new visitor is served as ever', async () => {
    await target.rung.tick(Date.now() + 40 * DAY);
    const view = event(Date.now(), 'page_view', '/');
    expect(await send(target.here, 'after-the-storm', [view])).toEqual({ [view.id]: 'ok' });
    await target.answer('/visitors/after-the-storm');
    await target.answer('/health');
    expect((await target.call('/healthz')).status).toBe(200);
  });

  test('nobody’s address, cookie, User-Agent or secret key is in the database', async () => {
    const keys = [target.here.secret_key, target.there.secret_key];
    const secrets = [...keys, ...Object.values(PRIVATE), '127.0.0.1', 'cookie-secret', 'Mozilla'];
    const found = await target.search(secrets);
    expect(found.tables).toBeGreaterThan(10);
    expect(found.rows).toBeGreaterThan(100);
    expect(found.hits).toEqual([]);
  });
});
