/** One address may send and ask only so much, and what a loop sends counts only so much. */
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { defaultModel } from '../../collector/engine/index.ts';
import type { CreatedSite } from '../../collector/store/sites.ts';
import {
  answer,
  DAY,
  NOW,
  page,
  plant,
  newSite as planted,
  event as stored,
} from './api-fixture.ts';
import { call, envelope, event, logOf, newSite, newVisitor, post, problemOf } from './visitor.ts';

const tight = { INGEST_LIMIT: env.TIGHT_LIMIT, API_LIMIT: env.TIGHT_LIMIT };

const sendFrom = (site: CreatedSite, address: string) =>
  post(
    envelope(site, newVisitor(), [event(Date.now())]),
    { 'CF-Connecting-IP': address, Origin: 'https://shop.example' },
    tight,
  );

describe('POST /e', () => {
  test('is 429 with Retry-After, readable by the page, and stores nothing more', async () => {
    const site = await newSite();
    for (let i = 0; i < 3; i += 1) expect((await sendFrom(site, '192.0.2.1')).status).toBe(200);
    const refused = await sendFrom(site, '192.0.2.1');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(refused.headers.get('Access-Control-Allow-Origin')).toBe('https://shop.example');
    expect((await problemOf(refused)).type).toBe('/docs/problems#too_many_requests');
    expect(await logOf(site.site)).toHaveLength(3);
  });

  test('is counted by site and address, and one IPv6 network is one address', async () => {
    const [site, other] = [await newSite(), await newSite()];
    for (let i = 0; i < 4; i += 1) await sendFrom(site, `2001:db8:1:2::${i}`);
    expect((await sendFrom(site, '2001:db8:1:2:ffff::9')).status).toBe(429);
    expect((await sendFrom(site, '2001:db8:1:3::1')).status).toBe(200);
    expect((await sendFrom(other, '2001:db8:1:2::1')).status).toBe(200);
  });
});

describe('Every other door', () => {
  const knock = (path: string, key: string) => {
    const Authorization = `Basic ${btoa(`${key}:`)}`;
    const headers = { Authorization, 'CF-Connecting-IP': '192.0.2.9' };
    const message = { type: 'track', anonymousId: 'visitor-9', event: 'chat' };
    const body = JSON.stringify({ ...message, batch: [message] });
    return call(path, { method: 'POST', headers, body }, tight);
  };

  test.each(['/v1/track', '/t', '/beacon/v1/batch'])('%s is 429 with Retry-After', async (path) => {
    const { write_key } = await newSite();
    for (let i = 0; i < 3; i += 1) expect((await knock(path, write_key)).status).not.toBe(429);
    const refused = await knock(path, write_key);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
  });

  test('a mail provider’s address is 429 too, also for who guesses at it', async () => {
    const statuses = [];
    for (let i = 0; i < 4; i += 1) {
      statuses.push((await knock('/hooks/mailchimp/guess', 'none')).status);
    }
    expect(statuses.slice(0, 3)).not.toContain(429);
    expect(statuses[3]).toBe(429);
  });
});

describe('The API', () => {
  const ask = (key: string, address: string) => {
    const headers = { Authorization: `Bearer ${key}`, 'CF-Connecting-IP': address };
    return call('/api/v1/site', { headers }, tight);
  };

  test('is 429 with Retry-After; another address is answered', async () => {
    const { secret_key } = await newSite();
    for (let i = 0; i < 3; i += 1) expect((await ask(secret_key, '192.0.2.2')).status).toBe(200);
    const refused = await ask(secret_key, '192.0.2.2');
    expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '30']);
    expect((await ask(secret_key, '192.0.2.3')).status).toBe(200);
  });

  test('counts guesses at keys together, whatever key is guessed', async () => {
    const statuses = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await ask(`sk_${i}`, '192.0.2.4')).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
  });
});

test('Without the binding nothing is limited', async () => {
  const site = await newSite();
  const unlimited = { INGEST_LIMIT: undefined, API_LIMIT: undefined } as object;
  for (let i = 0; i < 5; i += 1) {
    const body = envelope(site, newVisitor(), [event(Date.now())]);
    expect((await post(body, {}, unlimited)).status).toBe(200);
  }
});

test('Ten thousand looped events end at the caps of the model', { timeout: 120_000 }, async () => {
  const { site, key } = await planted();
  const loop = (n: number, begin: number) =>
    Array.from({ length: n }, (_, i) => {
      const at = begin + i * 20_000;
      const props = { href: 'https://shop.example/a.pdf' };
      return i % 2 ? page('/pricing', at) : stored('file_download', at, { props });
    });
  const terms = async (visitor: string, n: number) => {
    await plant({ site, visitor, events: loop(n, NOW - 3 * DAY) });
    return answer<{ score: number; terms: { group: string; value: number }[] }>(
      `/visitors/${visitor}/explain`,
      { key },
    );
  };
  const looped = await terms('visitor-loop', 10_000);
  for (const { id, cap = Infinity } of defaultModel.groups) {
    const sum = looped.terms.reduce((all, term) => all + (term.group === id ? term.value : 0), 0);
    expect(sum, id).toBeLessThanOrEqual(cap + 0.01);
  }
  const caps = defaultModel.groups.reduce((all, { cap = 0 }) => all + cap, 0);
  expect(looped.score).toBeLessThanOrEqual(caps);
  expect(looped.score).toBeGreaterThan(0);
});
