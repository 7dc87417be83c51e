/** The ends of newsletters by page, form and link; searches by form; forms that are none. */
import { expect, it } from 'vitest';
import { inEveryEngine, type Stage, until } from './suite.ts';

const QUIET = `<script>for (const name of ['submit', 'click']) {
  addEventListener(name, (event) => name === 'submit' || event.target.closest('a') ? event.preventDefault() : 0)
}</script>`;

const open = async (on: Stage, html: string, path = '/') => {
  on.site.page(new URL(on.site.url(path)).pathname, html + QUIET);
  await on.browser.goto(on.site.url(path));
  await until(() => on.site.events('page_view').length);
};
const loaded = (on: Stage) =>
  on.browser.waitFor(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('/rung-')),
  );
const flush = async (on: Stage) => {
  await on.browser.evaluate(() => new Promise((later) => setTimeout(later, 100)));
  await on.browser.evaluate(() => (window as never as { rung: { flush(): unknown } }).rung.flush());
};
const acts = (on: Stage) =>
  on.site.stored
    .filter(({ type }) => !['page_view', 'user_engagement'].includes(type))
    .map(({ type, props = {} }) => [type, props]);

const ENDED = [['newsletter_unsubscribe', {}]];

inEveryEngine('leaving a newsletter', (on) => {
  it("a letter's link that leads to the page where it ends is the end", async () => {
    await open(on, 'You have left.', '/unsubscribe?token=abcdefgh1234');
    await until(() => acts(on).length || flush(on).then(() => acts(on).length));
    expect(acts(on)).toEqual(ENDED);
  });

  it('whoever looks at that page without a letter leaves nothing', async () => {
    await open(on, 'Leave?', '/unsubscribe?utm_campaign=some-long-name');
    await flush(on);
    expect(acts(on).filter(([type]) => type === 'newsletter_unsubscribe')).toEqual([]);
  });

  it('a form that says so is the end, and no sign-up', async () => {
    await open(
      on,
      '<form action="/newsletter/abmelden"><input id="x" name="email" type="email"><button id="go">x</button></form>',
    );
    await loaded(on);
    await on.browser.type('#x', 'a@example.com');
    await on.browser.click('#go');
    await flush(on);
    expect(acts(on)).toMatchObject(ENDED);
    expect(acts(on)).toHaveLength(1);
  });

  it('a sign-up form that says how to leave is a sign-up', async () => {
    await open(
      on,
      `<form>Subscribe to our letter. You can unsubscribe or opt out at any time.
       <input id="x" name="email" type="email"><button id="go">Join</button></form>`,
    );
    await loaded(on);
    await on.browser.type('#x', 'a@example.com');
    await on.browser.click('#go');
    await flush(on);
    expect(acts(on)).toMatchObject([['newsletter_signup', {}]]);
  });

  it('a form whose button says so is the end', async () => {
    await open(
      on,
      '<form><input id="x" name="email" type="email"><button id="go">Unsubscribe</button></form>',
    );
    await loaded(on);
    await on.browser.type('#x', 'a@example.com');
    await on.browser.click('#go');
    await flush(on);
    expect(acts(on)).toMatchObject(ENDED);
  });

  it('a link to the mailing service is the end; a link to an own page is not yet', async () => {
    await open(
      on,
      `<div data-rung-ad></div><a id="out" href="http://letters.test/unsubscribe/1">x</a>
       <a id="own" href="/unsubscribe">y</a>`,
    );
    await loaded(on);
    await on.browser.click('#own');
    await flush(on);
    expect(acts(on)).toEqual([]);
    await on.browser.click('#out');
    await flush(on);
    expect(acts(on)).toEqual(ENDED);
  });
});

inEveryEngine('searches and other forms', (on) => {
  it("a search that the page's own code answers counts once", async () => {
    await open(on, '<form><input id="x" name="q"><button id="go">x</button></form>');
    await loaded(on);
    await on.browser.type('#x', 'kitten food');
    await on.browser.click('#go');
    await on.browser.click('#go');
    await flush(on);
    expect(acts(on)).toEqual([['search', { term: 'kitten food' }]]);
  });

  it('a search that the browser sends counts once, by the address it leads to', async () => {
    on.site.page(
      '/',
      '<form action="/found"><input id="x" name="q"><button id="go">x</button></form>',
    );
    on.site.page('/found', 'found');
    await on.browser.goto(on.site.url('/'));
    await loaded(on);
    await on.browser.type('#x', 'kitten');
    await on.browser.click('#go');
    await until(() => on.site.events('search').length);
    await flush(on);
    expect(acts(on)).toEqual([['search', { term: 'kitten' }]]);
  });

  it('a form without a field to fill in by hand is no completed form', async () => {
    await open(
      on,
      '<form><input type="hidden" name="id" value="7"><input type="number" value="2"><button id="go">Add</button></form>',
    );
    await loaded(on);
    await on.browser.click('#go');
    await flush(on);
    expect(acts(on)).toEqual([]);
  });
});
