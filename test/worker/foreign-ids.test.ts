/** Ids that are no UUIDv7: an id counts once per device, and the first stored copy wins. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CreatedSite } from '../../collector/store/sites.ts';
import type { WireEvent } from '../../sdk/wire.ts';
import { type Answered, post } from './segment-door.ts';
import { DAY, event, logOf, MINUTE, newSite, newVisitor, people, send } from './visitor.ts';

const UUIDS = Array.from({ length: 4 }, () => crypto.randomUUID());

interface Copy {
  id: string;
  ts: number;
  /** tells copies apart */
  type: string;
}

/** One request through either door, and what it answered of each copy, in order. */
async function deliver(site: CreatedSite, visitor: string, door: string, copies: Copy[]) {
  if (door === '/e') {
    const events = copies.map((copy) => ({ ...event(copy.ts, copy.type), id: copy.id }));
    const { results } = await send(site, visitor, events);
    return results;
  }
  const batch = copies.map(({ id, ts, type }) => ({
    type: 'track',
    messageId: id,
    anonymousId: visitor,
    event: type,
    timestamp: new Date(ts).toISOString(),
  }));
  const response = await post('/v1/batch', { batch }, site.write_key);
  return (await response.json<Answered>()).results;
}

describe('Whatever their times, batches, order and doors', () => {
  test('of many copies the one that came first is stored, and no other', async () => {
    const copies = fc.array(
      fc.record({
        door: fc.constantFrom('/e', '/v1'),
        copies: fc.array(
          fc.record({
            id: fc.constantFrom(...UUIDS, ...UUIDS.map((id) => id.toUpperCase())),
            back: fc.integer({ min: 0, max: 20 * DAY }),
          }),
          { minLength: 1, maxLength: 4 },
        ),
      }),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(copies, async (requests) => {
        const site = await newSite();
        const visitor = newVisitor();
        const first = new Map<string, string>();
        let n = 0;
        for (const { door, copies } of requests) {
          const told = copies.map(({ id, back }) => {
            n += 1;
            return { id, ts: Date.now() - back, type: `copy ${n}` };
          });
          const fresh = new Set<string>();
          for (const { id, type } of told) {
            const own = id.toLowerCase();
            if (!first.has(own)) fresh.add(own);
            if (!first.has(own)) first.set(own, type);
          }
          const results = await deliver(site, visitor, door, told);
          for (const [id, result] of Object.entries(results)) {
            if (!fresh.has(id.toLowerCase())) expect(result).toBe('duplicate');
          }
        }
        const log = await logOf(site.site);
        expect(log.map(({ type }) => type).sort()).toEqual([...first.values()].sort());
      }),
      { numRuns: 25 },
    );
  });

  test('two requests at once store one copy', async () => {
    const site = await newSite();
    const visitor = newVisitor();
    const id = crypto.randomUUID();
    const copies = Array.from({ length: 6 }, (_, i) => ({
      id,
      ts: Date.now() - i * MINUTE,
      type: `copy ${i}`,
    }));
    const doors = ['/e', '/v1'];
    await Promise.all(
      copies.map((copy, i) => deliver(site, visitor, doors[i % 2] as string, [copy])),
    );
    expect(await logOf(site.site)).toHaveLength(1);
  });
});

describe('In the archive', () => {
  const BULK = 'x'.repeat(2000);

  /** A long history whose oldest event has a foreign id. */
  async function archived() {
    const site = await newSite();
    const visitor = newVisitor();
    const begin = Date.now() - 10 * DAY;
    const old: WireEvent = { ...event(begin, 'old'), id: crypto.randomUUID() };
    const events = [
      old,
      ...Array.from({ length: 30 }, (_, i) => event(begin + (i + 1) * MINUTE, 'x', { BULK })),
    ];
    for (const one of events) await send(site, visitor, [one]);
    const [person] = await people(site.site);
    expect(person?.doc.chunks).toBeGreaterThan(0);
    expect(person?.doc.tail.map(({ type }) => type)).not.toContain('old');
    return { site, visitor, old, events };
  }

  test('a copy with another time is found, confirmed, and changes nothing', async () => {
    const { site, visitor, old, events } = await archived();
    for (const ts of [old.ts, old.ts - DAY, Date.now(), Date.now() - MINUTE]) {
      const results = await deliver(site, visitor, '/v1', [{ id: old.id, ts, type: 'later' }]);
      expect(results).toEqual({ [old.id]: 'duplicate' });
    }
    const asked = { confirm: [old.id, crypto.randomUUID()] };
    const { missing } = await send(site, visitor, [], asked);
    expect(missing).toEqual(asked.confirm.slice(1));
    const log = await logOf(site.site);
    expect(log).toHaveLength(events.length);
    expect(log[0]).toMatchObject({ type: 'old', ts: old.ts });
  });

  test('the same id of another visitor is another event', async () => {
    const { site, old } = await archived();
    const results = await deliver(site, newVisitor(), '/e', [{ ...old, type: 'theirs' }]);
    expect(results).toEqual({ [old.id]: 'ok' });
  });
});
