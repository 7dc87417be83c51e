/** Completed forms: newsletters, their ends, searches, and all others that are worth knowing. */
import { isNewsletter } from '../../core/newsletter.ts';
import { withAddress } from './addresses.ts';
import { propsOf } from './markup.ts';
import { fenced, listen, noteExit, options, record, recordSearch } from './tools.ts';
import { FAREWELL } from './unsubscribe.ts';

const VALUE_LENGTH = 200;
const EMAIL = '[type=email],[name*=mail i]';
const SEARCH = '[type=search],[role=search] input,[name=q],[name=s]';
const PASSWORD = '[type=password]';
/** What a newsletter does not ask for. */
const OTHERS = '[type=password],[type=search],[type=tel],textarea';
/** Single fields that the page's author named, `data-rung-field="job_title"`; secrets never. */
const NAMED = '[data-rung-field]:not([type=password],[type=hidden],[autocomplete^=cc-])';
/** What is filled in by hand; buttons, choices and quantities alone complete no form. */
const TYPED = /text|mail|tel|url|pass|search|date|file/;

/**
 * A submission counts when the browser finds the form valid, whether it is the browser that sends it
 * or the page's own code.
 */
export function watchForms(): void {
  listen('submit', (event, target) => {
    const form = target as HTMLFormElement;
    if (form.matches(':invalid')) return;
    const find = (selector: string) => form.querySelector<HTMLInputElement>(selector);
    // Fields may be called `id` or `action`, and the form's properties are those fields then.
    const [action = '', ...names] = ['action', 'name', 'id', 'class'].map(
      (name) => form.getAttribute(name) ?? '',
    );
    const words = `${names} ${action} ${(event as SubmitEvent).submitter?.textContent}`;
    const { newsletter, unsubscribe, email, form: marked, ...said } = propsOf(form);
    noteExit(event, action);

    const address = find(EMAIL);
    const search = find(SEARCH);
    const fields = [...form.elements].filter((field) =>
      TYPED.test((field as HTMLInputElement).type),
    ).length;
    // Not what else is to be read in it: sign-ups say that one can unsubscribe.
    const leaves = unsubscribe !== undefined || FAREWELL.test(words);
    if (
      leaves ||
      newsletter !== undefined ||
      (address && !find(OTHERS) && isNewsletter(words + form.textContent, fields))
    ) {
      record(
        leaves ? 'newsletter_unsubscribe' : 'newsletter_signup',
        said,
        withAddress(address?.value, said, email !== undefined || options.email),
      );
    } else if (marked === undefined && search) {
      // A form that the browser sends leads to a page whose address tells the search.
      setTimeout(fenced, 0, () => event.defaultPrevented && recordSearch(search.value));
    } else if (marked !== undefined || (fields && !find(PASSWORD))) {
      for (const { dataset, value } of form.querySelectorAll<HTMLInputElement>(NAMED)) {
        if (value) said[`${dataset.rungField}`] = value.slice(0, VALUE_LENGTH);
      }
      record('form_submit', { form: marked || names[0] || names[1] || undefined, ...said });
    }
  });
}
