/** The npm package as an application's own build splits it: what sends is a chunk that comes later. */
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';
import type { Driver } from './driver.ts';
import { inEveryEngine, type Stage, until } from './suite.ts';

interface App {
  track(name: string): Promise<void>;
  flush(): Promise<void>;
  subscribe(email: string): Promise<void>;
}

const DIST = join(import.meta.dirname, '../../sdk/dist');
const DELIVERY = /^\/delivery-/;
const ON_DEMAND = /^\/on-demand-/;

/** Code by its path: of an application that connects, and of one that has the page watched. */
let connects: Map<string, string>;
let inits: Map<string, string>;

beforeAll(async () => {
  [connects, inits] = await Promise.all([split('connect'), split('init')]);
});

async function split(start: 'connect' | 'init'): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { ${start}, track, flush, subscribe } from './index.js';
        window.app = { track, flush, subscribe };
        ${start}({ site: 'key' });`,
      resolveDir: DIST,
    },
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: '/',
    write: false,
  });
  return new Map(outputFiles.map(({ path, text }) => [`/${basename(path)}`, text]));
}

/** Serves an application at `/`, its delivery chunk as that is to come. */
function serve(on: Stage, app: Map<string, string>, deliver?: () => Promise<unknown>): void {
  for (const [path, code] of app) {
    const fate = DELIVERY.test(path) ? deliver : undefined;
    on.site.script(path, async () => ((await fate?.()) === 'nowhere' ? undefined : code));
  }
  on.site.page('/', '', `${NOTING}<script type="module" src="/stdin.js"></script>`);
}

/** The page notes what it sees of errors, and may do something at its end before Rung hears of it. */
const NOTING = `<script>
  errors = [];
  addEventListener('error', ({ message }) => errors.push(message));
  addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));
  addEventListener('pagehide', () => window.atEnd?.(), true);
</script>`;

const track = (browser: Driver, name: string) =>
  browser.evaluate((name) => (window as never as { app: App }).app.track(name), name);
const flush = (browser: Driver) =>
  browser.evaluate(() => (window as never as { app: App }).app.flush());
const errors = (browser: Driver) =>
  browser.evaluate(() => (window as never as { errors: string[] }).errors);
const asked = (on: Stage, path: RegExp) => on.site.paths.filter((found) => path.test(found)).length;
const names = (on: Stage) => on.site.stored.map(({ type }) => type).toSorted();

inEveryEngine('the npm package, split', (on) => {
  it('asks for what sends with the first event, and delivers that once', async () => {
    serve(on, connects);
    await on.browser.goto(on.site.url('/'));
    expect(asked(on, DELIVERY)).toBe(0);
    await track(on.browser, 'first');
    await until(() => asked(on, DELIVERY));
    expect(names(on)).toEqual([]);
    await flush(on.browser);
    expect(names(on)).toEqual(['first']);
    await track(on.browser, 'second');
    await flush(on.browser);
    expect(names(on)).toEqual(['first', 'second']);
    expect(on.site.twice).toEqual([]);
    expect(asked(on, DELIVERY)).toBe(1);
  });

  it('loses nothing when a page ends before what sends is there', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    serve(on, connects, () => held);
    await on.browser.goto(on.site.url('/'));
    await on.browser.evaluate(() => {
      const page = window as never as { app: App; atEnd: () => void };
      page.atEnd = () => page.app.track('at the end');
    });
    await track(on.browser, 'before');
    await until(() => asked(on, DELIVERY));
    on.site.page('/next', '', NOTING);
    await on.browser.goto(on.site.url('/next'));
    expect(on.site.requests).toEqual([]);
    release();
    serve(on, connects);
    await on.browser.goto(on.site.url('/'));
    await track(on.browser, 'next');
    await flush(on.browser);
    expect(names(on)).toEqual(['at the end', 'before', 'next']);
    expect(on.site.twice).toEqual([]);
  });

  it('shows no error when what sends cannot be had, and delivers with the next visit', async () => {
    serve(on, connects, async () => 'nowhere');
    await on.browser.goto(on.site.url('/'));
    await track(on.browser, 'before');
    await flush(on.browser);
    await on.browser.evaluate(() => dispatchEvent(new Event('online')));
    expect(asked(on, DELIVERY)).toBeGreaterThan(0);
    expect(await errors(on.browser)).toEqual([]);
    expect(on.site.requests).toEqual([]);
    serve(on, connects);
    await on.browser.goto(on.site.url('/'));
    await track(on.browser, 'next');
    await flush(on.browser);
    expect(names(on)).toEqual(['before', 'next']);
    expect(on.site.twice).toEqual([]);
  });

  it('makes an address ready also where nothing is watched', async () => {
    serve(on, connects);
    await on.browser.goto(on.site.url('/'));
    await on.browser.evaluate(() =>
      (window as never as { app: App }).app.subscribe('sara@example.com'),
    );
    await flush(on.browser);
    expect(on.site.stored).toMatchObject([
      { type: 'newsletter_signup', props: { email_sha256: expect.stringMatching(/^259b65/) } },
    ]);
  });

  it('has a chunk of its own for what only some pages need', async () => {
    serve(on, inits);
    await on.browser.goto(on.site.url('/'));
    await until(() => on.site.events('page_view').length);
    expect(asked(on, ON_DEMAND)).toBe(0);
    await on.browser.evaluate(() => {
      document.body.innerHTML = '<form><input></form>';
      document.querySelector('input')?.focus();
    });
    await until(() => asked(on, ON_DEMAND));
    expect(await errors(on.browser)).toEqual([]);
  });
});
