/**
 * Pure: which addresses a webhook may have. A message leaves from inside the owner's account, so it
 * must not be led to what only the inside can reach.
 */

/** Names that are resolved, or may be, inside a network. RFC 6761, RFC 6762, RFC 8375, RFC 9476. */
const INSIDE =
  /(^|\.)(localhost|local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa|arpa|alt|invalid|onion)$/;
const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);
const LENGTH = 2048;

/**
 * What is wrong with an address; nothing when a webhook may have it: `https`, a public host name,
 * the port 443, no user name. No IP address in any spelling: the URL parser has written decimal,
 * octal, hexadecimal and shortened ones as dotted ones before they are looked at.
 *
 * @param local whether `http://localhost:PORT` is allowed too: for development alone
 */
export function addressProblem(address: string, local: boolean): string | undefined {
  if (address.length > LENGTH || !URL.canParse(address)) return 'is not an absolute URL';
  const { protocol, hostname, port, username, password } = new URL(address);
  if (username !== '' || password !== '') return 'must not hold a user name or password';
  if (local && LOCAL.has(hostname)) return undefined;
  if (protocol !== 'https:') return 'must begin with https://';
  if (port !== '') return 'must use the port 443';
  if (hostname.startsWith('[') || /^[\d.]+$/.test(hostname)) return 'must have a name, not an IP';
  if (hostname.endsWith('.')) return 'must not end its host name with a dot';
  if (!hostname.includes('.') || INSIDE.test(hostname)) return 'must have a public host name';
  return undefined;
}
