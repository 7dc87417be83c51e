/** One request to the collector, and what came of it as a value. */
import { type Answer, INGEST_PATH } from '../wire.ts';
import { tell } from './listen.ts';
import { options } from './settings.ts';

/**
 * - `status`: of HTTP; 0 when there was no answer, or none that can be read
 * - `retryAfter`: what the collector asked for, seconds
 */
export type Reply = [status: number, answer?: Answer | undefined, retryAfter?: number];

const TIMEOUT_MS = 20_000;

function address(): string {
  const { host = location.origin, path = INGEST_PATH } = options;
  return host + path;
}

/**
 * A string body is `text/plain`, so the browser asks for no permission first; `keepalive` lets the
 * request outlive the page. Never rejects.
 */
export async function post(body: string): Promise<Reply> {
  try {
    const response = await fetch(address(), {
      method: 'POST',
      body,
      keepalive: true,
      credentials: options.cookie ? 'include' : 'same-origin',
      signal: AbortSignal.timeout?.(TIMEOUT_MS),
    });
    const { status, headers, ok } = response;
    const answer = await response.json().catch(() => ({}));
    // What a collector refuses it explains: an unknown key, a foreign origin.
    if (!ok) tell('error', answer);
    else if (!answer.missing) return [0];
    const retryAfter = answer.retry_after_s ?? headers.get('retry-after');
    return [status, ok ? answer : undefined, Number(retryAfter) || 0];
  } catch (error) {
    tell('error', error);
    return [0];
  }
}

/** For a page that ends: every engine lets a beacon outlive it, but nobody hears the answer. */
export function beacon(body: string): boolean {
  return navigator.sendBeacon(address(), body);
}
