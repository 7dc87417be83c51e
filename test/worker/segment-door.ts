/** What the tests of the Segment-compatible door share. */
import type { CreatedSite } from '../../collector/store/sites.ts';
import type { Props } from '../../sdk/wire.ts';
import { call } from './visitor.ts';

export const basic = (key: string): string => `Basic ${btoa(`${key}:`)}`;

/** Posts as a client of Segment's does. */
export function post(
  path: string,
  body: unknown,
  key: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return call(path, {
    method: 'POST',
    headers: { Authorization: basic(key), 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    cf: { country: 'DE', region: 'Bavaria', city: 'Munich' } as IncomingRequestCfProperties,
  });
}

export interface Answered {
  success: boolean;
  results: Record<string, string>;
}

/** What the site's own server sends; it must be taken. */
export async function tell(
  site: CreatedSite,
  message: object,
  path = '/v1/track',
): Promise<Answered> {
  const response = await post(path, message, site.secret_key);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return response.json<Answered>();
}

/** A purchase as a shop's server tells it. */
export const order = (userId: string, order_id: string, properties: Props = {}) => ({
  userId,
  event: 'Order Completed',
  properties: { order_id, revenue: 10, currency: 'EUR', ...properties },
});
