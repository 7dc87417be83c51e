import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findEngines } from './engines.ts';

let server: Server;
let url: string;
const paths: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    paths.push(request.url ?? '');
    response.setHeader('content-type', 'text/html');
    response.end(`<title>${request.url}</title><a href="/next">next</a>
      <script>addEventListener('pagehide', () => navigator.sendBeacon('/bye' + location.pathname))</script>`);
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.each(await findEngines())('$name', (engine) => {
  test('A click leads to the next page, and a closed tab says good-bye', async () => {
    paths.length = 0;
    const browser = await engine.open();
    const page = await browser.tab();
    await page.goto(`${url}/first`);
    await page.click('a');
    await page.waitFor(() => document.title === '/next');
    expect(await page.evaluate(async (a: number, b: number) => a + b, 2, 3)).toBe(5);
    // The last tab's closing ends the browser, which does not wait for what is under way.
    await page.close();
    await expect.poll(() => paths, { timeout: 10_000 }).toContain('/bye/next');
    await browser.close();
  });

  test('A tab opens after another was closed, and keeps to itself', async () => {
    const page = await engine.open();
    await page.goto(`${url}/home`);
    for (const path of ['/one', '/two']) {
      const tab = await page.tab();
      await tab.goto(url + path);
      expect(await tab.evaluate(() => document.title)).toBe(path);
      await tab.close();
    }
    expect(await page.evaluate(() => document.title)).toBe('/home');
    await page.close();
  });

  test('A killed browser says nothing', async () => {
    paths.length = 0;
    const page = await engine.open();
    await page.goto(`${url}/killed`);
    await page.kill();
    expect(paths).not.toContain('/bye/killed');
  });

  test.runIf(engine.canLookHuman)('It does not show that a program drives it', async () => {
    const page = await engine.open();
    await page.goto(`${url}/human`);
    const [name, webdriver] = await page.evaluate(() => [navigator.userAgent, navigator.webdriver]);
    expect(name).not.toMatch(/headless/i);
    expect(webdriver).toBe(false);
    await page.close();
  });
});
