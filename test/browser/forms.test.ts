/** Newsletters, their ends, and completed forms. */
import { expect, it } from 'vitest';
import type { WireEvent } from '../../sdk/wire.ts';
import { inEveryEngine, type Stage, until } from './suite.ts';

/** `printf sara@example.com | sha256sum` */
const SARA = '259b65833bbadfd58ee66dde290489a6e51518339de4886d2331027751f0913a';

const QUIET = `<script>addEventListener('submit', (event) => event.preventDefault())</script>`;
const EMAIL = '<input id="email" name="email" type="email" required><button id="go">OK</button>';

/** Goes the longest way that a form can go; once it has arrived, nothing of an earlier one is under way. */
const CONTROL = `<form data-rung-newsletter data-rung-list="control">
  <input type="email" value="c@example.com"><button id="control">OK</button></form>
  <script>document.addEventListener('rung:event', ({ detail }) => {
    if (detail.props?.list === 'control') rung.flush();
  })</script>`;

const loaded = (on: Stage) =>
  on.browser.waitFor(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('/rung-')),
  );

async function submit(on: Stage, form: string, email = ' Sara@Example.com'): Promise<void> {
  on.site.page('/', form + CONTROL + QUIET);
  await on.browser.goto(on.site.url('/'));
  await until(() => on.site.stored.length);
  await loaded(on);
  if (email) await on.browser.type('#email', email.trim());
  await on.browser.click('#go');
  await on.browser.click('#control');
  await until(() => on.site.stored.some(isControl));
}

const isControl = ({ props }: WireEvent) => props?.list === 'control';

const acts = (on: Stage) =>
  on.site.stored
    .filter(({ type }) => !['page_view', 'user_engagement'].includes(type))
    .filter((event) => !isControl(event))
    .map(({ type, props }) => [type, props]);

inEveryEngine('forms', (on) => {
  it('records a marked newsletter form, and of the address only its hash', async () => {
    await submit(on, `<form data-rung-newsletter data-rung-list="cats">${EMAIL}</form>`);
    expect(acts(on)).toEqual([['newsletter_signup', { list: 'cats', email_sha256: SARA }]]);
    expect(JSON.stringify(on.site.requests)).not.toMatch(/sara@/i);
  });

  it('sends the address where the owner opted in', async () => {
    await submit(on, `<form data-rung-newsletter data-rung-email>${EMAIL}</form>`);
    expect(acts(on)).toEqual([['newsletter_signup', { email: 'sara@example.com' }]]);
  });

  it('recognises a Persian newsletter by its words', async () => {
    await submit(on, `<form><label>عضویت در خبرنامه</label>${EMAIL}</form>`);
    expect(acts(on)).toMatchObject([['newsletter_signup', {}]]);
  });

  it('takes no contact form for a newsletter', async () => {
    const form = `<form id="contact">Contact us, newsletter included ${EMAIL}<textarea></textarea></form>`;
    await submit(on, form);
    expect(acts(on)).toEqual([['form_submit', { form: 'contact' }]]);
  });

  it('records nothing when the browser finds the form invalid', async () => {
    await submit(on, `<form novalidate data-rung-newsletter>${EMAIL}</form>`, 'no address');
    expect(acts(on)).toEqual([]);
  });

  it('records the end of a newsletter by its form', async () => {
    await submit(on, `<form data-rung-unsubscribe>${EMAIL}</form>`);
    expect(acts(on)).toMatchObject([['newsletter_unsubscribe', {}]]);
  });

  it('reads the fields that the author named, and never a password, a card or a hidden field', async () => {
    const field = (type: string, name: string, more = '') =>
      `<input type="${type}" value="v-${name}" data-rung-field="${name}" ${more}>`;
    await submit(
      on,
      `<form data-rung-form="quote">${field('text', 'job_title')}${field('password', 'pass')}
       ${field('hidden', 'hid')}${field('text', 'card', 'autocomplete="cc-number"')}<input value="unnamed">
       ${EMAIL}</form>`,
    );
    expect(acts(on)).toEqual([['form_submit', { form: 'quote', job_title: 'v-job_title' }]]);
  });

  it('records a form without a name as that', async () => {
    await submit(on, `<form :data-rung-newsletter="no">${EMAIL}<textarea>x</textarea></form>`);
    expect(acts(on)).toEqual([['form_submit', {}]]);
  });

  it('takes signing in for nothing', async () => {
    await submit(on, `<form>${EMAIL}<input type="password" value="x"></form>`);
    expect(acts(on)).toEqual([]);
  });

  it('keeps a form that the browser sends itself, with its hash', async () => {
    on.site.page('/', `<form data-rung-newsletter action="/thanks">${EMAIL}</form>`);
    on.site.page('/thanks', 'thanks');
    await on.browser.goto(on.site.url('/'));
    await loaded(on);
    await on.browser.type('#email', 'sara@example.com');
    await on.browser.click('#go');
    await until(() => on.site.events('newsletter_signup').length);
    expect(on.site.events('newsletter_signup')).toMatchObject([
      { url: on.site.url('/'), props: { email_sha256: expect.any(String) } },
    ]);
    await until(() => on.site.events('page_view').length === 2);
    expect(on.site.requests.length).toBeLessThanOrEqual(2);
  });
});
