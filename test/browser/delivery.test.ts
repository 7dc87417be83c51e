/** How events travel: few requests, nothing twice, nothing lost. */
import { expect, it } from 'vitest';
import type { Envelope } from '../../sdk/wire.ts';
import { flush, holdAnswer, names, type Rung, track, visitor } from './rung-calls.ts';
import { inEveryEngine, until } from './suite.ts';

const ids = (envelope?: Envelope) => envelope?.events.map(({ id }) => id) ?? [];

inEveryEngine('delivery', (on) => {
  it('needs six requests for five pages and twelve events', async () => {
    for (const n of [1, 2, 3, 4, 5]) {
      on.site.page(`/${n}`, `<a id="next" href="/${n + 1}">next</a>`);
    }
    const tab = await on.browser.tab();
    await tab.goto(on.site.url('/1'));
    for (const n of [2, 3, 4, 5]) {
      await until(() => on.site.events('page_view').length === n - 1);
      if (n < 4) await track(tab, `extra_${n}`);
      await tab.click('#next');
    }
    await until(() => on.site.events('page_view').length === 5);
    await tab.close();
    await until(() => on.site.stored.length >= 12);
    expect(on.site.stored).toHaveLength(12);
    expect(on.site.events('user_engagement')).toHaveLength(5);
    expect(on.site.requests.length).toBeLessThanOrEqual(6);
    expect(on.site.twice).toEqual([]);
  });

  it('asks about a beacon by id, and sends no body twice', async () => {
    const tab = await on.browser.tab();
    await tab.goto(on.site.url('/'));
    await until(() => on.site.stored.length);
    await track(tab, 'last');
    await tab.close();
    await until(() => names(on).includes('last'));
    const left = ids(on.site.requests.at(-1)?.envelope);
    await on.browser.goto(on.site.url('/'));
    await until(() => on.site.events('page_view').length === 2);
    const asked = on.site.requests.flatMap(({ envelope }) => envelope?.confirm ?? []);
    expect(left.every((id) => asked.includes(id))).toBe(true);
    expect(on.site.twice).toEqual([]);
  });

  it('sends what waits when the page goes out of sight, and does not send it again', async () => {
    await on.browser.goto(on.site.url('/'));
    await until(() => on.site.stored.length);
    await track(on.browser, 'before');
    await on.browser.evaluate(() => {
      Object.defineProperty(document, 'hidden', { get: () => true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    });
    await until(() => names(on).includes('before'));
    const left = ids(on.site.requests.at(-1)?.envelope);
    await flush(on.browser);
    expect(on.site.requests.at(-1)?.envelope?.confirm).toEqual(expect.arrayContaining(left));
    expect(on.site.twice).toEqual([]);
  });

  it('sends again what a beacon did not bring', async () => {
    const tab = await on.browser.tab();
    await tab.goto(on.site.url('/'));
    await until(() => on.site.stored.length);
    await track(tab, 'last');
    on.site.mood = (_, response) => {
      response.destroy();
      return 'neither';
    };
    await tab.close();
    await until(() => on.site.requests.length >= 2);
    on.site.mood = () => 'store and answer';
    await on.browser.goto(on.site.url('/'));
    await until(() => names(on).includes('last'));
    expect(names(on).filter((name) => name === 'last')).toHaveLength(1);
  });

  it('waits for as long as the collector asks, then sends again', async () => {
    let refused = 0;
    on.site.mood = (_, response) => {
      if (refused) return 'store and answer';
      refused = Date.now();
      response.writeHead(503, { 'retry-after': '1' }).end();
      return 'neither';
    };
    await on.browser.goto(on.site.url('/'));
    await until(() => on.site.stored.length);
    expect(Date.now() - refused).toBeGreaterThanOrEqual(1000);
    expect(on.site.twice).toEqual([]);
  });

  it('waits also when it is the answer that asks for it', async () => {
    const asked: number[] = [];
    on.site.verdict = () => (asked.push(Date.now()) > 1 ? 'ok' : 'retry');
    on.site.answer = { retry_after_s: 2 };
    await on.browser.goto(on.site.url('/'));
    await until(() => on.site.stored.length);
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(2000);
  });

  it('halves what the collector finds too large', async () => {
    on.site.mood = ({ events }, response) => {
      if (events.length < 4) return 'store and answer';
      response.writeHead(413).end();
      return 'neither';
    };
    await on.browser.goto(on.site.url('/'));
    for (const n of [1, 2, 3, 4, 5, 6, 7]) await track(on.browser, `many_${n}`);
    await until(() => on.site.stored.length === 8);
    expect(on.site.twice).toEqual([]);
  });

  it('does not repeat what was refused for good', async () => {
    on.site.mood = (_, response) => {
      response.writeHead(403).end();
      return 'neither';
    };
    await on.browser.goto(on.site.url('/'));
    await until(() => on.site.requests.length === 1);
    await flush(on.browser);
    await flush(on.browser);
    expect(on.site.requests).toHaveLength(1);
  });

  it('keeps the visitor, and forgets it on reset', async () => {
    await on.browser.goto(on.site.url('/'));
    await until(() => on.site.stored.length);
    const first = await visitor(on.browser);
    await on.browser.goto(on.site.url('/?again'));
    await until(() => on.site.events('page_view').length === 2);
    expect(await visitor(on.browser)).toBe(first);
    const fresh = on.site.requests.map(({ envelope }) => envelope?.new);
    expect(fresh.indexOf(true)).toBe(0);
    expect(fresh.lastIndexOf(true)).toBe(0);
    await on.browser.evaluate(() => (window as never as { rung: Rung }).rung.reset());
    await track(on.browser, 'after');
    expect(await visitor(on.browser)).not.toBe(first);
  });

  it('says nothing more of a visitor who was reset meanwhile', async () => {
    on.site.answer = { standing: { rung: 'lead', grade: 'medium', segments: [], model: 1 } };
    const answer = await holdAnswer(on, () => 'store and answer');
    await on.browser.evaluate(() => (window as never as { rung: Rung }).rung.reset());
    await answer();
    expect(await on.browser.evaluate(() => document.documentElement.dataset.rung)).toBe('');
  });

  it('takes the id that the collector knows, also for what still waits', async () => {
    on.site.answer = { visitor: 'known-before' };
    await on.browser.goto(on.site.url('/'));
    await track(on.browser, 'early');
    await until(async () => (await visitor(on.browser)) === 'known-before');
    on.site.answer = {};
    await track(on.browser, 'late');
    await flush(on.browser);
    expect(on.site.requests.at(-1)?.envelope?.visitor).toBe('known-before');
  });

  it('starts anew when the person was erased', async () => {
    await on.browser.goto(on.site.url('/'));
    await until(() => on.site.stored.length);
    const erased = await visitor(on.browser);
    on.site.answer = { results: { x: 'rejected: erased' } };
    await track(on.browser, 'again');
    await flush(on.browser);
    expect(await visitor(on.browser)).toBeFalsy();
    on.site.answer = {};
    await track(on.browser, 'new');
    await flush(on.browser);
    expect(await visitor(on.browser)).not.toBe(erased);
  });

  it('shows the standing to styles and scripts', async () => {
    on.site.answer = {
      standing: { rung: 'lead', grade: 'medium', segments: ['a', 'b'], model: 1 },
    };
    await on.browser.goto(on.site.url('/'));
    await on.browser.waitFor(() =>
      document.documentElement.matches(
        '[data-rung=lead][data-rung-grade=medium][data-rung-segments~=b]',
      ),
    );
  });

  it('tells scripts the standing once it is known, and nothing before', async () => {
    const standing = { rung: 'lead', grade: 'medium', segments: ['a', 'b'], model: 1 };
    on.site.page(
      '/early',
      `<script>rung = [['on', 'standing', (it) => (told ??= []).push(it)]]; told = null</script>`,
    );
    await on.browser.goto(on.site.url('/early'));
    await until(() => on.site.stored.length);
    const known = () => {
      const page = window as never as { rung: Rung; told: unknown };
      return JSON.stringify([page.rung.standing() ?? null, page.told]);
    };
    expect(JSON.parse(await on.browser.evaluate(known))).toEqual([null, null]);
    on.site.answer = { standing };
    await track(on.browser, 'quiz');
    await flush(on.browser);
    expect(JSON.parse(await on.browser.evaluate(known))).toEqual([standing, [standing]]);
    const late = await on.browser.evaluate(() => {
      const told: unknown[] = [];
      (window as never as { rung: Rung }).rung.on('standing', (it) => told.push(it));
      return told;
    });
    expect(late).toEqual([standing]);
  });

  it('answers calls that came before it was loaded', async () => {
    on.site.page(
      '/early',
      `<script>window.rung = []; rung.push(['track', 'early', { n: 1 }])</script>`,
    );
    await on.browser.goto(on.site.url('/early'));
    await until(() => names(on).includes('early'));
    expect(on.site.events('early')[0]?.props).toEqual({ n: 1 });
  });

  it('throws nothing in a sandboxed frame, and the page goes on', async () => {
    on.site.page('/inner', '<script>onerror = (e) => parent.postMessage(String(e), "*")</script>');
    on.site.page(
      '/outer',
      `<script>errors = []; onmessage = ({ data }) => errors.push(data)</script>
       <iframe sandbox="allow-scripts" src="/inner"></iframe>`,
      '',
    );
    await on.browser.goto(on.site.url('/outer'));
    await until(() => on.site.events('page_view').length);
    expect(
      await on.browser.evaluate(() => (window as never as { errors: unknown[] }).errors),
    ).toEqual([]);
  });
});
