/** Messages → bodies of requests that the collector takes. Pure. */
import { LIMITS } from '../../../sdk/wire.ts';
import type { Told } from './history.ts';
import type { Message } from './speak.ts';

/** What one request carries. */
export interface Batch {
  /** sent with the secret key, or with the public one */
  trusted: boolean;
  messages: number;
  /** JSON */
  body: string;
}

/** Under what a request may carry, with room for what is around. */
const MOST_BYTES = LIMITS.batchBytes * 0.9;
const MOST_MESSAGES = LIMITS.batchEvents * 0.9;

/**
 * Batches in rounds: a round begins when the one before has been answered. What servers know comes
 * first, so that users are known when pages speak; second devices come after the first, so that it
 * is always the same one that a person begins with.
 *
 * @param pagesSince from then on a page may speak for itself; what is older only servers may tell
 */
export function rounds(told: readonly Told[], pagesSince: number): Batch[][] {
  const all = told.flatMap(({ person, tellings }) => {
    const [first] = person.devices;
    return tellings.map(({ at, server, message }) => ({
      message,
      trusted: server || at < pagesSince,
      first: message.anonymousId === first.visitor,
    }));
  });
  const of = (is: (one: (typeof all)[number]) => boolean) =>
    all.filter(is).map(({ message }) => message);
  return [
    pack(
      of(({ trusted, first }) => trusted && first),
      true,
    ),
    pack(
      of(({ trusted, first }) => trusted && !first),
      true,
    ),
    pack(
      of(({ trusted }) => !trusted),
      false,
    ),
  ].filter((batches) => batches.length > 0);
}

function pack(messages: readonly Message[], trusted: boolean): Batch[] {
  const batches: Batch[] = [];
  let texts: string[] = [];
  let bytes = 0;
  const close = () => {
    if (texts.length === 0) return;
    batches.push({ trusted, messages: texts.length, body: `{"batch":[${texts.join(',')}]}` });
    texts = [];
    bytes = 0;
  };
  for (const message of messages) {
    const text = JSON.stringify(message);
    const size = Buffer.byteLength(text) + 1;
    if (texts.length >= MOST_MESSAGES || bytes + size > MOST_BYTES) close();
    texts.push(text);
    bytes += size;
  }
  close();
  return batches;
}
