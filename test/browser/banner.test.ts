/** What a consent banner says decides, in Google's words and in the IAB's. */
import { expect, it } from 'vitest';
import { inEveryEngine, type Stage, until } from './suite.ts';

const loaded = (on: Stage) =>
  on.browser.waitFor(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('/rung-')),
  );
const cookie = (on: Stage) => on.browser.evaluate(() => document.cookie);
const says = (on: Stage, ...words: unknown[]) =>
  on.browser.evaluate((said) => {
    const { dataLayer } = window as never as { dataLayer: unknown[] };
    // What gtag() pushes is no array.
    (function (..._: unknown[]) {
      // biome-ignore lint/complexity/noArguments: that is what gtag pushes
      dataLayer.push(arguments);
    })(...said);
  }, words);

const DENIED_AT_FIRST = `<script>dataLayer = [['consent', 'default', { analytics_storage: 'denied' }]]</script>`;

inEveryEngine("Google's Consent Mode", (on) => {
  it('holds everything back until the visitor consents, then records the page too', async () => {
    on.site.attributes = 'data-cmp="google"';
    on.site.page('/', DENIED_AT_FIRST);
    await on.browser.goto(on.site.url('/'));
    await loaded(on);
    expect(await cookie(on)).toBe('');
    await says(on, 'consent', 'update', { ad_storage: 'granted' });
    expect(on.site.requests).toEqual([]);
    await says(on, 'consent', 'update', { analytics_storage: 'granted' });
    await until(() => on.site.events('page_view').length);
    expect(on.site.requests[0]?.envelope?.ctx.consent).toBe('granted');
  });

  it('takes a default that grants for consent, whenever it was said', async () => {
    on.site.attributes = 'data-cmp="google"';
    on.site.page(
      '/',
      `<script>dataLayer = [['consent', 'default', { analytics_storage: 'granted' }]]</script>`,
    );
    await on.browser.goto(on.site.url('/'));
    await until(() => on.site.events('page_view').length);
  });

  it('stops when the visitor takes consent back, and passes on what others push', async () => {
    on.site.attributes = 'data-cmp="google"';
    on.site.page('/', DENIED_AT_FIRST);
    await on.browser.goto(on.site.url('/'));
    await loaded(on);
    await says(on, 'consent', 'update', { analytics_storage: 'granted' });
    await until(() => on.site.events('page_view').length);
    await says(on, 'consent', 'update', { analytics_storage: 'denied' });
    await says(on, 'js', 1);
    expect(await cookie(on)).toBe('rung_consent=denied');
    const length = await on.browser.evaluate(
      () => (window as never as { dataLayer: unknown[] }).dataLayer.length,
    );
    expect(length).toBe(4);
  });
});

inEveryEngine("the IAB's consent", (on) => {
  const tcf = (on: Stage, detail: object) =>
    on.browser.evaluate(
      (detail) => (window as never as { tell(detail: object): void }).tell(detail),
      detail,
    );
  const API = `<script>__tcfapi = (command, version, react) => { if (command === 'addEventListener' && version === 2) tell = react }</script>`;

  it('asks for storing and measuring, and decides only when the visitor has', async () => {
    on.site.attributes = 'data-cmp="tcf"';
    on.site.page('/', API);
    await on.browser.goto(on.site.url('/'));
    await on.browser.waitFor(() => 'tell' in window);
    const consents = { 1: true, 8: true };
    await tcf(on, { eventStatus: 'cmpuishown', gdprApplies: true, purpose: { consents } });
    expect(await cookie(on)).toBe('');
    await tcf(on, { eventStatus: 'useractioncomplete', gdprApplies: true, purpose: { consents } });
    await until(() => on.site.events('page_view').length);
  });

  it('is refused when one of the two is', async () => {
    on.site.attributes = 'data-cmp="tcf"';
    on.site.page('/', API);
    await on.browser.goto(on.site.url('/'));
    await on.browser.waitFor(() => 'tell' in window);
    const purpose = { consents: { 1: true, 8: false } };
    await tcf(on, { eventStatus: 'useractioncomplete', gdprApplies: true, purpose });
    expect(await cookie(on)).toBe('rung_consent=denied');
    expect(on.site.requests).toEqual([]);
  });
});
