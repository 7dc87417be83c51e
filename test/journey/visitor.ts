/** A visitor made of wire events with chosen times, for histories that no browser can live through. */
import { uuid7 } from '../../sdk/core/id.ts';
import {
  type Answer,
  type Envelope,
  INGEST_PATH,
  type Props,
  WIRE_VERSION,
  type WireEvent,
} from '../../sdk/wire.ts';

export const MINUTE = 60_000;
export const DAY = 86_400_000;
const HUMAN =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

export function event(ts: number, type: string, path: string, props?: Props): WireEvent {
  const url = new URL(path, 'https://shop.example').href;
  return {
    id: uuid7(ts, crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n),
    type,
    ts,
    url,
    ...(props && { props }),
  };
}

/** Posts the events in batches of 20, as the visitor's browser would. */
export async function send(
  site: { url: string; write_key: string },
  visitor: string,
  events: WireEvent[],
): Promise<Answer['results']> {
  const results: Answer['results'] = {};
  for (let from = 0; from < events.length; from += 20) {
    const body: Envelope = {
      v: WIRE_VERSION,
      key: site.write_key,
      visitor,
      sent_at: Date.now(),
      sdk: 'test/1',
      ctx: {},
      events: events.slice(from, from + 20),
    };
    const response = await fetch(site.url + INGEST_PATH, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', 'user-agent': HUMAN },
      body: JSON.stringify(body),
    });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    Object.assign(results, ((await response.json()) as Answer).results);
  }
  return results;
}

/** `GET /api/v1/PATH` as JSON. */
export async function ask<T>(site: { url: string; secret_key: string }, path: string): Promise<T> {
  const response = await fetch(`${site.url}/api/v1/${path}`, {
    headers: { authorization: `Bearer ${site.secret_key}` },
  });
  if (response.status !== 200)
    throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
