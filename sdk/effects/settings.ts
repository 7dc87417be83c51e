/** What the owner of the site asked for, once Rung is started. */

import { PAGE_PARAMS, SEARCH_PARAMS } from '../core/address.ts';
import type { Options } from '../core/options.ts';
import { INGEST_PATH } from '../wire.ts';

/** A request waits for that long (ms) so that what comes at once travels along. */
export const SOON_MS = 500;

/** Without `site` until Rung is started. */
export let options = {} as Options;

export function setOptions(chosen: Options): void {
  options = {
    path: INGEST_PATH,
    consent: chosen.cmp ? 'pending' : 'granted',
    params: `${SEARCH_PARAMS},${PAGE_PARAMS}`,
    idle: 60_000,
    wait: 5000,
    ...chosen,
  };
}
