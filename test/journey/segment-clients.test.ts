// The official clients of Segment, unmodified, against the real server: with a key and a host only.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Analytics } from '@segment/analytics-node';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Served, serve } from '../../collector/dev/serve.ts';
import { type CreatedSite, createSite } from '../../collector/store/sites.ts';
import type { Driver } from '../browser/driver.ts';
import { findEngines } from '../browser/engines.ts';
import { until } from '../browser/suite.ts';

interface Stored {
  person: string;
  type: string;
  device: string;
  url: string | null;
  props: string | null;
  verified: number | null;
}

let rung: Served;
let site: CreatedSite;
beforeAll(async () => {
  rung = await serve({ tickEverySeconds: 0 });
});
afterAll(() => rung?.stop());
beforeEach(async () => {
  site = await createSite(rung.db, { name: 'Shop' }, Date.now());
});

async function log(): Promise<(Omit<Stored, 'props'> & { props: Record<string, unknown> })[]> {
  const { results } = await rung.db
    .prepare('SELECT * FROM events WHERE site = ? ORDER BY ts, id')
    .bind(site.site)
    .all<Stored>();
  return results.map((row) => ({ ...row, props: JSON.parse(row.props ?? '{}') }));
}

async function rows<Row>(table: string): Promise<Row[]> {
  const query = rung.db.prepare(`SELECT * FROM ${table} WHERE site = ?`).bind(site.site);
  return (await query.all<Row>()).results;
}

const ORDER = { order_id: 'o-1', revenue: 12.5, currency: 'EUR', products: [{ product_id: 'p' }] };

describe('@segment/analytics-next in a browser', () => {
  let shop: Server;
  let first: Driver;
  let page: Driver;
  let address: string;

  beforeAll(async () => {
    const [engine] = await findEngines('chromium');
    if (!engine) throw new Error('no Chromium');
    const script = await bundle();
    shop = createServer((request, response) => {
      const isScript = request.url === '/client.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(
        isScript ? script : '<!doctype html><title>Shop</title><script src="/client.js"></script>',
      );
    });
    await new Promise<void>((ready) => shop.listen(0, '127.0.0.1', ready));
    address = `http://localhost:${(shop.address() as AddressInfo).port}`;
    first = await engine.open();
  });
  afterAll(async () => {
    await first?.close().catch(() => {});
    shop?.close();
  });

  /** The page's own origin and no other may send. */
  beforeEach(async () => {
    site = await createSite(rung.db, { name: 'Shop', origins: [address] }, Date.now());
    page = await first.tab();
    await page.goto(`${address}/pricing?utm_source=google&utm_medium=cpc`);
    await page.evaluate(() => localStorage.clear());
  });

  /** What a page does with the client: its own names, its own defaults. */
  const visit = (strategy: 'standard' | 'batching') =>
    page.evaluate(
      async (writeKey, cdnURL, strategy) => {
        type Client = Record<string, (...args: unknown[]) => Promise<unknown>>;
        type Loader = { AnalyticsBrowser: { load(...args: unknown[]): Client } };
        const config = { size: 3, timeout: 200 };
        const own = strategy === 'batching' ? { deliveryStrategy: { strategy, config } } : {};
        const { AnalyticsBrowser } = globalThis as unknown as Loader;
        const client = AnalyticsBrowser.load(
          { writeKey, cdnURL },
          { integrations: { 'Segment.io': own } },
        );
        await client.page?.();
        await client.track?.('Product Added', { product_id: 'p', price: 12.5, currency: 'EUR' });
        await client.identify?.('sara', { email: 'sara@example.com', job_title: 'CEO' });
        await client.track?.('Order Completed', {
          order_id: 'o-1',
          revenue: 12.5,
          currency: 'EUR',
        });
      },
      site.write_key,
      rung.url,
      strategy,
    );

  it.each(['standard', 'batching'] as const)('%s: every call arrives once', async (strategy) => {
    await visit(strategy);
    await until(async () => (await log()).length >= 4);
    const events = await log();
    expect(events.map(({ type }) => type).sort()).toEqual([
      'add_to_cart',
      'identify',
      'page_view',
      'purchase',
    ]);
    const [device] = new Set(events.map((event) => event.device));
    expect(new Set(events.map((event) => event.device))).toEqual(new Set([device]));
    const view = events.find(({ type }) => type === 'page_view');
    expect(view?.url).toBe(`${address}/pricing?utm_source=google&utm_medium=cpc`);
    const [visitRow] = await rows<{ body: string }>('visits');
    expect(JSON.parse(visitRow?.body ?? '{}')).toMatchObject({
      source: { channel: 'paid_search', source: 'google' },
      country: 'DE',
      agent: { browser: 'Chrome', device: 'desktop' },
    });
    expect(await rows('orders')).toMatchObject([
      { order_id: 'o-1', value_minor: 1250, currency: 'EUR', verified: 0 },
    ]);
    const aliases = (await rows<{ alias: string }>('aliases')).map(({ alias }) =>
      alias.slice(0, 2),
    );
    expect(aliases.sort()).toEqual(['e:', 'u:']);
    expect(await rows('rejects')).toEqual([]);
  });

  it('after a reload the visitor is the same', async () => {
    await visit('standard');
    await until(async () => (await log()).length >= 4);
    await page.goto(`${address}/`);
    await visit('standard');
    await until(async () => (await log()).length >= 8);
    expect(new Set((await log()).map(({ device }) => device)).size).toBe(1);
    expect(await rows('people')).toHaveLength(1);
    expect(await rows('orders')).toHaveLength(1);
  });
});

