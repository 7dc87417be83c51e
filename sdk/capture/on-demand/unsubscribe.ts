/** Pages at which a newsletter ends. */
import { fenced, record } from './tools.ts';

/** What leaving a newsletter is called: English, German, French, Spanish, Persian. */
export const FAREWELL = /unsubscri|opt.?out|abmeld|d[ée]sabon|desuscri|لغو.(اش|عض)/i;

/** What a letter's link names its reader by: more than a campaign. */
const RECIPIENT = /[?&](?!utm_)\w+=[^&]{8}/;

/** A letter's link leads here: opening it ends the newsletter, once a page. */
export function watchFarewells(): void {
  setTimeout(fenced, 0, () => {
    if (FAREWELL.test(decodeURI(location.pathname)) && RECIPIENT.test(location.search)) {
      record('newsletter_unsubscribe');
    }
  });
}
