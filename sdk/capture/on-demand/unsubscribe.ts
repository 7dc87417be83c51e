/** Pages at which a newsletter ends. */
import type { Tools } from './tools.ts';

/** What leaving a newsletter is called: English, German, French, Spanish, Italian, Dutch, Turkish, Persian. */
export const FAREWELL =
  /unsubscri|opt.?out|abmeld|d[ée]sabon|desuscri|disiscri|uitschrij|abonelikten|لغو.(اش|عض)/i;

/** What a letter's link names its reader by: more than a campaign. */
const RECIPIENT = /[?&](?!utm_)\w+=[^&]{8}/;

/** A letter's link leads here: opening it ends the newsletter, once a page. */
export function watchFarewells({ fenced_, record_ }: Tools): void {
  const look = () => {
    const { pathname, search } = location;
    if (FAREWELL.test(decodeURI(pathname)) && RECIPIENT.test(search)) {
      record_('newsletter_unsubscribe');
    }
  };
  setTimeout(fenced_, 0, look);
}
