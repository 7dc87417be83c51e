/**
 * Mailchimp's marketing webhooks: one event as a form, unsigned; the address they are sent to is
 * the secret. https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/
 */
import { BOUNCE, type MailNote, texts } from './note.ts';
import type { Provider } from './provider.ts';

export const mailchimp: Provider = { check: async () => true, read };

/** Merge fields hold names and addresses: nothing of them is read. */
function read(body: string): MailNote[] | undefined {
  const form = new URLSearchParams(body);
  const field = (name: string): string | null => form.get(`data[${name}]`);
  const kind = form.get('type');
  const firedAt = form.get('fired_at');
  if (kind === null) return undefined;
  const type = typeOf(kind, field('reason'));
  if (type === undefined) return [];
  const [email, list] = [field('email'), field('list_id')];
  return [
    {
      id: `mailchimp ${kind} ${list} ${field('id') ?? email} ${firedAt}`,
      type,
      ts: timeOf(firedAt),
      email,
      props: texts({
        provider: 'mailchimp',
        ...(type.startsWith('newsletter_') && { list }),
        campaign: field('campaign_id'),
        ...(type === 'complaint' && { topic: 'spam' }),
      }),
    },
  ];
}

/** `cleaned` is an address that Mailchimp gave up: it bounced, or its owner complained. */
function typeOf(kind: string, reason: string | null): string | undefined {
  if (kind === 'subscribe') return 'newsletter_signup';
  if (kind === 'unsubscribe') return 'newsletter_unsubscribe';
  if (kind === 'cleaned') return reason === 'abuse' ? 'complaint' : BOUNCE;
  return undefined;
}

/** `2026-06-01 10:00:00`, in UTC. */
function timeOf(text: string | null): number | undefined {
  const ms = text === null ? NaN : Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isFinite(ms) ? ms : undefined;
}
