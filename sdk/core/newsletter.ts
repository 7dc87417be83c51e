/** Whether a form is a newsletter's: careful, since a wrong sign-up is worse than a missed one. */

const MOST_FIELDS = 3;

/** What newsletters call themselves: English, German, French, Spanish, Italian, Persian. */
const NEWSLETTER = /newsletter|sub?scri|mailing.?list|abonn|infolettre|bolet|خبرنامه/i;

/**
 * What other forms with an e-mail address are for. Most are known by their fields: a password, a
 * telephone number, a longer text, many of them.
 */
const OTHER = /(log|sign).?in|[ck]onta[ck]t|checkout|order|password|commande|تماس/i;

/**
 * @param words a form's id, class, action and text; it asks for an address, and for no password,
 * telephone number, search or longer text
 * @param fields to fill in
 */
export function isNewsletter(words: string, fields: number): boolean {
  return fields <= MOST_FIELDS && NEWSLETTER.test(words) && !OTHER.test(words);
}
