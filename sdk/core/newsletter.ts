/** Whether a form is a newsletter's: careful, since a wrong sign-up is worse than a missed one. */

export interface FormFacts {
  /** it asks for an e-mail address */
  email_: boolean;
  /** fields to fill in */
  fields_: number;
  /** it asks for a password, a telephone number, a search or a longer text */
  others_: boolean;
  /** its id, class, action and text */
  words_: string;
}

const MOST_FIELDS = 3;

/** What newsletters call themselves: English, German, French, Spanish, Portuguese, Italian, Dutch, Turkish, Arabic, Persian. */
const NEWSLETTER =
  /newsletter|subscri|mailing.?list|abonn|infolettre|bolet[ií]n|boletim|bülten|nieuwsbrief|iscriviti|suscri|النشرة|خبرنامه/i;

/** What other forms with an e-mail address are for. */
const OTHER =
  /unsubscri|log.?in|sign.?in|contact|checkout|order|password|kontakt|commande|تماس|ورود|سفارش|لغو/i;

export function isNewsletter({ email_, fields_, others_, words_ }: FormFacts): boolean {
  return (
    email_ && !others_ && fields_ <= MOST_FIELDS && NEWSLETTER.test(words_) && !OTHER.test(words_)
  );
}
