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
 * What all copies of an event have in common, whatever time they tell. A UUIDv7 is its own mark; of
 * a foreign id it is the tail that is made of its hash.
 */
export async function markOf(id: string): Promise<string> {
  const kind = kindOfId(id);
  const name = kind ? id.toLowerCase() : id;
  return kind === 'v7' ? name : tailOfHash(hex(await sha256(name)));
}

/**
 * The id under which an event is stored. A foreign id becomes a UUIDv7 out of the event's own time
 * and its mark: ids then grow with time, which is what lets the store say of most ids, without
 * looking, that the archive cannot hold them.
 *
 * @param ts the event's time as it was sent
 */
export function ownId(mark: string, ts: number): string {
  if (mark.length > TAIL_LENGTH) return mark;
  const time = ts.toString(16).padStart(12, '0').slice(-12);
  return `${time.slice(0, 8)}-${time.slice(8)}-${mark}`;
}

const TIME_LENGTH = '00000000-0000-'.length;
const TAIL_LENGTH = '7000-8000-000000000000'.length;

/** The part of a stored id after its time: the mark, if the id was made of a foreign one. */
export const tailOf = (id: string): string => id.slice(TIME_LENGTH);

/** Whether a mark names an event of one id only, time included. */
export const isWholeId = (mark: string): boolean => mark.length > TAIL_LENGTH;

/** 74 bits of the hash, with version and variant of a UUIDv7. */
function tailOfHash(digest: string): string {
  const variant = (8 + (Number.parseInt(digest.charAt(3), 16) & 3)).toString(16);
  return `7${digest.slice(0, 3)}-${variant}${digest.slice(4, 7)}-${digest.slice(7, 19)}`;
}
