/** The examples as their users run them: in a real browser, against a real collector. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildAssets } from '../../collector/dev/assets.ts';
import { createDemoSite } from '../../collector/dev/demo-site.ts';
import { type Served, serve } from '../../collector/dev/serve.ts';
import { DEMO_WRITE_KEY } from '../../sdk/demo/write-key.ts';
import { PIXEL_FRAME, SHOP_PAGE } from './shopify-shop.ts';
import { inEveryEngine, type Stage, until } from './suite.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const EXAMPLES = join(ROOT, 'sdk/examples');

let served: Served;

beforeAll(async () => {
  await buildAssets();
  served = await serve({ tickEverySeconds: 0 });
  await createDemoSite(served.db, Date.now());
});
afterAll(() => served.stop());

/** With this collector's address and key in the places that a reader fills in. */
const filled = (text: string) =>
  text.replaceAll('https://YOUR-HOST', served.url).replaceAll('WRITE_KEY', DEMO_WRITE_KEY);
const example = (name: string) => filled(readFileSync(join(EXAMPLES, name), 'utf8'));

/** A program that uses examples, bundled as a site's own build would do it. */
async function bundled(contents: string, loader: 'tsx' | 'ts' = 'tsx'): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, loader, resolveDir: EXAMPLES },
    bundle: true,
    write: false,
    format: 'iife',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"', __VUE_OPTIONS_API__: 'true' },
    logLevel: 'error',
  });
  return `<script>${filled(outputFiles[0]?.text ?? '').replaceAll('</script', '<\\/script')}</script>`;
}

interface Stored {
  type: string;
  props: Record<string, unknown>;
  url: string;
}

/** What the collector has of the visitor of this test, in order of time. */
async function stored(on: Stage): Promise<Stored[]> {
  const { results } = await served.db
    .prepare('SELECT type, url, props FROM events WHERE url LIKE ? ORDER BY ts, id')
    .bind(`${on.site.url('/')}%`)
    .all<{ type: string; url: string; props: string | null }>();
  return results.map(({ type, url, props }) => ({ type, url, props: JSON.parse(props ?? '{}') }));
}

const types = async (on: Stage) => (await stored(on)).map(({ type }) => type);
const propsOf = async (on: Stage, type: string) =>
  (await stored(on)).find((event) => event.type === type)?.props;
const flush = (on: Stage) =>
  on.browser.evaluate(() => (window as never as { rung: { flush(): unknown } }).rung.flush());

