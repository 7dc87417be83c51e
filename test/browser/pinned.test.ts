/** The script under its version: cached for good, and pinned by its hash. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildAssets } from '../../collector/dev/assets.ts';
import { createDemoSite } from '../../collector/dev/demo-site.ts';
import { type Served, serve } from '../../collector/dev/serve.ts';
import { PINNED_FOLDER, pinnedTag } from '../../sdk/build/pinned.ts';
import { DEMO_WRITE_KEY } from '../../sdk/demo/write-key.ts';
import { inEveryEngine, until } from './suite.ts';

let served: Served;
/** Passes everything on, and adds a byte to each script. */
let tamperer: Server;

beforeAll(async () => {
  await buildAssets();
  served = await serve({ tickEverySeconds: 0 });
  await createDemoSite(served.db, Date.now());
  tamperer = createServer(async (request, response) => {
    const original = await fetch(served.url + request.url);
    response.setHeader('content-type', 'text/javascript');
    response.setHeader('access-control-allow-origin', '*');
    response.end(`${await original.text()} `);
  });
  await new Promise<void>((ready) => tamperer.listen(0, '127.0.0.1', ready));
});
afterAll(async () => {
  tamperer.closeAllConnections();
  tamperer.close();
  await served.stop();
});

const pinned = (origin: string) => pinnedTag(origin, DEMO_WRITE_KEY);
const tampered = () => `http://localhost:${(tamperer.address() as AddressInfo).port}`;
/** The page needs the on-demand part too, and notes a script that was refused. */
const PAGE = '<form></form>';
const noting = (tag: string) => tag.replace('<script ', `<script onerror="window.refused = true" `);

describe('the script over HTTP', () => {
  const partOf = (importMap: string) =>
    Object.keys(JSON.parse(importMap.replace(/<.+?>/g, '')).integrity);

  it('is the same under its version, where browsers of all origins may keep it for good', async () => {
    const [part = ''] = partOf(pinned(served.url).importMap);
    for (const address of [`${served.url}/${PINNED_FOLDER}/rung.js`, part]) {
      const answer = await fetch(address);
      expect(answer.status).toBe(200);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'cache-control': 'public, max-age=31536000, immutable',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        'content-type': expect.stringContaining('text/javascript'),
      });
      const newest = await fetch(address.replace(`/${PINNED_FOLDER}`, ''));
      expect(await newest.text()).toBe(await answer.text());
    }
  });

  it('is asked for again after ten minutes where it follows the newest', async () => {
    const { headers } = await fetch(`${served.url}/rung.js`);
    expect(headers.get('cache-control')).toBe('public, max-age=600');
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  it('is not found, and not kept, under a version that was never released', async () => {
    const { status, headers } = await fetch(`${served.url}/v/0.0.0/rung.js`);
    expect(status).toBe(404);
    expect(headers.get('cache-control') ?? '').not.toMatch(/immutable/);
  });
});

inEveryEngine('the pinned tag', (on) => {
  it('runs, brings its part from beside it, and reports to the collector', async () => {
    const { tag, importMap } = pinned(served.url);
    on.site.page('/', PAGE, importMap + tag);
    await on.browser.goto(on.site.url('/'));
    await on.browser.waitFor(
      (folder: string) =>
        performance
          .getEntriesByType('resource')
          .some(({ name }) => name.includes(`${folder}/rung-`)),
      [PINNED_FOLDER],
    );
    await until(async () => {
      const mine = served.db.prepare('SELECT count(*) AS n FROM events WHERE url = ?');
      return (await mine.bind(on.site.url('/')).first<number>('n')) === 1;
    });
  });

  it('is refused by the browser when a byte was changed on the way', async () => {
    on.site.page('/', PAGE, noting(pinned(tampered()).tag));
    await on.browser.goto(on.site.url('/'));
    await on.browser.waitFor(() => 'refused' in window);
    expect(await on.browser.evaluate(() => 'rung' in window)).toBe(false);
  });
});

// WebKit of the age that Debian ships reads import maps without their hashes.
inEveryEngine(
  'the import map of the pinned tag',
  (on) => {
    it('refuses a changed part', async () => {
      const { importMap } = pinned(tampered());
      on.site.page('/', PAGE, importMap);
      await on.browser.goto(on.site.url('/'));
      const loads = (part: string) =>
        on.browser.evaluate(
          // As text, since the test runner rewrites what it sees.
          (address: string) =>
            new Function('a', 'return import(a).then(() => true, () => false)')(address),
          part,
        );
      const [part = ''] = Object.keys(JSON.parse(importMap.replace(/<.+?>/g, '')).integrity);
      expect(await loads(part)).toBe(false);
      expect(await loads(part.replace(tampered(), served.url))).toBe(true);
    });
  },
  ['chromium', 'firefox'],
);
