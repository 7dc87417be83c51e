/**
 * Mailchimp Transactional (Mandrill): a list of events as JSON in a form's field, signed by
 * HMAC-SHA1 over the address and the form.
 * https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/
 */
import { type Fields, fieldsOf, firstText, isFields } from '../fields.ts';
import { BOUNCE, type MailNote, texts } from './note.ts';
import type { Provider } from './provider.ts';
import { fromBase64 } from './signatures.ts';

const TYPES: Readonly<Record<string, string>> = {
  open: 'email_open',
  click: 'email_click',
  unsub: 'newsletter_unsubscribe',
  spam: 'complaint',
  hard_bounce: BOUNCE,
  soft_bounce: BOUNCE,
};

export const mandrill: Provider = { check, read };

/** @param key the webhook's own, as the settings show it */
async function check(request: Request, body: string, key: string): Promise<boolean> {
  const signature = fromBase64(request.headers.get('X-Mandrill-Signature') ?? '');
  if (!signature) return false;
  const fields = [...new URLSearchParams(body)].sort(([a], [b]) => (a < b ? -1 : 1));
  const signed = request.url + fields.map(([name, value]) => name + value).join('');
  const utf8 = new TextEncoder();
  const hmac = { name: 'HMAC', hash: 'SHA-1' };
  const hmacKey = await crypto.subtle.importKey('raw', utf8.encode(key), hmac, false, ['verify']);
  return crypto.subtle.verify('HMAC', hmacKey, signature, utf8.encode(signed));
}

function read(body: string): MailNote[] | undefined {
  const text = new URLSearchParams(body).get('mandrill_events');
  const events: unknown = text === null ? undefined : JSON.parse(text);
  return Array.isArray(events) ? events.filter(isFields).flatMap(note) : undefined;
}

function note(event: Fields): MailNote[] {
  const name = firstText(event.event) ?? '';
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (type === undefined && name !== 'delivered') return [];
  const { ts, url } = event;
  const mail = fieldsOf(event.msg);
  const [tag] = Array.isArray(mail.tags) ? mail.tags : [];
  const id = firstText(event._id, mail._id);
  return [
    {
      // `_id` names the mail: a mail is opened and clicked more than once.
      id: `mandrill ${name} ${id} ${ts} ${url ?? ''}`,
      type,
      ts: typeof ts === 'number' ? ts * 1000 : undefined,
      email: mail.email,
      props: texts({
        provider: 'mandrill',
        campaign: tag,
        ...(type === 'email_click' && { href: url }),
        ...(type === 'complaint' && { topic: 'spam' }),
        ...(type === BOUNCE && { kind: name.replace('_bounce', '') }),
      }),
      mail: id,
      agent: firstText(event.user_agent),
    },
  ];
}
