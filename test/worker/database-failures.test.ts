import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import type { Answer } from '../../sdk/wire.ts';
import { wrap } from './database-wrappers.ts';
import { envelope, event, logOf, newSite, newVisitor, people, post, send } from './visitor.ts';

const START = Date.now();

describe('A database that fails', () => {
  let log: MockInstance<typeof console.error>;
  beforeEach(() => {
    log = vi.spyOn(console, 'error').mockImplementation(() => {});
  });
  afterEach(() => {
    log.mockRestore();
  });

  const broken = (when: 'before' | 'after', times = Infinity) => {
    let left = times;
    const fail = () => {
      left -= 1;
      if (left >= 0) throw new Error('D1_ERROR: Network connection lost.');
    };
    return wrap(env.DB, { [when]: fail });
  };

  test('is 503 with Retry-After, readable by the page, and tells nothing of itself', async () => {
    const site = await newSite();
    const headers = { Origin: 'https://shop.example' };
    const body = envelope(site, newVisitor(), [event(START)]);
    const response = await post(body, headers, { DB: broken('before') });
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('https://shop.example');
    expect(await response.text()).not.toContain('D1_ERROR');
    expect(log).toHaveBeenCalledWith(
      expect.objectContaining({ message: expect.stringContaining('D1') }),
    );
    expect(await people(site.site)).toEqual([]);
  });

  test('fails everyone who waited for the same write, and all may send again', async () => {
    const site = await newSite();
    const visitor = newVisitor();
    const sent = Array.from({ length: 10 }, () => envelope(site, visitor, [event(START)]));
    const all = (db: D1Database) => Promise.all(sent.map((body) => post(body, {}, { DB: db })));
    const failed = await all(broken('before'));
    expect(failed.map(({ status }) => status)).toEqual(Array(10).fill(503));
    const taken = await all(env.DB);
    expect(taken.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(await logOf(site.site)).toHaveLength(10);
  });

  test('after it has written loses the answer only: sent again, each event is a duplicate', async () => {
    const site = await newSite();
    const visitor = newVisitor();
    await send(site, visitor, [event(START)]);
    const late = event(START);
    const body = envelope(site, visitor, [late]);
    let calls = 0;
    const db = wrap(env.DB, {
      after: () => {
        calls += 1;
        if (calls === 2) throw new Error('D1_ERROR: Network connection lost.');
      },
    });
    expect((await post(body, {}, { DB: db })).status).toBe(503);
    expect(await logOf(site.site)).toHaveLength(2);
    const { results } = await (await post(body)).json<Answer>();
    expect(results).toEqual({ [late.id]: 'duplicate' });
    expect(await logOf(site.site)).toHaveLength(2);
  });
});
