/** What a key is good for at the collector's doors. */

/**
 * `browser`: a write key, which every page shows. `server`: a secret key that may write; what comes
 * with it is verified. `hook`: a secret in the address that a mail provider calls. `none`: a secret
 * key that may only read.
 */
export type KeyUse = 'browser' | 'server' | 'hook' | 'none';

/** Scopes of a secret key, the stronger first. */
const USES: readonly (readonly [scope: string, use: KeyUse])[] = [
  ['write', 'server'],
  ['admin', 'server'],
  ['hook', 'hook'],
];

/** @param scopes space separated */
export function keyUseOf(kind: string, scopes: string): KeyUse {
  if (kind === 'write') return 'browser';
  const held = scopes.split(' ');
  return USES.find(([scope]) => held.includes(scope))?.[1] ?? 'none';
}
