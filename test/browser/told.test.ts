/** What an address tells: who wants no part in this, and who came from another domain of the owner's. */
import { expect, it } from 'vitest';
import { inEveryEngine, type Stage, until } from './suite.ts';

const views = (on: Stage) => on.site.events('page_view').length;
const address = (on: Stage) => on.browser.evaluate(() => location.search);
const visitors = (on: Stage) => on.site.requests.map(({ envelope }) => envelope?.visitor);
const loaded = (on: Stage) =>
  on.browser.waitFor(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('/rung-')),
  );

inEveryEngine('ignoring my visits', (on) => {
  it('?rung=off ends all recording for this browser, ?rung=on brings it back', async () => {
    await on.browser.goto(on.site.url('/?rung=off'));
    await on.browser.waitFor(() => document.cookie === 'rung_consent=off');
    await on.browser.goto(on.site.url('/'));
    await on.browser.evaluate(() =>
      (window as never as { rung: { track(name: string): Promise<void> } }).rung.track('unwanted'),
    );
    expect(on.site.requests).toEqual([]);
    await on.browser.goto(on.site.url('/?rung=on'));
    await until(() => views(on) === 1);
    expect(on.site.events('unwanted')).toEqual([]);
  });
});

inEveryEngine('linked domains', (on) => {
  /** Two domains of one owner, each with a link to the other, and a stranger's. */
  const hosts = () => {
    const own = new URL(on.site.url('/')).hostname;
    const sister = `sister-${own}`;
    on.site.attributes = `data-domains="${own},${sister}"`;
    on.site.page('/', `<a id="go" href="${on.site.url('/there', sister)}">there</a>`);
    on.site.page('/there', 'there');
    return { own, sister };
  };

  it('a link carries the visitor, and the address bar does not keep the id', async () => {
    hosts();
    await on.browser.goto(on.site.url('/'));
    await until(() => views(on) === 1);
    await loaded(on);
    await on.browser.click('#go');
    await until(() => views(on) === 2);
    const [first, ...others] = visitors(on);
    expect(others.every((id) => id === first)).toBe(true);
    expect(await address(on)).not.toContain('_rung');
    const [view] = on.site.events('page_view').slice(1);
    expect(view).not.toHaveProperty('referrer');
    expect(view?.url).not.toContain('rung');
    expect(on.site.events('click')).toEqual([]);
  });

  it('what the page says before all that is known is credited to the page', async () => {
    hosts();
    on.site.page('/', `<script>rung = []; rung.push(['track', 'early'])</script>`);
    await on.browser.goto(on.site.url('/?rung=on'));
    await until(() => on.site.events('early').length);
    expect(on.site.events('early')[0]?.url).toBe(on.site.url('/'));
  });

  it("a stranger's link names nobody", async () => {
    const { sister } = hosts();
    const told = `_rung=somebody-else.${Date.now().toString(36)}`;
    const link = on.site.url(`/there?${told}`, sister);
    on.site.page('/strange', `<a id="go" href="${link}">there</a>`, '');
    await on.browser.goto(on.site.url('/strange', '127.0.0.1'));
    await on.browser.click('#go');
    await until(() => views(on) === 1);
    expect(visitors(on)).not.toContain('somebody-else');
    expect(await address(on)).not.toContain('_rung');
  });

  it('a link that was kept names nobody later', async () => {
    const { sister } = hosts();
    const told = `_rung=somebody-else.${(Date.now() - 600_000).toString(36)}`;
    on.site.page('/kept', `<a id="go" href="${on.site.url(`/there?${told}`, sister)}">x</a>`, '');
    await on.browser.goto(on.site.url('/kept'));
    await on.browser.click('#go');
    await until(() => views(on) === 1);
    expect(visitors(on)).not.toContain('somebody-else');
  });

  it('an address that was typed in with an id names nobody, and nothing breaks', async () => {
    const { sister } = hosts();
    const told = `_rung=somebody-else.${Date.now().toString(36)}`;
    await on.browser.goto(on.site.url(`/there?${told}`, sister));
    await until(() => views(on) === 1);
    expect(visitors(on)).not.toContain('somebody-else');
    expect(await address(on)).not.toContain('_rung');
  });
});
