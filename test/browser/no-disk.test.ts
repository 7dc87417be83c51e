/** A browser that denies its database, or lets it hang: what failed to arrive outlives the page all the same. */
import { expect, it } from 'vitest';
import { LIMITS } from '../../sdk/wire.ts';
import { track } from './rung-calls.ts';
import { inEveryEngine, type Stage, until } from './suite.ts';

const DENIED = `<script>Object.defineProperty(window, 'indexedDB', {
  get() { throw new DOMException('no', 'SecurityError') },
})</script>`;
const HANGS = '<script>IDBFactory.prototype.open = () => ({})</script>';
/** Stands before the tag: notes what the page found, and the first answer. */
const NOTES = `<script>
  var found = localStorage.rung;
  document.addEventListener('rung:sent', () => { answered = true });
</script>`;

const views = (on: Stage) => on.site.events('page_view').map(({ url }) => new URL(url).pathname);

/** Opens a page without a disk, whose first request is refused for a long time. */
async function fail(on: Stage, path: string, head = DENIED): Promise<void> {
  on.site.mood = (_, response) => {
    response.writeHead(503, { 'retry-after': '600' }).end();
    return 'neither';
  };
  on.site.page('/blank', '', ' ');
  on.site.page(path, '', NOTES + head + on.site.tag);
  await on.browser.goto(on.site.url(path));
  await on.browser.waitFor(() => 'answered' in window);
}

/** Leaves for a page without the script; the beacon has been heard. */
async function leave(on: Stage): Promise<void> {
  const { length } = on.site.requests;
  await on.browser.goto(on.site.url('/blank'));
  await until(() => on.site.requests.length > length);
}

/** The collector is well again, and another page comes. */
async function comeBack(on: Stage): Promise<void> {
  on.site.mood = () => 'store and answer';
  await on.browser.goto(on.site.url('/'));
  await until(() => views(on).includes('/'));
}

const handed = (on: Stage) => on.browser.evaluate(() => localStorage.rung as string | undefined);

inEveryEngine('no disk', (on) => {
  it('a page that ends in a pause takes along what failed before', async () => {
    await fail(on, '/first');
    on.site.mood = () => 'store and answer';
    await leave(on);
    await until(() => views(on).includes('/first'));
    await comeBack(on);
    expect(views(on)).toEqual(['/first', '/']);
    expect(on.site.twice).toEqual([]);
  });

  it('the next page sends what failed again at the end', async () => {
    await fail(on, '/first');
    await leave(on);
    await comeBack(on);
    await until(() => views(on).length === 2);
    expect(views(on).toSorted()).toEqual(['/', '/first']);
    expect(on.site.twice).toEqual([]);
  });

  it('a page whose disk hangs keeps what it took over', async () => {
    await fail(on, '/first');
    await leave(on);
    on.site.page('/second', '', NOTES + HANGS + on.site.tag);
    await on.browser.goto(on.site.url('/second'));
    await on.browser.waitFor(() => !!(window as never as { found?: string }).found);
    await on.browser.waitFor(() => !localStorage.rung);
    await leave(on);
    await comeBack(on);
    await until(() => views(on).length === 3);
    expect(views(on).toSorted()).toEqual(['/', '/first', '/second']);
  });

  it('what a disk took is not handed on', async () => {
    await fail(on, '/first');
    await leave(on);
    await fail(on, '/second', '');
    await track(on.browser, 'last');
    await leave(on);
    const rows = await handed(on);
    expect(rows).toContain('"last"');
    expect(rows).not.toContain('/first');
    await comeBack(on);
    await until(() => views(on).length === 3);
  });

  it('nothing that was handed over outlives a refusal', async () => {
    await fail(on, '/first');
    await leave(on);
    expect(await handed(on)).toBeTruthy();
    on.site.page('/out', '', NOTES + HANGS + on.site.tag);
    await on.browser.goto(on.site.url('/out?rung=off'));
    await on.browser.waitFor(() => 'rung' in window && !localStorage.rung);
    const { length } = on.site.requests;
    await on.browser.goto(on.site.url('/blank'));
    expect(await handed(on)).toBeFalsy();
    on.site.mood = () => 'store and answer';
    await on.browser.goto(on.site.url('/?rung=on'));
    await until(() => views(on).includes('/'));
    expect(on.site.requests.slice(length).flatMap(({ envelope }) => envelope?.confirm)).toEqual([]);
    expect(views(on)).toEqual(['/']);
  });

  it('asks about no more at once than the collector takes', async () => {
    await fail(on, '/first');
    await leave(on);
    await on.browser.evaluate((copies) => {
      const [row] = JSON.parse(localStorage.rung);
      const id = (n: number) => row[0].slice(0, -4) + (4096 + n).toString(16);
      const copy = (n: number) => [id(n), row[1], { ...row[2], id: id(n), type: 'copy' }, true];
      localStorage.rung = JSON.stringify(Array.from({ length: copies }, (_, n) => copy(n)));
    }, LIMITS.confirmIds + 20);
    on.site.mood = ({ confirm = [] }, response) => {
      if (confirm.length <= LIMITS.confirmIds) return 'store and answer';
      response.writeHead(413).end();
      return 'neither';
    };
    on.site.page('/last', '', DENIED + on.site.tag);
    await on.browser.goto(on.site.url('/last'));
    await until(() => on.site.events('copy').length === LIMITS.confirmIds + 20, 30_000);
  });
});