inEveryEngine(
  'the examples',
  (on) => {
    it('plain HTML: a view, an early call, a marked button and a sign-up', async () => {
      const quiet = `<script>addEventListener('submit', (event) => event.preventDefault())</script>`;
      on.site.page('/', example('plain.html').replace('</body>', `${quiet}</body>`), ' ');
      await on.browser.goto(on.site.url('/'));
      await on.browser.waitFor(() =>
        performance.getEntriesByType('resource').some(({ name }) => name.includes('/rung-')),
      );
      await on.browser.type('[type=email]', 'reader@example.com');
      await on.browser.click('form button');
      await on.browser.click('#share');
      await until(async () => {
        await flush(on);
        return (await types(on)).includes('newsletter_signup');
      });
      expect((await types(on)).toSorted()).toEqual(
        expect.arrayContaining(['newsletter_signup', 'page_view', 'share', 'view_item']),
      );
      expect(await propsOf(on, 'share')).toEqual({ method: 'mail' });
      expect(await propsOf(on, 'newsletter_signup')).not.toHaveProperty('email');
      await on.browser.waitFor(() => document.documentElement.dataset.rungGrade);
    });

    it('React: each route is a view, a button records, and the standing reaches a component', async () => {
      on.site.page(
        '/',
        `<div id="root"></div>${await bundled(`
          import { StrictMode } from 'react';
          import { createRoot } from 'react-dom/client';
          import { AddToCart, startRung, useStanding } from './react.tsx';
          startRung();
          const Grade = () => <output>{useStanding()?.grade}</output>;
          createRoot(document.getElementById('root')!).render(
            <StrictMode><AddToCart item="kitten-2kg" /><Grade /></StrictMode>);`)}`,
        ' ',
      );
      await on.browser.goto(on.site.url('/'));
      await on.browser.click('button');
      await on.browser.evaluate(() => history.pushState({}, '', '/two'));
      await on.browser.waitFor(() => document.querySelector('output')?.textContent);
      await until(async () => (await types(on)).includes('add_to_cart'));
      await until(
        async () => (await types(on)).filter((type) => type === 'page_view').length === 2,
      );
      expect(await propsOf(on, 'add_to_cart')).toEqual({ item_id: 'kitten-2kg', quantity: 1 });
    });

    it('Vue: the plugin starts it, and templates know the standing', async () => {
      on.site.page(
        '/',
        `<div id="app"></div>${await bundled(
          `import { createApp, h } from 'vue';
           import { rung, useStanding } from './vue.ts';
           const Grade = { setup() { const standing = useStanding(); return () => h('output', standing.value?.grade); } };
           createApp(Grade).use(rung, { site: 'WRITE_KEY', host: 'https://YOUR-HOST' }).mount('#app');`,
          'ts',
        )}`,
        ' ',
      );
      await on.browser.goto(on.site.url('/'));
      await on.browser.waitFor(() => document.querySelector('output')?.textContent);
      expect(await types(on)).toEqual(['page_view']);
    });

    it('Next: the file starts it in the browser', async () => {
      on.site.page('/', await bundled(example('next/instrumentation-client.ts'), 'ts'), ' ');
      await on.browser.goto(on.site.url('/'));
      await until(async () => (await types(on)).length);
      expect(await types(on)).toEqual(['page_view']);
    });

    it('Google Tag Manager: nothing before consent, the view of the page after it', async () => {
      const [tag = '', consent = ''] = example('google-tag-manager.html').split('<!-- 2.');
      on.site.page('/', '', ' ');
      await on.browser.goto(on.site.url('/'));
      await on.browser.evaluate(injectAsTagManager, tag);
      await on.browser.waitFor(
        () => 'track' in ((window as never as { rung?: object }).rung ?? {}),
      );
      await flush(on);
      const before = on.browser.evaluate(() => document.cookie);
      expect([await types(on), await before]).toEqual([[], '']);
      const granted = consent.replaceAll('{{Analytics consent}}', 'granted');
      await on.browser.evaluate(injectAsTagManager, granted);
      await until(async () => (await types(on)).length);
      expect(await types(on)).toEqual(['page_view']);
    });

    it('Shopify: what the shop publishes arrives in the name of the cookie that the theme uses', async () => {
      on.site.page(
        '/pixel',
        `<script>${PIXEL_FRAME}</script><script>${example('shopify-pixel.js')}</script>`,
        ' ',
      );
      on.site.page(
        '/',
        `<iframe sandbox="allow-scripts allow-forms" src="/pixel"></iframe>${SHOP_PAGE}`,
        ' ',
      );
      await on.browser.goto(on.site.url('/'));
      await until(async () => (await types(on)).length === 6);
      expect((await types(on)).toSorted()).toEqual(
        [
          'add_to_cart',
          'begin_checkout',
          'page_view',
          'purchase',
          'search',
          'view_item',
        ].toSorted(),
      );
      expect(await propsOf(on, 'purchase')).toEqual({
        order_id: 'gid://shopify/OrderIdentity/1',
        value: 25.8,
        currency: 'EUR',
        coupon: 'SPRING',
        items: [{ item_id: '7', item_name: 'Kitten food', price: 12.9, quantity: 2 }],
      });
      expect((await stored(on)).map(({ url }) => url)).toEqual(
        Array(6).fill(on.site.url('/products/7')),
      );
      const cookie = await on.browser.evaluate(() => document.cookie);
      const { results } = await served.db
        .prepare('SELECT DISTINCT device FROM events WHERE url LIKE ?')
        .bind(`${on.site.url('/')}%`)
        .all<{ device: string }>();
      expect(results.map(({ device }) => `rung=${device.slice(2)}`)).toEqual([cookie]);
    });
  },
  ['chromium'],
);

/** As Google Tag Manager puts in a Custom HTML tag: each script made anew, `data-*` attributes lost. */
function injectAsTagManager(html: string): void {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  for (const { src, textContent } of parsed.querySelectorAll('script')) {
    const script = document.createElement('script');
    if (src) script.src = src;
    script.text = textContent ?? '';
    document.head.append(script);
  }
}
