/** Each limit of the wire at its edge: what is just allowed is stored, one more is refused. */
import { describe, expect, test } from 'vitest';
import { type Json, LIMITS, type Props, type WireEvent } from '../../sdk/wire.ts';
import { envelope, event, logOf, newSite, newVisitor, post, send } from './visitor.ts';

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

/** An event whose props are so many levels deep, the props themselves being the first. */
function deep(levels: number): WireEvent {
  let inner: Json = 1;
  for (let i = 1; i < levels; i += 1) inner = { in: inner };
  return event(Date.now(), 'note', { in: inner } as Props);
}

const many = (keys: number): WireEvent =>
  event(
    Date.now(),
    'note',
    Object.fromEntries(Array.from({ length: keys }, (_, i) => [`k${i}`, i])),
  );

/** An event of exactly so many bytes, Persian letters of two bytes each among them. */
function long(bytes: number): WireEvent {
  const texts = ['a', 'b', 'c', 'd', 'e'].map((name) => [name, 'ب'.repeat(2500)] as const);
  const base = event(Date.now(), 'note', { ...Object.fromEntries(texts), rest: '' });
  const missing = bytes - bytesOf(base);
  return { ...base, props: { ...base.props, rest: 'x'.repeat(missing) } };
}

const EDGES: [what: string, inside: WireEvent, outside: WireEvent, reason: string][] = [
  ['depth', deep(LIMITS.depth), deep(LIMITS.depth + 1), 'too_deep'],
  ['keys', many(LIMITS.keys), many(LIMITS.keys + 1), 'too_many_keys'],
  ['bytes', long(LIMITS.eventBytes), long(LIMITS.eventBytes + 1), 'too_large'],
];

describe('An event at the edge', () => {
  test.each(EDGES)(
    'of %s is stored, and refused with one more',
    async (_, inside, outside, why) => {
      const site = await newSite();
      const { results } = await send(site, newVisitor(), [inside, outside]);
      expect(results[inside.id]).toBe('ok');
      expect(results[outside.id]).toMatch(new RegExp(`^rejected: ${why}`));
      expect((await logOf(site.site)).map(({ id }) => id)).toEqual([inside.id]);
    },
  );
});

test('A batch of exactly so many bytes or events is taken, and one more is 413', async () => {
  const site = await newSite();
  const filled = (bytes: number) => {
    const body = envelope(site, newVisitor(), [event(Date.now())]);
    const missing = bytes - body.length - ',"filler":""'.length;
    return body.replace(/}$/, `,"filler":"${'x'.repeat(missing)}"}`);
  };
  expect((await post(filled(LIMITS.batchBytes))).status).toBe(200);
  expect((await post(filled(LIMITS.batchBytes + 1))).status).toBe(413);
  const events = (n: number) => Array.from({ length: n }, () => event(Date.now()));
  const status = async (n: number) => (await post(envelope(site, newVisitor(), events(n)))).status;
  expect(await status(LIMITS.batchEvents)).toBe(200);
  expect(await status(LIMITS.batchEvents + 1)).toBe(413);
});
