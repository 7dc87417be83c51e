/**
 * A database that fails before or after it commits, answers that get lost, batches that come twice
 * and in any order: acknowledged is stored, once, and the store is what the log says.
 */
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Answer, WireEvent } from '../../sdk/wire.ts';
import { wrap } from './database-wrappers.ts';
import { expectSound } from './sound-store.ts';
import { envelope, event, logOf, MINUTE, newSite, newVisitor, post } from './visitor.ts';

const END = Date.UTC(2026, 5, 20);
const RUNS = Number(process.env.RUNG_FAULT_RUNS ?? 25);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: END });
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** What happens to one call of the database. */
type Fault = 'none' | 'before' | 'after';

const plan = fc.record({
  /** minutes before the end and kind of each event */
  events: fc.array(fc.tuple(fc.integer({ min: 40, max: 4000 }), fc.nat(2)), {
    minLength: 4,
    maxLength: 24,
  }),
  /** sizes of batches */
  sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 }),
  /** which batch is sent next, among those that are not answered for */
  turns: fc.array(fc.nat(5), { minLength: 8, maxLength: 40 }),
  faults: fc.array(fc.constantFrom<Fault>('none', 'none', 'before', 'after'), { maxLength: 40 }),
  /** whether an answer is lost on its way */
  lost: fc.array(fc.boolean(), { maxLength: 20 }),
  /** whether a batch is sent by two at once */
  doubled: fc.array(fc.boolean(), { maxLength: 20 }),
});

const TYPES = ['page_view', 'newsletter_signup', 'add_to_cart'];

function batchesOf(list: [minutes: number, kind: number][], sizes: number[]): WireEvent[][] {
  const events = list.map(([minutes, kind]) => event(END - minutes * MINUTE, TYPES[kind]));
  const batches: WireEvent[][] = [];
  for (let i = 0; events.length > 0; i += 1) {
    batches.push(events.splice(0, sizes[i % sizes.length] ?? 1));
  }
  return batches;
}

/** Each call takes the next fault; when there are none left the database is sound again. */
function faulty(faults: Fault[]): D1Database {
  const left = [...faults];
  const fail = () => {
    throw new Error('D1_ERROR: Network connection lost.');
  };
  let fault: Fault = 'none';
  return wrap(env.DB, {
    before: () => {
      fault = left.shift() ?? 'none';
      if (fault === 'before') fail();
    },
    after: () => {
      if (fault === 'after') fail();
    },
  });
}

test('Acknowledged is stored once, whatever fails on the way', { timeout: 120_000 }, async () => {
  const seed = Number(process.env.RUNG_SEED ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`seed ${seed}`);
  await fc.assert(
    fc.asyncProperty(plan, async ({ events, sizes, turns, faults, lost, doubled }) => {
      const [site, visitor] = [await newSite(), newVisitor()];
      const batches = batchesOf(events, sizes);
      const all = batches.flat();
      const db = faulty(faults);
      const acknowledged = new Map<string, number>();
      const hear = ({ results }: Answer) => {
        for (const [id, result] of Object.entries(results)) {
          expect(['ok', 'duplicate', 'retry']).toContain(result);
          if (result === 'ok') acknowledged.set(id, (acknowledged.get(id) ?? 0) + 1);
        }
      };
      /** True when every event of the batch was answered for and the answer arrived. */
      const deliver = async (batch: WireEvent[], turn: number): Promise<boolean> => {
        const response = await post(envelope(site, visitor, batch), {}, { DB: db });
        expect([200, 503]).toContain(response.status);
        if (response.status === 503) return false;
        const answer = await response.json<Answer>();
        hear(answer);
        const done = Object.values(answer.results).every((result) => result !== 'retry');
        return done && !lost[turn];
      };
      const waiting = [...batches];
      for (let turn = 0; waiting.length > 0; turn += 1) {
        const place = (turns[turn % turns.length] ?? 0) % waiting.length;
        const [batch = []] = waiting.splice(place, 1);
        const copies = doubled[turn] ? [batch, batch] : [batch];
        const done = await Promise.all(copies.map((copy) => deliver(copy, turn)));
        if (done.includes(false)) waiting.push(batch);
      }
      const stored = (await logOf(site.site)).map(({ id }) => id);
      expect(stored.sort()).toEqual(all.map(({ id }) => id).sort());
      expect([...acknowledged.values()].every((times) => times === 1)).toBe(true);
      expect([...acknowledged.keys()].every((id) => stored.includes(id))).toBe(true);
      await expectSound(site.site, all, END);
    }),
    { numRuns: RUNS, seed },
  );
});
