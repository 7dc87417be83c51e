import { expect, it } from 'vitest';
import { isNewsletter } from './newsletter.ts';

const form = (words: string, more = {}) => ({
  email_: true,
  fields_: 1,
  others_: false,
  words_: words,
  ...more,
});

it.each([
  'Subscribe to our newsletter',
  'عضویت در خبرنامه',
  'Jetzt abonnieren',
  'Suscríbete al boletín',
  'mailing-list form',
])('"%s" is a newsletter', (words) => {
  expect(isNewsletter(form(words))).toBe(true);
});

it.each(['Contact us', 'Log in', 'Newsletter checkout', 'Unsubscribe from the newsletter', 'ورود'])(
  '"%s" is none',
  (words) => {
    expect(isNewsletter(form(words))).toBe(false);
  },
);

it('a form is none that asks for no address, for much, or for a password', () => {
  expect(isNewsletter(form('newsletter', { email_: false }))).toBe(false);
  expect(isNewsletter(form('newsletter', { fields_: 4 }))).toBe(false);
  expect(isNewsletter(form('newsletter', { others_: true }))).toBe(false);
});
