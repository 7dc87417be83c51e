/** Nothing is stored or sent without consent, and nothing stays of who refuses. */
import { expect, it } from 'vitest';
import { flush, holdAnswer, names, type Rung, track } from './rung-calls.ts';
import { inEveryEngine, until } from './suite.ts';

inEveryEngine('consent', (on) => {
  it('stores and sends nothing before consent, and everything of the page after it', async () => {
    on.site.attributes = 'data-consent="pending"';
    await on.browser.goto(on.site.url('/?utm_source=x'));
    await on.browser.evaluate(() => {
      (window as never as { rung: Rung }).rung.track('before');
    });
    await flush(on.browser);
    expect(await on.browser.evaluate(() => document.cookie)).toBe('');
    expect(on.site.requests).toEqual([]);
    await on.browser.evaluate(() => (window as never as { rung: Rung }).rung.consent('granted'));
    await until(() => names(on).includes('before') && names(on).includes('page_view'));
    expect(on.site.requests[0]?.envelope?.ctx).toMatchObject({
      consent: 'granted',
      campaign: { source: 'x' },
    });
  });

  it('keeps what an earlier page left until there is consent', async () => {
    await on.browser.goto(on.site.url('/'));
    await until(() => on.site.stored.length);
    on.site.mood = (_, response) => {
      response.destroy();
      return 'neither';
    };
    await track(on.browser, 'early');
    await flush(on.browser);
    on.site.mood = () => 'store and answer';
    on.site.attributes = 'data-consent="pending"';
    await on.browser.goto(on.site.url('/'));
    await flush(on.browser);
    expect(on.site.requests.flatMap(({ envelope }) => envelope?.confirm)).toEqual([]);
    await on.browser.evaluate(() => (window as never as { rung: Rung }).rung.consent('granted'));
    await until(() => names(on).includes('early'));
  });

  it('forgets everything when consent is denied, and stays out after opting out', async () => {
    await on.browser.goto(on.site.url('/'));
    await until(() => on.site.stored.length);
    const { length } = on.site.requests;
    await on.browser.evaluate(() => (window as never as { rung: Rung }).rung.optOut());
    await on.browser.evaluate(() => (window as never as { rung: Rung }).rung.consent('granted'));
    await track(on.browser, 'unwanted');
    await flush(on.browser);
    expect(on.site.requests).toHaveLength(length);
    expect(await on.browser.evaluate(() => document.cookie)).toBe('rung_consent=off');
  });

  it('sends nothing at the end of a page once another tab has opted out', async () => {
    const tab = await on.browser.tab();
    await tab.goto(on.site.url('/'));
    await tab.evaluate(() => (window as never as { rung: Rung }).rung.consent('granted'));
    await on.browser.goto(on.site.url('/'));
    await until(() => on.site.events('page_view').length === 2);
    await track(tab, 'unwanted');
    await on.browser.evaluate(() => (window as never as { rung: Rung }).rung.optOut());
    await tab.close();
    await on.browser.evaluate(() => (window as never as { rung: Rung }).rung.optIn());
    await track(on.browser, 'wanted');
    await flush(on.browser);
    expect(names(on)).toContain('wanted');
    expect(names(on)).not.toContain('unwanted');
  });

  it.each([0, 503])(
    'sends nothing of who opts out while a request waits for its %i',
    async (status) => {
      const answer = await holdAnswer(on, (response) => {
        if (status) response.writeHead(status).end();
        else response.destroy();
        return 'neither';
      });
      await on.browser.evaluate(() => (window as never as { rung: Rung }).rung.optOut());
      await answer();
      on.site.mood = () => 'store and answer';
      // Now nothing keeps what is on disk from being sent.
      await on.browser.evaluate(() => dispatchEvent(new Event('online')));
      await on.browser.evaluate(() => (window as never as { rung: Rung }).rung.optIn());
      await track(on.browser, 'wanted');
      await flush(on.browser);
      const { events, confirm } = on.site.requests[1]?.envelope ?? {};
      expect(events?.map(({ type }) => type)).toEqual(['wanted']);
      expect(confirm).toEqual([]);
    },
  );
});
