/** What the owner of the site asked for, once Rung is started. */
import type { Options } from '../core/options.ts';

export let options = {} as Options;

export function setOptions(chosen: Options): void {
  options = chosen;
}
