/** What happens, before anybody tells of it. */
import type { EventType, Props } from '../../../sdk/wire.ts';
import type { Device } from './person.ts';

export interface Happening {
  /** milliseconds since 1970 */
  at: number;
  type: EventType;
  props?: Props;
  device: Device;
  /** where it happens; nothing that happens in a mail or an office has one */
  page?: Page;
  /** the shop's own server tells of it, not the page */
  server?: true;
  /** the user whom the server vouches for */
  user?: string;
}

export interface Page {
  url: string;
  title: string;
  referrer?: string;
}
