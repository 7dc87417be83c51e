/** Which pages may send, and what browsers are told about it. */

/**
 * Whether a page of this origin may send to a site. `https://*.example.org` stands for every
 * subdomain, not for `example.org` itself. A request without an origin comes from no page; it
 * proves as little as any other, so it is let in.
 *
 * @param origins of the site; none means any
 */
export function mayOrigin(origin: string | null, origins: readonly string[]): boolean {
  if (origin === null || origins.length === 0) return true;
  const given = origin.toLowerCase();
  return origins.some((allowed) => matches(given, allowed.toLowerCase().replace(/\/$/, '')));
}

function matches(origin: string, allowed: string): boolean {
  const [scheme, suffix] = allowed.split('//*.');
  if (suffix === undefined) return origin === allowed;
  const begin = `${scheme}//`;
  return (
    origin.startsWith(begin) &&
    origin.endsWith(`.${suffix}`) &&
    origin.length > begin.length + suffix.length + 1
  );
}

/**
 * The answer names the asking origin: with `*` no cookie could ever travel. A refusal carries it
 * too, so that the script can read the status.
 */
export function corsHeaders(origin: string | null): Record<string, string> {
  if (origin === null) return { Vary: 'Origin' };
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Expose-Headers': 'Retry-After',
    // A page under `Cross-Origin-Embedder-Policy: require-corp` may read the answer.
    'Cross-Origin-Resource-Policy': 'cross-origin',
  };
}

/** Answer to a preflight. `text/plain` needs none; JSON does. */
export const PREFLIGHT_HEADERS = {
  'Access-Control-Allow-Methods': 'POST',
  'Access-Control-Allow-Headers': 'Content-Type',
  'Access-Control-Max-Age': '86400',
} as const;

/** What Segment-compatible clients send beside; `*` would not cover `Authorization`. */
const SEGMENT_HEADERS = ['authorization', 'content-type', 'anonymousid', 'sentat', 'x-retry-count'];
/** RudderStack's own: their names differ between its versions. */
const RUDDER_HEADER = /^rsa-[a-z0-9-]{1,40}$/;

/** Answer to the preflight of such a client. @param asked the headers that it wants to send */
export function segmentPreflight(asked: string): Record<string, string> {
  const rudder = asked
    .toLowerCase()
    .split(',', 20)
    .map((name) => name.trim())
    .filter((name) => RUDDER_HEADER.test(name));
  return {
    ...PREFLIGHT_HEADERS,
    'Access-Control-Allow-Headers': [...SEGMENT_HEADERS, ...rudder].join(', '),
  };
}
