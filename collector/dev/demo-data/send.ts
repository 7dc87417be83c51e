/** One batch over HTTP, again and again until the collector has it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch } from './batches.ts';

export interface Collector {
  /** without a slash at the end */
  url: string;
  write_key: string;
  secret_key: string;
}

/** What became of messages, by result: `ok`, `duplicate`, `rejected: REASON`. */
export type Outcomes = Record<string, number>;

/** An answer that is none, in the words of the collector. */
export class Refused extends Error {
  override name = 'Refused';
}

/** Tries of one request, and the longest pause between two, milliseconds. */
const TRIES = 12;
const LAST_PAUSE = 20_000;

/**
 * @param pause waits so many milliseconds; tests do not
 * @throws Refused when the collector will not take it, or has not answered for some minutes
 */
export async function sendBatch(
  { url, write_key, secret_key }: Collector,
  { trusted, body }: Batch,
  pause: (ms: number) => Promise<unknown> = sleep,
): Promise<Outcomes> {
  const key = Buffer.from(`${trusted ? secret_key : write_key}:`).toString('base64');
  const headers = { Authorization: `Basic ${key}`, 'Content-Type': 'application/json' };
  let last = '';
  for (let tries = 0; tries < TRIES; tries += 1) {
    const response = await ask(`${url}/v1/batch`, { method: 'POST', headers, body });
    if (response instanceof Error) last = response.message;
    else if (response.ok) return outcomes(await response.json());
    else if (mayRepeat(response.status)) last = await response.text();
    else throw new Refused(`${response.status} ${await response.text()}`);
    await pause(pauseAfter(response, tries));
  }
  throw new Refused(`The collector did not take a batch in ${TRIES} tries: ${last}`);
}

const mayRepeat = (status: number): boolean => status === 429 || status >= 500;

/** A collector that is starting again is one that cannot be reached for a moment. */
async function ask(url: string, init: RequestInit): Promise<Response | Error> {
  try {
    return await fetch(url, init);
  } catch (error) {
    return error as Error;
  }
}

/** As long as the collector asks for, or twice as long each time. */
function pauseAfter(response: Response | Error, tries: number): number {
  const asked = response instanceof Error ? NaN : Number(response.headers.get('Retry-After'));
  return Math.min(asked > 0 ? asked * 1000 : 250 * 2 ** tries, LAST_PAUSE);
}

function outcomes(answer: unknown): Outcomes {
  const { results } = answer as { results: Record<string, string> };
  const counts: Outcomes = {};
  for (const result of Object.values(results)) counts[result] = (counts[result] ?? 0) + 1;
  return counts;
}
