/** Pages that the browser renders before anybody asks for them. */
import { expect, it } from 'vitest';
import { inEveryEngine, until } from './suite.ts';

const RULES = '{"prerender": [{"source": "list", "urls": ["/next"], "eagerness": "immediate"}]}';

inEveryEngine(
  'prerendering',
  (on) => {
    it('counts a page when it is shown, and not before', async () => {
      on.site.page(
        '/next',
        `<script>addEventListener('load', () => fetch(document.prerendering ? '/early' : '/late'))</script>`,
      );
      on.site.page('/', `<script type="speculationrules">${RULES}</script><a href="/next">x</a>`);
      await on.browser.goto(on.site.url('/'));
      await until(() => on.site.paths.includes('/early'));
      await until(() => on.site.events('page_view').length === 1);
      await on.browser.evaluate(() =>
        (window as never as { rung: { flush(): unknown } }).rung.flush(),
      );
      expect(on.site.stored.some(({ url }) => url.endsWith('/next'))).toBe(false);
      await on.browser.click('a');
      await until(() => on.site.events('page_view').length === 2);
      expect(on.site.events('page_view')[1]?.url).toBe(on.site.url('/next'));
      expect(on.site.paths).not.toContain('/late');
    });
  },
  ['chromium'],
);
