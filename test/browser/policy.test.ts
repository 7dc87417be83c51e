/** Under a strict Content-Security-Policy: a nonce, Trusted Types, one allowed address. */
import { expect, it } from 'vitest';
import { inEveryEngine, type Stage, until } from './suite.ts';

const COMPLAINTS = `<script nonce="n">var complaints = [];
  document.addEventListener('securitypolicyviolation', (event) =>
    complaints.push(event.violatedDirective + ' ' + event.blockedURI));
  addEventListener('error', ({ message }) => complaints.push(message));
  addEventListener('unhandledrejection', ({ reason }) => complaints.push(String(reason)));</script>`;

/** The page needs the on-demand part as well. */
const FORM = `<form data-rung-newsletter data-rung-list="cats"><input id="email" type="email" value="a@example.com">
  <button id="go">OK</button></form>
  <script nonce="n">addEventListener('submit', (event) => event.preventDefault());
  document.addEventListener('rung:event', ({ detail }) => {
    if (detail.type === 'newsletter_signup') rung.flush();
  });</script>`;

async function open(on: Stage, connect: string): Promise<void> {
  const policy = `default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; connect-src ${connect};
    require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; img-src data:`;
  const head = `<meta http-equiv="Content-Security-Policy" content="${policy}">${COMPLAINTS}`;
  on.site.page('/', FORM, head + on.site.tag.replace('<script ', '<script nonce="n" '));
  await on.browser.goto(on.site.url('/'));
}

const complaints = (on: Stage) =>
  on.browser.evaluate(() => (window as never as { complaints: string[] }).complaints);

inEveryEngine('a strict content policy', (on) => {
  it('is kept by the tag and its on-demand part, which inherits the nonce', async () => {
    await open(on, new URL(on.site.url('/', 'localhost')).origin);
    await on.browser.waitFor(() =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('/rung-')),
    );
    await on.browser.click('#go');
    // The page view waits a moment for its title, so a quick sign-up may leave before it.
    for (const type of ['newsletter_signup', 'page_view']) {
      await until(() => on.site.events(type).length);
      expect(on.site.events(type)).toHaveLength(1);
    }
    expect(await complaints(on)).toEqual([]);
  });

  it('that forbids the collector costs the page no error, and events wait for a better one', async () => {
    await open(on, "'none'");
    await on.browser.waitFor(() => (window as never as { complaints: string[] }).complaints.length);
    expect(new Set(await complaints(on)).size).toBe(1);
    expect((await complaints(on))[0]).toMatch(/^connect-src /);
    await open(on, new URL(on.site.url('/', 'localhost')).origin);
    await until(() => on.site.events('page_view').length === 2);
  });
});