/** The package as it is, for a page without a bundler. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'segment-page.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

describe('@segment/analytics-node', () => {
  /** Sends what it is given and waits until it is sent. */
  async function withClient(writeKey: string, use: (client: Analytics) => void): Promise<Error[]> {
    const client = new Analytics({ writeKey, host: rung.url });
    const errors: Error[] = [];
    client.on('error', ({ reason }) => errors.push(reason as Error));
    use(client);
    await client.closeAndFlush({ timeout: 30_000 });
    return errors;
  }

  it('with the secret key: verified, by user id or visitor id, joined where both are named', async () => {
    const errors = await withClient(site.secret_key, (client) => {
      client.page({ anonymousId: 'visitor-of-node', name: 'Home' });
      client.identify({ userId: 'sara', anonymousId: 'visitor-of-node', traits: { age: 40 } });
      client.track({ userId: 'sara', event: 'Order Completed', properties: ORDER });
      client.group({ userId: 'sara', groupId: 'acme', traits: { name: 'Acme' } });
      client.alias({ userId: 'sara', previousId: 'visitor-before' });
    });
    expect(errors).toEqual([]);
    expect(await rows('people')).toHaveLength(1);
    expect((await log()).map(({ type, device }) => [type, device])).toEqual(
      expect.arrayContaining([
        ['page_view', 'd:visitor-of-node'],
        ['identify', 'd:visitor-of-node'],
        ['purchase', 's:server'],
        ['identify', 's:server'],
        ['identify', 'd:visitor-before'],
      ]),
    );
    expect(await rows('orders')).toMatchObject([{ order_id: 'o-1', verified: 1 }]);
  });

  it('with the write key: taken, and unverified', async () => {
    const errors = await withClient(site.write_key, (client) => {
      client.track({ userId: 'sara', event: 'Order Completed', properties: ORDER });
    });
    expect(errors).toEqual([]);
    expect(await rows('orders')).toMatchObject([{ order_id: 'o-1', verified: 0 }]);
  });

  it('more than one batch, and events that are a year old', async () => {
    const timestamp = new Date(Date.now() - 365 * 86_400_000);
    await withClient(site.secret_key, (client) => {
      for (let i = 0; i < 40; i += 1) {
        client.track({ userId: `user-${i % 5}`, event: 'Bell Rung', timestamp });
      }
    });
    expect(await log()).toHaveLength(40);
    expect(await rows('people')).toHaveLength(5);
  });
});
