/** What the browser says on the visitor's behalf: Global Privacy Control and Do Not Track. */
import { expect, it } from 'vitest';
import { inEveryEngine, type Stage, until } from './suite.ts';

/** Stands before the tag, as an extension or the browser itself would have set it. */
const says = (name: string, value: string) =>
  `<script>Object.defineProperty(navigator, '${name}', { value: ${value}, configurable: true })</script>`;
const GPC = says('globalPrivacyControl', 'true');
const DNT = says('doNotTrack', '"1"');
const DROPS = `<script>var drops = [];
  document.addEventListener('rung:drop', ({ detail }) => drops.push(detail.reason))</script>`;

async function visit(on: Stage, signal: string, attributes = ''): Promise<void> {
  on.site.attributes = attributes;
  on.site.page('/', 'Home', DROPS + signal + on.site.tag);
  await on.browser.goto(on.site.url('/'));
}

/** Everything of ours that this origin holds. */
async function traces(): Promise<unknown[]> {
  const ask = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve) => {
      request.onsuccess = () => resolve(request.result);
    });
  const rows: unknown[] = [];
  for (const { name = '' } of await indexedDB.databases()) {
    const db = await ask(indexedDB.open(name));
    for (const store of db.objectStoreNames) {
      rows.push(...(await ask(db.transaction(store).objectStore(store).getAll())));
    }
    db.close();
  }
  return [document.cookie, ...rows, ...Object.keys(localStorage)];
}

inEveryEngine("the browser's signals", (on) => {
  it.each([
    ['Global Privacy Control', GPC, ''],
    ['Do Not Track where the site heeds it', DNT, 'data-dnt'],
  ])('stores and sends nothing under %s', async (_, signal, attributes) => {
    await visit(on, signal, attributes);
    await on.browser.waitFor(() => (window as never as { drops: string[] }).drops.length);
    await on.browser.evaluate(async () => {
      const { rung } = window as never as { rung: Record<string, () => Promise<void>> };
      await rung.track?.call(rung, ...(['quiz'] as unknown as []));
      await rung.flush?.();
    });
    const drops = await on.browser.evaluate(() => (window as never as { drops: string[] }).drops);
    expect(new Set(drops)).toEqual(new Set(['consent']));
    expect(on.site.requests).toEqual([]);
    expect(await on.browser.evaluate(traces)).toEqual(['']);
  });

  it.each([
    ['Global Privacy Control where the site turned that off', GPC, 'data-gpc="false"'],
    ['Do Not Track, which browsers withdrew', DNT, ''],
  ])('records under %s', async (_, signal, attributes) => {
    await visit(on, signal, attributes);
    await until(() => on.site.events('page_view').length === 1);
  });

  it('lets no banner overrule Global Privacy Control', async () => {
    await visit(on, GPC);
    await on.browser.waitFor(() => (window as never as { drops: string[] }).drops.length);
    const drops = await on.browser.evaluate(async () => {
      const page = window as never as {
        rung: { consent(to: string): Promise<void>; track(name: string): Promise<void> };
        drops: string[];
      };
      await page.rung.consent('granted');
      await page.rung.track('quiz');
      return page.drops;
    });
    expect(new Set(drops)).toEqual(new Set(['consent']));
    expect(on.site.requests).toEqual([]);
  });
});
