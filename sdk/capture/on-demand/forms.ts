/** Completed forms: newsletters, their ends, searches, and all others that are worth knowing. */
import { isNewsletter } from '../../core/newsletter.ts';
import { withAddress } from './addresses.ts';
import { propsOf } from './markup.ts';
import { tools } from './tools.ts';
import { FAREWELL } from './unsubscribe.ts';

const VALUE_LENGTH = 200;
const EMAIL = '[type=email],[name*=mail i]';
const SEARCH = '[type=search],[role=search] input,[name=q],[name=s]';
const PASSWORD = '[type=password]';
/** What a newsletter does not ask for. */
const OTHERS = `${PASSWORD},[type=search],[type=tel],textarea`;
/** What is filled in by hand; buttons, choices and quantities alone complete no form. */
const TYPED = /text|mail|tel|url|pass|search|date|file/;

/**
 * A submission counts when the browser finds the form valid, whether it is the browser that sends it
 * or the page's own code.
 */
export function watchForms(): void {
  tools.listen_('submit', (event, target) => {
    const form = target as HTMLFormElement;
    if (form.matches(':invalid')) return;
    const find = (selector: string) => form.querySelector<HTMLInputElement>(selector);
    const action = form.getAttribute('action') ?? '';
    const { submitter } = event as SubmitEvent;
    const named = `${form.id} ${form.className} ${action} ${submitter?.textContent}`;
    const { newsletter, unsubscribe, email, form: marked, ...said } = propsOf(form);
    tools.noteExit_(event, new URL(action, document.baseURI));

    // Not what else is to be read in it: sign-ups say that one can unsubscribe.
    const leaves = unsubscribe !== undefined || FAREWELL.test(named);
    const fields = [...form.elements].filter((field) =>
      TYPED.test((field as HTMLInputElement).type),
    ).length;
    const address = find(EMAIL);
    if (
      leaves ||
      newsletter !== undefined ||
      (address && !find(OTHERS) && isNewsletter(named + form.textContent, fields))
    ) {
      tools.record_(
        leaves ? 'newsletter_unsubscribe' : 'newsletter_signup',
        said,
        withAddress(address?.value ?? '', said, email === undefined ? undefined : true),
      );
    } else if (marked === undefined && find(SEARCH)) {
      // A form that the browser sends leads to a page whose address tells the search.
      setTimeout(
        tools.fenced_,
        0,
        () => event.defaultPrevented && tools.search_(find(SEARCH)?.value),
      );
    } else if (marked !== undefined || (fields && !find(PASSWORD))) {
      const name = marked || form.getAttribute('name') || form.id || undefined;
      tools.record_('form_submit', { form: name, ...said, ...fieldsOf(form) });
    }
  });
}

/** Single fields that the page's author named, `data-rung-field="job_title"`; secrets never. */
function fieldsOf(form: Element): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const field of form.querySelectorAll<HTMLInputElement>('[data-rung-field]')) {
    if (field.value && !field.matches(`${PASSWORD},[type=hidden],[autocomplete^=cc-]`)) {
      fields[`${field.dataset.rungField}`] = field.value.slice(0, VALUE_LENGTH);
    }
  }
  return fields;
}
