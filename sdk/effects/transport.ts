/** One request to the collector, and what came of it as a value. */
import type { Answer } from '../wire.ts';
import { tell } from './listen.ts';
import { options } from './settings.ts';

/**
 * - `status`: of HTTP; 0 when there was no answer, or none that can be read
 * - `said`: the answer; or why it was refused, or nothing
 * - `retryAfter`: what the collector asked for, seconds
 */
export type Reply = [status: number, said: Partial<Answer>, retryAfter?: unknown];

const TIMEOUT_MS = 20_000;
/** Browsers refuse `keepalive` above 64 KiB, all requests under way together. */
const MOST_KEPT_ALIVE = 20_000;

/**
 * A string body is `text/plain`, so the browser asks for no permission first; `keepalive` lets the
 * request outlive the page. Never rejects.
 */
export async function post(body: string): Promise<Reply> {
  try {
    const response = await fetch(address(), {
      method: 'POST',
      body,
      keepalive: body.length < MOST_KEPT_ALIVE,
      credentials: options.cookie ? 'include' : undefined,
      signal: AbortSignal.timeout?.(TIMEOUT_MS),
    } as RequestInit);
    const said = await response.json().catch(() => ({}));
    return [response.status, said, said.retry_after_s ?? response.headers.get('retry-after')];
  } catch (error) {
    tell('error', error);
    return [0, {}];
  }
}

/** For a page that ends: every engine lets a beacon outlive it, but nobody hears the answer. */
export function beacon(body: string): boolean {
  return navigator.sendBeacon(address(), body);
}

function address(): string {
  return `${options.host}${options.path}`;
}
