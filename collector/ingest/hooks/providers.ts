/** The mail providers whose webhooks are understood. */
import type { MailProvider } from '../../store/hooks.ts';
import { brevo } from './brevo.ts';
import { mailchimp } from './mailchimp.ts';
import { mandrill } from './mandrill.ts';
import type { Provider } from './provider.ts';
import { sendgrid } from './sendgrid.ts';

export const PROVIDERS: Readonly<Record<MailProvider, Provider>> = {
  sendgrid,
  mailchimp,
  mandrill,
  brevo,
};
