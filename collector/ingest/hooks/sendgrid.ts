/**
 * SendGrid's Event Webhook: a list of events as JSON, signed by ECDSA over P-256.
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
 */
import { type Fields, firstText, isFields } from '../fields.ts';
import { BOUNCE, type MailNote, texts } from './note.ts';
import type { Provider } from './provider.ts';
import { fromBase64 } from './signatures.ts';

const TYPES: Readonly<Record<string, string>> = {
  open: 'email_open',
  click: 'email_click',
  unsubscribe: 'newsletter_unsubscribe',
  group_unsubscribe: 'newsletter_unsubscribe',
  group_resubscribe: 'newsletter_signup',
  spamreport: 'complaint',
  bounce: BOUNCE,
};

export const sendgrid: Provider = { check, read };

/** @param key the verification key of the webhook's settings: SubjectPublicKeyInfo in Base64 */
async function check({ headers }: Request, body: string, key: string): Promise<boolean> {
  const timestamp = headers.get('X-Twilio-Email-Event-Webhook-Timestamp') ?? '';
  const given = fromBase64(headers.get('X-Twilio-Email-Event-Webhook-Signature') ?? '');
  const signature = given && plainSignature(given);
  const spki = fromBase64(key);
  if (!signature || !spki) return false;
  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  const publicKey = await crypto.subtle
    .importKey('spki', spki, curve, false, ['verify'])
    .catch(() => null);
  if (!publicKey) return false;
  const signed = new TextEncoder().encode(timestamp + body);
  return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, publicKey, signature, signed);
}

const HALF = 32;

/**
 * DER's `SEQUENCE { INTEGER r, INTEGER s }` (RFC 3279, 2.2.3) → r and s of 32 bytes each, as Web
 * Crypto wants them.
 */
function plainSignature(der: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const plain = new Uint8Array(2 * HALF);
  let at = 2;
  for (const end of [HALF, 2 * HALF]) {
    const length = der[at + 1] ?? 0;
    const integer = der.slice(at + 2, at + 2 + length);
    const bytes = integer.slice(Math.max(0, integer.length - HALF));
    if (der[at] !== 2 || integer.length !== length || length > HALF + 1) return undefined;
    plain.set(bytes, end - bytes.length);
    at += 2 + length;
  }
  return at === der.length ? plain : undefined;
}

function read(body: string): MailNote[] | undefined {
  const events: unknown = JSON.parse(body);
  return Array.isArray(events) ? events.filter(isFields).flatMap(note) : undefined;
}

function note(event: Fields): MailNote[] {
  const name = firstText(event.event) ?? '';
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (type === undefined && name !== 'delivered') return [];
  const category = Array.isArray(event.category) ? event.category[0] : event.category;
  const { timestamp } = event;
  return [
    {
      id: `sendgrid ${firstText(event.sg_event_id) ?? `${name} ${event.email} ${timestamp}`}`,
      type,
      ts: typeof timestamp === 'number' ? timestamp * 1000 : undefined,
      email: event.email,
      props: texts({
        provider: 'sendgrid',
        campaign: firstText(event.singlesend_name, event.marketing_campaign_name, category),
        ...(type === 'email_click' && { href: event.url }),
        ...(type === 'complaint' && { topic: 'spam' }),
        ...(type === BOUNCE && { kind: event.type }),
        ...(name.startsWith('group_') && { list: event.asm_group_id }),
      }),
      mail: firstText(event.sg_message_id),
      agent: firstText(event.useragent),
      software: event.sg_machine_open === true,
    },
  ];
}
