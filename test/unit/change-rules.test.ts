// Whatever happens around changes of rules, the record is whole: see `collector/store/settle.ts`.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CanonicalEvent,
  type Compiled,
  compareEvents,
  compile,
  type Move,
  PRESETS,
  replay,
  start,
} from '../../collector/engine/index.ts';
import { newDocument, type StoredPerson } from '../../collector/store/record.ts';
import { settle } from '../../collector/store/settle.ts';

const HOUR = 3_600_000;
const BEGIN = Date.UTC(2026, 0, 1);

/** Three ladders with grades that begin elsewhere. */
const MODELS: Compiled[] = [
  compile(PRESETS.loyalty, 1),
  compile({ ...PRESETS.crm, grades: [{ id: 'cold' }, { id: 'weak', min: 5 }] }, 2),
  compile({ ...PRESETS.classic, half_life_days: 3 }, 3),
];

interface Visitor {
  stored: StoredPerson | null;
  log: CanonicalEvent[];
  moves: Map<string, Move>;
  past: Move[];
  published: { model: Compiled; since: number };
}

const keyOf = ({ at, kind, to }: Move): string => `${at} ${kind} ${to}`;

/** A unit of work, and what it does to the rows of moves. */
function work(visitor: Visitor, events: CanonicalEvent[], now: number): void {
  const { stored, published } = visitor;
  const { model, since } = published;
  const doc = stored?.doc ?? newDocument(model.version);
  if (!stored && events.length === 0) return;
  const oldModel = MODELS[doc.model - 1] as Compiled;
  const rules = oldModel === model ? {} : { rules: { oldModel, since, alert: false } };
  const sorted = [...events].sort(compareEvents);
  const settled = settle({ model, stored, doc, events: sorted, chunks: [], ...rules, now });
  const { put, remove } = settled.changes.moves;
  for (const move of remove) visitor.moves.delete(keyOf(move));
  for (const move of put) visitor.moves.set(keyOf(move), move);
  if (settled.past) visitor.past.push(...settled.past.moves);
  // As the database keeps it.
  const kept = JSON.parse(settled.text);
  const { columns } = settled;
  visitor.stored = { person: 'p', version: 1, columns, doc: kept };
  visitor.log.push(...events);
}

const step = fc.oneof(
  fc.record({
    do: fc.constant('events' as const),
    types: fc.array(
      fc.constantFrom('page_view', 'newsletter_signup', 'purchase', 'chat', 'unsubscribe'),
      { minLength: 1, maxLength: 4 },
    ),
    /** hours before now; up to ten days late */
    late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 240 })),
  }),
  fc.record({ do: fc.constant('notice' as const) }),
  fc.record({ do: fc.constant('publish' as const), model: fc.nat(2) }),
);
const steps = fc.array(fc.tuple(step, fc.integer({ min: 1, max: 400 })), { maxLength: 14 });

let made = 0;

function eventsOf(types: string[], ts: number): CanonicalEvent[] {
  return types.map((type, i) => {
    made += 1;
    const id = `01890b2c-5f00-7000-8000-${made.toString(16).padStart(12, '0')}`;
    const url = 'https://shop.example/pricing';
    const props = type === 'purchase' ? { order_id: id, value: 5, currency: 'EUR' } : {};
    return { id, type, ts: ts + i * 1000, device: 'd:v', offset_min: 0, url, props };
  });
}

function play(plan: [typeof step extends fc.Arbitrary<infer S> ? S : never, number][]): Visitor {
  const first = { model: MODELS[0] as Compiled, since: 0 };
  const visitor: Visitor = {
    stored: null,
    log: [],
    moves: new Map(),
    past: [],
    published: first,
  };
  let now = BEGIN + 1000 * HOUR;
  for (const [one, hours] of plan) {
    now += hours * HOUR;
    if (one.do === 'events') work(visitor, eventsOf(one.types, now - one.late * HOUR), now);
    else if (one.do === 'notice') work(visitor, [], now);
    else visitor.published = { model: MODELS[one.model] as Compiled, since: now };
  }
  work(visitor, [], now + HOUR);
  return visitor;
}

/** Order in time; moves of one instant follow each other from place to place. */
function chainOf(visitor: Visitor, kind: Move['kind']): Move[] {
  return [...visitor.moves.values()]
    .filter((move) => move.kind === kind)
    .sort((a, b) => a.at - b.at);
}

test('However events, time and changes of rules follow each other, one stands where the last move led, and it is the fold of today’s rules', () => {
  fc.assert(
    fc.property(steps, (plan) => {
      const visitor = play(plan);
      if (!visitor.stored) return;
      const { doc } = visitor.stored;
      const { model } = visitor.published;
      expect(doc.model).toBe(model.version);
      const log = visitor.log.sort(compareEvents);
      const { state } = replay(model, start(), log, doc.noticed);
      expect(replay(model, doc.base, doc.tail, doc.noticed).state).toEqual(
        JSON.parse(JSON.stringify(state)),
      );
      for (const kind of ['rung', 'grade'] as const) {
        const chain = chainOf(visitor, kind);
        const last = chain.at(-1);
        if (last) expect(last.to).toBe(state[kind]);
        expect(chain.every(({ from, to }) => from !== to)).toBe(true);
        if (new Set(chain.map(({ at }) => at)).size < chain.length) continue;
        for (const [i, move] of chain.entries()) {
          if (i > 0) expect(move.from).toBe(chain[i - 1]?.to);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('The copy of past moves that timelines show is what is recorded from before the last change', () => {
  fc.assert(
    fc.property(steps, (plan) => {
      const visitor = play(plan);
      const since = visitor.stored?.doc.rules_since;
      if (!since || since.rung === '') return;
      const recorded = [...visitor.moves.values()].filter(({ at }) => at <= since.at);
      const old = recorded.filter(({ at, cause }) => at < since.at || cause.by !== 'model');
      expect(visitor.past.map(keyOf).sort()).toEqual(old.map(keyOf).sort());
    }),
    { numRuns: 300 },
  );
});
