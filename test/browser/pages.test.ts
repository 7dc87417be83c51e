/** Page views and where visitors come from, as real browsers send them. */
import { expect, it } from 'vitest';
import { inEveryEngine, until } from './suite.ts';

const CAMPAIGN = 'utm_source=google&utm_medium=cpc&utm_campaign=spring&utm_term=cat+food&gclid=abc';

inEveryEngine('page views', (on) => {
  it('sends the first page with one request and no preflight', async () => {
    await on.browser.goto(on.site.url('/'));
    await until(() => on.site.stored.length);
    const [view] = on.site.stored;
    expect(view).toMatchObject({ type: 'page_view', url: on.site.url('/'), title: 'Title of /' });
    expect(on.site.requests.map(({ method }) => method)).toEqual(['POST']);
    const { envelope, headers } = on.site.requests[0] ?? {};
    expect(headers?.['content-type']).toMatch(/^text\/plain/);
    expect(envelope).toMatchObject({ v: 1, key: 'key', new: true });
    expect(envelope?.ctx).toMatchObject({ campaign: {}, click_ids: {} });
    expect(view?.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });

  it('counts push, replace and back, not a push of the same address, and not the fragment', async () => {
    await on.browser.goto(on.site.url('/'));
    await on.browser.evaluate(async () => {
      const pause = () => new Promise((later) => setTimeout(later, 150));
      history.pushState({}, '', '/two');
      setTimeout(() => {
        document.title = 'Two';
      }, 20);
      await pause();
      history.pushState({}, '', '/two');
      history.replaceState({}, '', '/two?unlisted=1#there');
      history.replaceState({}, '', '/three');
      await pause();
      history.back();
      await pause();
    });
    await until(() => on.site.events('page_view').length >= 4);
    const views = on.site
      .events('page_view')
      .map(({ url, title }) => [new URL(url).pathname, title]);
    expect(views).toEqual([
      ['/', 'Title of /'],
      ['/two', 'Two'],
      ['/three', 'Two'],
      ['/two', 'Two'],
    ]);
  });

  it('tells pages apart by fragment where the site routes by it', async () => {
    on.site.attributes = 'data-hash';
    await on.browser.goto(on.site.url('/#/a?secret=1'));
    await on.browser.evaluate(() => {
      location.hash = '/b';
    });
    await until(() => on.site.events('page_view').length === 2);
    expect(on.site.events('page_view').map(({ url }) => url)).toEqual([
      on.site.url('/#/a'),
      on.site.url('/#/b'),
    ]);
  });

  it('cuts e-mails, tokens and unlisted parameters from the address', async () => {
    on.site.page('/who/me@example.com');
    await on.browser.goto(
      on.site.url('/who/me@example.com?q=cat&name=Sara&id=5&t=eyJhbGciOi1J9xTz4aQ'),
    );
    await until(() => on.site.events('page_view').length);
    expect(on.site.events('page_view')[0]?.url).toBe(on.site.url('/who/*?q=cat&id=5'));
    expect(JSON.stringify(on.site.requests[0]?.envelope)).not.toMatch(/example\.com|Sara|eyJ/);
  });

  it('counts a page that comes back from the cache, and sends nothing twice', async () => {
    on.site.page('/other', 'other');
    await on.browser.goto(on.site.url('/'));
    await until(() => on.site.stored.length);
    await on.browser.goto(on.site.url('/other'));
    await until(() => on.site.events('page_view').length === 2);
    await on.browser.evaluate(() => {
      setTimeout(() => history.back(), 0);
    });
    await until(() => on.site.events('page_view').length === 3);
    expect(on.site.events('page_view')[2]?.url).toBe(on.site.url('/'));
    expect(on.site.twice).toEqual([]);
  });

  it('records nothing on excluded paths', async () => {
    on.site.attributes = 'data-exclude="/admin/*"';
    on.site.page('/admin/x', '<a href="/">home</a>');
    await on.browser.goto(on.site.url('/admin/x'));
    await on.browser.click('a');
    await until(() => on.site.events('page_view').length);
    expect(on.site.stored.every(({ url }) => url === on.site.url('/'))).toBe(true);
  });

  it('leaves page views to the page in manual mode', async () => {
    on.site.attributes = 'data-auto="false"';
    await on.browser.goto(on.site.url('/'));
    await on.browser.evaluate(() => {
      history.pushState({}, '', '/quiet');
      return (window as never as { rung: { page(props: object): unknown } }).rung.page({
        kind: 'x',
      });
    });
    await until(() => on.site.stored.length);
    expect(on.site.events('page_view')).toMatchObject([
      { url: on.site.url('/quiet'), props: { kind: 'x' } },
    ]);
  });
});

inEveryEngine('where visitors come from', (on) => {
  it('keeps the campaign for the visit and counts the advertisement once, not again on reload', async () => {
    on.site.page('/second', 'second');
    await on.browser.goto(on.site.url(`/?${CAMPAIGN}`));
    await until(() => on.site.stored.length >= 2);
    await on.browser.goto(on.site.url(`/?${CAMPAIGN}`));
    await until(() => on.site.events('page_view').length === 2);
    await on.browser.goto(on.site.url('/second'));
    await until(() => on.site.events('page_view').length === 3);
    const campaign = { source: 'google', medium: 'cpc', campaign: 'spring', term: 'cat food' };
    for (const { envelope } of on.site.requests) {
      expect(envelope?.ctx).toMatchObject({ campaign, click_ids: { gclid: 'abc' } });
    }
    expect(on.site.events('ad_click').map(({ props }) => props)).toEqual([
      { kind: 'arrival', network: 'google', campaign: 'spring' },
    ]);
  });

  it('names the page before without its query, and never a page of the own domain', async () => {
    on.site.page('/links', '<a href="/to">to</a>');
    on.site.page('/to', 'to');
    const foreign = on.site.url('/links?q=secret', '127.0.0.1');
    on.site.page(
      '/links',
      `<meta name="referrer" content="unsafe-url"><a id="out" href="${on.site.url('/to')}">to</a><a id="in" href="/to">in</a>`,
      '',
    );
    await on.browser.goto(foreign);
    await on.browser.click('#out');
    await until(() => on.site.events('page_view').length === 1);
    await on.browser.goto(on.site.url('/links'));
    await on.browser.click('#in');
    await until(() => on.site.events('page_view').length === 2);
    const [first, second] = on.site.events('page_view');
    expect(first?.referrer).toBe(on.site.url('/links', '127.0.0.1'));
    expect(first?.props).toEqual({ keyword: 'secret' });
    expect(second).not.toHaveProperty('referrer');
  });

  it('records a search on the site from its address', async () => {
    await on.browser.goto(on.site.url('/?q=kitten+food'));
    await until(() => on.site.events('search').length);
    expect(on.site.events('search')[0]?.props).toEqual({ term: 'kitten food' });
  });
});
