/** How a collector behaves at first, before it answers well. */
import type { Mood } from '../browser/site.ts';

/** The first requests get this; then all is well. */
const atFirst =
  (times: number, mood: Mood): (() => Mood) =>
  () => {
    let left = times;
    return (envelope, response) =>
      left-- > 0 ? mood(envelope, response) : ('store and answer' as const);
  };

const answer =
  (status: number, headers: Record<string, string> = {}): Mood =>
  (_, response) => {
    response.writeHead(status, headers).end();
    return 'neither';
  };

/** Never answers, and stores nothing. */
export const hang: Mood = () => 'neither';

type Named = readonly [name: string, make: () => Mood];

export const WELL: Named = ['answers', () => () => 'store and answer'];

export const MOODS: readonly Named[] = [
  [
    'is down',
    atFirst(2, (_, response) => {
      response.destroy();
      return 'neither';
    }),
  ],
  ['answers 503 and when to come again', atFirst(2, answer(503, { 'retry-after': '1' }))],
  [
    'needs 4 seconds',
    atFirst(1, async () => {
      await new Promise((later) => setTimeout(later, 4000));
      return 'store and answer' as const;
    }),
  ],
  ['answers 429', atFirst(2, answer(429))],
  [
    'stores and swallows the reply',
    atFirst(2, (_, response) => {
      setImmediate(() => response.destroy());
      return 'store only';
    }),
  ],
  [
    'answers 413 to more than two events',
    () => (envelope, response) =>
      envelope.events.length > 2 ? answer(413)(envelope, response) : 'store and answer',
  ],
  ['takes the first request and never answers', atFirst(1, hang)],
];
