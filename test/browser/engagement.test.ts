/** Engaged time and scroll depth against what a test did and knows. */
import { expect, it } from 'vitest';
import { inEveryEngine, until } from './suite.ts';

const sum = (list: number[]) => list.reduce((a, b) => a + b, 0);

inEveryEngine('engagement', (on) => {
  const spent = (path: string) =>
    sum(
      on.site
        .events('user_engagement')
        .filter(({ url }) => new URL(url).pathname === path)
        .map(({ props }) => Number(props?.engaged_ms)),
    );

  it('credits the time to the page it was spent on, also within one document', async () => {
    await on.browser.goto(on.site.url('/'));
    const times = await on.browser.evaluate(async () => {
      const at = [performance.now()];
      const pause = (ms: number) => new Promise((later) => setTimeout(later, ms));
      await pause(700);
      at.push(performance.now());
      history.pushState({}, '', '/two');
      await pause(1200);
      at.push(performance.now());
      history.pushState({}, '', '/three');
      return at.map((time) => time - (at[0] ?? 0));
    });
    await until(() => on.site.events('user_engagement').length >= 2);
    expect(Math.abs(spent('/two') - ((times[2] ?? 0) - (times[1] ?? 0)))).toBeLessThan(100);
    expect(spent('/')).toBeGreaterThanOrEqual(700);
    expect(spent('/')).toBeLessThan(1700);
  });

  it('says how deep the page was read, of the page as it is in the end', async () => {
    on.site.page('/', '<div style="height:200vh;margin:0"></div>');
    await on.browser.goto(on.site.url('/'));
    await on.browser.evaluate(async () => {
      document.body.style.margin = '0';
      const scrolled = new Promise((done) => addEventListener('scroll', done, { once: true }));
      scrollTo(0, 1e6);
      await scrolled;
      const more = document.createElement('div');
      more.style.height = '200vh';
      document.body.append(more);
      history.pushState({}, '', '/two');
    });
    await until(() => on.site.events('user_engagement').length);
    expect(on.site.events('user_engagement')[0]?.props?.scroll_pct).toBe(50);
  });

  it('reports the last stretch when the tab closes, and nothing twice', async () => {
    const tab = await on.browser.tab();
    await tab.goto(on.site.url('/'));
    await until(() => on.site.stored.length);
    await tab.waitFor(
      (ms: number) => performance.now() > ms,
      [300 + (await tab.evaluate(() => performance.now()))],
    );
    await tab.close();
    await until(() => on.site.events('user_engagement').length);
    expect(spent('/')).toBeGreaterThan(200);
    expect(on.site.twice).toEqual([]);
  });

  it('does not count while another tab is in front', async () => {
    await on.browser.goto(on.site.url('/'));
    const opened = Date.now();
    await until(() => on.site.stored.length);
    const other = await on.browser.tab();
    await other.goto('about:blank');
    const away = Date.now();
    await until(() => Date.now() - away > 1500);
    const back = Date.now();
    await other.close();
    await on.browser.evaluate(() => history.pushState({}, '', '/two'));
    await until(() => on.site.events('page_view').length === 2);
    expect(spent('/')).toBeGreaterThan(0);
    expect(spent('/')).toBeLessThan(Date.now() - opened - (back - away) + 200);
  });
});
