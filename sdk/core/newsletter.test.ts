import { expect, it } from 'vitest';
import { isNewsletter } from './newsletter.ts';

it.each([
  'Subscribe to our newsletter',
  'عضویت در خبرنامه',
  'Jetzt abonnieren',
  'Suscríbete al boletín',
  'mailing-list form',
])('"%s" is a newsletter', (words) => {
  expect(isNewsletter(words, 1)).toBe(true);
});

it.each(['Contact us', 'Log in', 'Newsletter checkout', 'Order our newsletter paper', 'ورود'])(
  '"%s" is none',
  (words) => {
    expect(isNewsletter(words, 1)).toBe(false);
  },
);

it('a form that asks for much is none', () => {
  expect(isNewsletter('newsletter', 3)).toBe(true);
  expect(isNewsletter('newsletter', 4)).toBe(false);
});
