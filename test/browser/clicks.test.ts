/** Clicks on links, advertisements and marked elements: exactly one event each. */
import { expect, it } from 'vitest';
import { inEveryEngine, type Stage, until } from './suite.ts';

/** The page's own calls make sending immediate. */
const flush = (on: Stage) =>
  on.browser.evaluate(() => (window as never as { rung: { flush(): unknown } }).rung.flush());

/** Everything but views and reading. */
const acts = (on: Stage) =>
  on.site.stored.filter(({ type }) => !['page_view', 'user_engagement'].includes(type));

const KEEP = `<script>addEventListener('click', (event) => event.preventDefault())</script>`;

const LINKS: [fact: string, html: string, type: string | undefined, props?: object][] = [
  [
    'a link out is one outbound click',
    '<a id="x" href="http://other.test/a?b=c">x</a>',
    'click',
    { kind: 'outbound', href: 'http://other.test/a' },
  ],
  [
    'an e-mail link names no address',
    '<a id="x" href="mailto:me@example.com">x</a>',
    'click',
    { kind: 'mailto' },
  ],
  ['a telephone link is a click', '<a id="x" href="tel:+98211234">x</a>', 'click', { kind: 'tel' }],
  [
    'a file is a download, not an outbound click',
    '<a id="x" href="http://other.test/f/list.PDF?x=1">x</a>',
    'file_download',
    { href: 'http://other.test/f/list.PDF' },
  ],
  [
    'a link inside SVG counts like another',
    '<svg width="99" height="99"><a href="http://other.test/a"><rect id="x" width="99" height="99"/></a></svg>',
    'click',
    { kind: 'outbound' },
  ],
  ['a link to the same site is nothing by itself', '<a id="x" href="/next">x</a>', undefined],
  [
    'a marked element is the event it names',
    '<button id="x" data-rung-event="quiz" data-rung-quiz-step="2">x</button>',
    'quiz',
    { quiz_step: '2' },
  ],
  [
    'an advertisement is a slot click and not also an outbound one',
    '<aside data-rung-ad="top" data-rung-campaign="c"><a id="x" href="http://other.test/">x</a></aside>',
    'ad_click',
    { kind: 'slot', slot: 'top', campaign: 'c' },
  ],
  [
    'an unsubscribe button ends the newsletter',
    '<button id="x" data-rung-unsubscribe>x</button>',
    'newsletter_unsubscribe',
  ],
];

inEveryEngine('clicks', (on) => {
  for (const [fact, html, type, props] of LINKS) {
    it(fact, async () => {
      on.site.page('/', html + KEEP);
      await on.browser.goto(on.site.url('/'));
      await until(() => on.site.stored.length);
      await on.browser.click('#x');
      await flush(on);
      const expected = type
        ? [{ type, ...(props && { props: expect.objectContaining(props) }) }]
        : [];
      expect(acts(on)).toMatchObject(expected);
    });
  }

  it('a click is seen where the page names no further advertisements', async () => {
    on.site.page(
      '/',
      `<form></form><a id="x" href="http://other.test/">x</a>${KEEP}
       <script>rung = [['init', { ads: '' }]]</script>`,
    );
    await on.browser.goto(on.site.url('/'));
    await until(() => on.site.stored.length);
    await on.browser.waitFor(() =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('/rung-')),
    );
    await on.browser.click('#x');
    await flush(on);
    expect(acts(on)).toMatchObject([{ type: 'click' }]);
  });

  it('a click whose page stops it is still seen, and the page still gets it', async () => {
    on.site.page(
      '/',
      `<a id="x" href="http://other.test/">x</a><script>
      document.addEventListener('click', (event) => { event.stopImmediatePropagation(); event.preventDefault(); window.got = true }, true)
    </script>`,
    );
    await on.browser.goto(on.site.url('/'));
    await until(() => on.site.stored.length);
    await on.browser.click('#x');
    await flush(on);
    expect(acts(on)).toHaveLength(1);
    expect(await on.browser.evaluate(() => 'got' in window)).toBe(true);
  });

  it('a click that leaves the site at once is not lost', async () => {
    on.site.page('/', `<a id="x" href="${on.site.url('/plain', '127.0.0.1')}">x</a>`);
    on.site.page('/plain', 'plain', '');
    await on.browser.goto(on.site.url('/'));
    await until(() => on.site.stored.length);
    await on.browser.click('#x');
    await until(() => on.site.events('click').length);
    expect(on.site.events('click')[0]?.props).toMatchObject({ kind: 'outbound' });
    expect(on.site.twice).toEqual([]);
  });
});
