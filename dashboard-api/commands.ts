/**
 * What the API may have done: it reads by itself, and changes nothing by itself. The Worker hands
 * in the collector's own functions, whose types these repeat.
 */
import type { D1Database } from '@cloudflare/workers-types';

export interface Commands {
  unlink?: UnlinkCommand;
}

/** Takes a device off its person. @param now milliseconds since 1970 */
export type UnlinkCommand = (
  db: D1Database,
  unlinking: { site: string; person: string; device: string },
  now: number,
) => Promise<
  | { done: true; person: string }
  | { done: false; because: 'unknown' | 'home' | 'too_long' | 'busy' }
>;
