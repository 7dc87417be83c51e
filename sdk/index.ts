/**
 * Rung in the page. Importing touches nothing; calls wait for `init`, and do nothing on a server.
 *
 * @example
 * import { init, track } from 'rung';
 * init({ site: 'WRITE_KEY', host: 'https://rung.example.com' });
 * await track('purchase', { order_id: 'A-1', value: 42, currency: 'EUR' });
 */

import { loadPart } from './capture/load-chunk.ts';
import type { Options } from './core/options.ts';
import { open } from './effects/calls.ts';
import { bring } from './effects/delivery-later.ts';
import { whenShown } from './effects/lifecycle.ts';
import { listen } from './effects/listen.ts';
import { heedCampaigns } from './effects/visit-later.ts';
import { start, watch } from './tracker.ts';

export type { List } from './core/address.ts';
export type { Consent, Options } from './core/options.ts';
export * from './methods.ts';
export type {
  Answer,
  EventProps,
  EventType,
  Item,
  Json,
  Props,
  Standing,
  WireEvent,
} from './wire.ts';

/** Starts watching the page. Later calls are ignored; without `site` nothing happens. */
export function init(options: Options): void {
  begin(() => {
    heedCampaigns();
    watch(withHost(options), loadPart);
  });
}

/**
 * Like `init`, but watches nothing: for a small bundle that only records what it is told. Of a campaign
 * that a page with `init` or the tag has noted, its events say nothing.
 */
export function connect(options: Options): void {
  begin(() => start(withHost(options)));
}

function withHost(options: Options): Options {
  return { host: location.origin, ...options };
}

/** On a server there is no page to watch. */
function begin(run: () => void): void {
  if (typeof document === 'undefined') return;
  whenShown(() => {
    // Not only when it is time to send: a page that ends before that needs what sends.
    listen('rung:event', () => bring());
    run();
    open();
  });
}
