/** What a key is good for at the collector's doors. */

/**
 * `browser`: a write key, which every page shows. `server`: a secret key that may write; what comes
 * with it is verified. `hook:PROVIDER`: a secret in the address that a mail provider calls. `none`:
 * a secret key that may only read.
 */
export type KeyUse = 'browser' | 'server' | `hook:${string}` | 'none';

/** @param scopes space separated */
export function keyUseOf(kind: string, scopes: string): KeyUse {
  if (kind === 'write') return 'browser';
  const held = scopes.split(' ');
  if (held.includes('write') || held.includes('admin')) return 'server';
  return held.find((scope): scope is `hook:${string}` => scope.startsWith('hook:')) ?? 'none';
}
