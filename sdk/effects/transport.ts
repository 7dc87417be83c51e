/** Requests to the collector. */
import { options } from './settings.ts';

const TIMEOUT_MS = 20_000;
/** Browsers refuse `keepalive` above 64 KiB, all requests under way together. */
const MOST_KEPT_ALIVE = 20_000;

/**
 * A string body is `text/plain`, so the browser asks for no permission first; `keepalive` lets the
 * request outlive the page.
 */
export function post(body: string): Promise<Response> {
  return fetch(ingestUrl(), {
    method: 'POST',
    body,
    keepalive: body.length < MOST_KEPT_ALIVE,
    credentials: options.cookie ? 'include' : undefined,
    signal: AbortSignal.timeout?.(TIMEOUT_MS),
  } as RequestInit);
}

export function ingestUrl(): string {
  return (options.host as string) + options.path;
}
