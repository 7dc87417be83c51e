/** How much one address may send to one site. The platform counts; the address is not kept. */

/** Cloudflare's rate limiting binding: https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/ */
export interface Limit {
  limit: (options: { key: string }) => Promise<{ success: boolean }>;
}

/** Whoever has one IPv6 address has 2^64 of them: the network counts. */
const networkOf = (address: string): string =>
  address.includes(':') ? address.split(':').slice(0, 4).join(':') : address;

/**
 * Counts a request.
 *
 * @param limit none: nothing is limited
 * @param key of the site, whichever the request carries
 */
export async function isOverLimit(
  limit: Limit | undefined,
  key: string,
  request: Request,
): Promise<boolean> {
  if (!limit) return false;
  const address = networkOf(request.headers.get('CF-Connecting-IP') ?? '');
  return !(await limit.limit({ key: `${key}\n${address}` })).success;
}
