/** One request to the collector, and what came of it as a value. */
import { type Answer, INGEST_PATH } from '../wire.ts';
import { state } from './state.ts';

export interface Reply {
  /** HTTP status; 0 when there was no answer, or none that can be read */
  status_: number;
  answer_: Answer | undefined;
  /** what the collector asked for, seconds */
  retryAfter_: number;
}

const TIMEOUT_MS = 20_000;

/**
 * A string body is `text/plain`, so the browser asks for no permission first; `keepalive` lets the
 * request outlive the page. Never rejects.
 */
export async function post(body: string): Promise<Reply> {
  const { host = location.origin, path = INGEST_PATH, cookie } = state.options_;
  try {
    const response = await fetch(host + path, {
      method: 'POST',
      body,
      keepalive: true,
      credentials: cookie ? 'include' : 'same-origin',
      signal: AbortSignal.timeout?.(TIMEOUT_MS),
    });
    const answer: Answer | undefined = response.ok ? await response.json() : undefined;
    if (answer && !answer.missing) throw answer;
    const wait = answer?.retry_after_s ?? response.headers.get('retry-after');
    return { status_: response.status, answer_: answer, retryAfter_: Number(wait) || 0 };
  } catch {
    return { status_: 0, answer_: undefined, retryAfter_: 0 };
  }
}
