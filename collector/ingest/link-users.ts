/** Pure: which user ids accepted events link to the person, and whether that joins two people. */
import { isLinked, type PersonDocument, type UserLink } from '../engine/document.ts';
import { compareLinks } from '../engine/identity.ts';
import type { Candidate } from './admit.ts';

export interface Linking {
  doc: PersonDocument;
  person: string;
  /** whom a user id already stands for */
  owners: ReadonlyMap<string, string>;
  /** the site takes an unsigned `identify` at its word */
  trusting: boolean;
  /** whether the person may be joined to the one that owns a user id */
  mayJoin: boolean;
}

/** Links to user ids that accepted events ask for. */
export interface Links {
  users: UserLink[];
  /** ids that are nobody's yet: an alias is to be made for each */
  fresh: string[];
  /** the owner of a proven user id, whom the person is to be joined to */
  join?: string;
}

/** Users a person may have: more are a shared machine, and the first ones say enough. */
const MOST_USERS = 50;

/**
 * The first device of a user id is linked by its word alone. A further one joins its person to the
 * user's when there is a proof; without one it is noted as a claim.
 *
 * Somebody who stands for a user id of their own is never joined to another user: that is a shared
 * machine, and two customers would become one for good.
 */
export function linkUsers(linking: Linking, accepted: readonly Candidate[]): Links {
  const links: Links = { users: linking.doc.users.map((known) => ({ ...known })), fresh: [] };
  for (const candidate of accepted) link(linking, links, candidate);
  links.users.sort(compareLinks);
  return links;
}

function link(linking: Linking, links: Links, { event, user, proof }: Candidate): void {
  if (user === undefined) return;
  const { users, fresh } = links;
  const known = users.find(({ id, device }) => id === user && device === event.device);
  if (known) known.at = Math.min(known.at, event.ts);
  const owner = linking.owners.get(user);
  if (fresh.includes(user)) return;
  if (owner !== undefined && (owner === linking.person || owner === links.join)) {
    if (users.every(({ id }) => id !== user)) add('first_device');
    return;
  }
  if (known?.by === 'unlinked') return;
  if (owner === undefined) {
    if (add('first_device')) fresh.push(user);
    return;
  }
  const by = proof ?? (linking.trusting ? 'trusted' : undefined);
  if (!by || !linking.mayJoin || users.some(isLinked)) {
    if (!known) add('claim');
  } else if (add(by)) links.join = owner;

  function add(way: UserLink['by']): boolean {
    if (known) known.by = way;
    else if (users.length >= MOST_USERS) return false;
    else users.push({ id: user as string, at: event.ts, device: event.device, by: way });
    return true;
  }
}

/**
 * Whether the answer may say where the person stands: not to a device that only claims to be
 * somebody. (The events of such a device are apart, but the page means the user it named.)
 */
export function mayShowStanding({ users }: PersonDocument, device: string): boolean {
  const own = new Set(users.filter(isLinked).map(({ id }) => id));
  return users.every((it) => isLinked(it) || it.device !== device || own.has(it.id));
}
