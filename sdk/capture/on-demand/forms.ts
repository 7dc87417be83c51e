/** Completed forms: newsletters, their ends, and all others that are worth knowing. */
import { isNewsletter } from '../../core/newsletter.ts';
import { addressProps } from './addresses.ts';
import { propsOf } from './markup.ts';
import type { Tools } from './tools.ts';

const VALUE_LENGTH = 200;
const EMAIL = 'input[type=email],input[name*=mail i]';
/** Never read, whatever the page's author wrote on them. */
const SECRET = '[type=password],[type=hidden],[autocomplete^=cc-]';
/** Signing in and searching complete nothing. */
const UNREMARKABLE = '[type=password],[type=search]';

/**
 * A submission counts when the browser finds the form valid, whether it is the browser that sends it
 * or the page's own code.
 */
export function watchForms(tools: Tools): void {
  const { listen_, noteExit_, record_, recordLater_, state_, urlOf_ } = tools;
  listen_('submit', (event, form) => {
    if (form.matches(':invalid')) return;
    noteExit_(event, form, urlOf_(form, 'action'));
    const { newsletter, unsubscribe, email, form: name, ...said } = propsOf(form);
    const type = typeOf(form, newsletter, unsubscribe);
    if (type) {
      const address = form.querySelector<HTMLInputElement>(EMAIL)?.value ?? '';
      const clear = email !== undefined || state_.options_.email;
      recordLater_(type, said, addressProps(address, clear));
    } else if (name !== undefined || !form.querySelector(UNREMARKABLE)) {
      const known = name || form.getAttribute('name') || form.id || undefined;
      record_('form_submit', { form: known, ...said, ...fieldsOf(form) });
    }
  });
}

function typeOf(form: Element, newsletter?: string, unsubscribe?: string): string | undefined {
  if (unsubscribe !== undefined) return 'newsletter_unsubscribe';
  return newsletter !== undefined || isNewsletter(factsOf(form)) ? 'newsletter_signup' : undefined;
}

/** Single fields that the page's author named, `data-rung-field="job_title"`. */
function fieldsOf(form: Element): Record<string, string> {
  const fields = form.querySelectorAll<HTMLInputElement>('[data-rung-field]');
  const read = [...fields].filter((field) => field.value && !field.matches(SECRET));
  return Object.fromEntries(
    read.map((field) => [field.dataset.rungField, field.value.slice(0, VALUE_LENGTH)]),
  );
}

function factsOf(form: Element): Parameters<typeof isNewsletter>[0] {
  return {
    email_: !!form.querySelector(EMAIL),
    fields_: form.querySelectorAll('input:not([type=hidden],[type=submit],[type=checkbox])').length,
    others_: !!form.querySelector('[type=password],[type=search],[type=tel],textarea'),
    words_: `${form.id} ${form.className} ${form.getAttribute('action')} ${form.textContent}`,
  };
}
