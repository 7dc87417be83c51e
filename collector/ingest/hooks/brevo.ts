/**
 * Brevo's marketing and transactional webhooks: one event, or a list of them, as JSON; unsigned. The
 * address they are sent to is the secret; a token or a password in `Authorization` may be beside it.
 * https://developers.brevo.com/docs/marketing-webhooks, …/transactional-webhooks
 */
import { type Fields, firstText, isFields } from '../fields.ts';
import { BOUNCE, type MailNote, texts } from './note.ts';
import type { Provider } from './provider.ts';
import { sameText } from './signatures.ts';

const TYPES: Readonly<Record<string, string>> = {
  opened: 'email_open',
  unique_opened: 'email_open',
  proxy_open: 'email_open',
  unique_proxy_open: 'email_open',
  click: 'email_click',
  unsubscribe: 'newsletter_unsubscribe',
  unsubscribed: 'newsletter_unsubscribe',
  list_addition: 'newsletter_signup',
  spam: 'complaint',
  hard_bounce: BOUNCE,
  soft_bounce: BOUNCE,
};

export const brevo: Provider = { check, read };

/** @param key the token, or `NAME:PASSWORD` */
async function check({ headers }: Request, _body: string, key: string): Promise<boolean> {
  const given = headers.get('Authorization') ?? '';
  const basic = `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(key)))}`;
  return (await sameText(given, `Bearer ${key}`)) || sameText(given, basic);
}

function read(body: string): MailNote[] | undefined {
  const told: unknown = JSON.parse(body);
  const events = Array.isArray(told) ? told : [told];
  return events.every(isFields) ? events.flatMap(note) : undefined;
}

function note(event: Fields): MailNote[] {
  const name = firstText(event.event) ?? '';
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (type === undefined && name !== 'delivered') return [];
  const ts = timeOf(event);
  const mail = firstText(event['message-id']) ?? idText(event.camp_id) ?? '';
  const href = firstText(event.link, event.URL, event.url);
  const [list] = Array.isArray(event.list_id) ? event.list_id : [event.list_id];
  const [tag] = Array.isArray(event.tags) ? event.tags : [event.tag];
  return [
    {
      // Its `id` names the webhook. A first opening is told twice, as any opening and as the first.
      id: `brevo ${type} ${event.email} ${mail} ${ts} ${href ?? ''}`,
      type,
      ts,
      email: event.email,
      props: texts({
        provider: 'brevo',
        campaign: firstText(event['campaign name'], tag),
        ...(type === 'email_click' && { href }),
        ...(type?.startsWith('newsletter_') && { list }),
        ...(type === 'complaint' && { topic: 'spam' }),
        ...(type === BOUNCE && { kind: name.replace('_bounce', '') }),
      }),
      mail,
      agent: firstText(event.user_agent),
      software: name.endsWith('proxy_open'),
    },
  ];
}

const idText = (id: unknown): string | undefined =>
  typeof id === 'number' || typeof id === 'string' ? String(id) : undefined;

/** `ts_epoch` is milliseconds, the others seconds; dates as texts are in anybody's time zone. */
function timeOf({ ts_epoch, ts_event, ts }: Fields): number | undefined {
  if (typeof ts_epoch === 'number') return ts_epoch;
  const seconds = ts_event ?? ts;
  return typeof seconds === 'number' ? seconds * 1000 : undefined;
}
