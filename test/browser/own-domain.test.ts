/** The script under a name of one's own, behind a proxy that renames script and endpoint. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inEveryEngine, until } from './suite.ts';

/** What the proxy of a site passes on, and as what: all that a reader has to set up. */
const NAMES: readonly [from: RegExp, to: string][] = [
  [/^\/assets\/shop\.js$/, '/rung.js'],
  [/^\/assets\/(rung-\w+\.js)$/, '/$1'],
  [/^\/basket$/, '/e'],
];

let proxy: Server;
let upstream = '';

beforeAll(async () => {
  proxy = createServer(async (request, response) => {
    const path = request.url ?? '';
    const known = NAMES.find(([from]) => from.test(path));
    if (!known) {
      const [html, type] = [`<!doctype html><form></form>${HEAD}`, 'text/html'];
      return void response.setHeader('content-type', type).end(path === '/' ? html : '');
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const answer = await fetch(upstream + path.replace(...known), {
      method: request.method ?? 'GET',
      ...(chunks.length > 0 && { body: Buffer.concat(chunks).toString() }),
    }).catch(() => undefined);
    // A page's last word may come after the collector of its test has gone.
    if (!answer) return void response.writeHead(502).end();
    response.setHeader('content-type', answer.headers.get('content-type') ?? '');
    response.writeHead(answer.status).end(await answer.text());
  });
  await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready));
});
afterAll(() => {
  proxy.closeAllConnections();
  proxy.close();
});

const HEAD = '<script defer src="/assets/shop.js" data-site="key" data-path="/basket"></script>';

inEveryEngine("the site's own domain", (on) => {
  it('serves script, part and endpoint under other names, and nothing asks another host', async () => {
    upstream = new URL(on.site.url('/', 'localhost')).origin;
    const home = `http://o${on.engine}.localhost:${(proxy.address() as AddressInfo).port}`;
    await on.browser.goto(`${home}/`);
    await until(() => on.site.events('page_view').length === 1);
    await on.browser.waitFor(() =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('/assets/rung-')),
    );
    const asked = await on.browser.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => new URL(name))
        .map(({ origin, pathname }) => origin + pathname),
    );
    expect(new Set(asked.map((address) => new URL(address).origin))).toEqual(new Set([home]));
    expect(asked).toEqual(expect.arrayContaining([`${home}/assets/shop.js`, `${home}/basket`]));
    expect(on.site.events('page_view')[0]?.url).toBe(`${home}/`);
  });
});
