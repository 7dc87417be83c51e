/** Event ids: UUIDv7 (RFC 9562) as they are, any other made into one that is the same every time. */

import { hex, sha256 } from '../store/hash.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** `v7`, `foreign` for another UUID, or undefined when it is none. */
export function kindOfId(id: unknown): 'v7' | 'foreign' | undefined {
  const version = typeof id === 'string' ? UUID.exec(id)?.[1] : undefined;
  if (version === undefined) return undefined;
  return version === '7' ? 'v7' : 'foreign';
}

/**
 * A UUIDv7 out of someone else's id and the event's own time. Ids then grow with time, which is
 * what lets the store say of most ids, without looking, that the archive cannot hold them.
 *
 * @param ts the event's time as it was sent: the same in every copy
 */
export async function ownId(foreign: string, ts: number): Promise<string> {
  const digest = hex(await sha256(foreign));
  const time = ts.toString(16).padStart(12, '0').slice(-12);
  const variant = (8 + (Number.parseInt(digest.charAt(3), 16) & 3)).toString(16);
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${digest.slice(0, 3)}`,
    `${variant}${digest.slice(4, 7)}`,
    digest.slice(7, 19),
  ].join('-');
}
