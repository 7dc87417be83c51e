/** Between the state that is kept and the run that is folded on. */

import { wakeUp } from './fold.ts';
import type { Compiled, Run } from './machine.ts';
import { total } from './score.ts';
import type { Facts, Memory, State } from './state.ts';

/** Where no visit or day has been yet. */
const NOWHERE = -1e9;

function indexOf(list: readonly { id: string }[], id: string): number {
  return Math.max(
    0,
    list.findIndex((it) => it.id === id),
  );
}

/** Only what the fold changes in place is copied. */
function factsOf(base: State): Facts {
  const { visit } = base;
  return {
    at: base.at,
    first_seen: base.first_seen,
    last_seen: base.last_seen,
    sums: base.sums,
    anchor: base.anchor,
    best: { ...base.best },
    used: base.used,
    memory: base.memory,
    rung: base.rung,
    rung_since: base.rung_since,
    grade: base.grade,
    grade_since: base.grade_since,
    segments: base.segments,
    visits: base.visits,
    visit: visit && { ...visit },
    first_source: base.first_source,
    last_source: base.last_source,
    country: base.country,
    region: base.region,
    city: base.city,
    time_zone: base.time_zone,
    traits: { ...base.traits },
    email: base.email,
    subscription: base.subscription,
    orders: base.orders.slice(),
    past_orders: base.past_orders,
    past_order_ids: base.past_order_ids,
  };
}

type Named = Pick<State, 'sums' | 'used' | 'memory' | 'rung' | 'grade' | 'segments'>;

/** Only what is known, so that a state is the same before and after it was JSON. */
function stateOf(facts: Facts, named: Named): State {
  const { visit, first_source, last_source, country, region, city, time_zone } = facts;
  const { email, subscription, past_orders, past_order_ids } = facts;
  const state: State = {
    at: facts.at,
    first_seen: facts.first_seen,
    last_seen: facts.last_seen,
    sums: named.sums,
    anchor: facts.anchor,
    best: { ...facts.best },
    used: named.used,
    memory: named.memory,
    rung: named.rung,
    rung_since: facts.rung_since,
    grade: named.grade,
    grade_since: facts.grade_since,
    segments: named.segments,
    visits: facts.visits,
    traits: { ...facts.traits },
    orders: facts.orders.slice(),
  };
  if (visit) state.visit = { ...visit };
  if (first_source) state.first_source = first_source;
  if (last_source) state.last_source = last_source;
  if (country !== undefined) state.country = country;
  if (region !== undefined) state.region = region;
  if (city !== undefined) state.city = city;
  if (time_zone !== undefined) state.time_zone = time_zone;
  if (email !== undefined) state.email = email;
  if (subscription) state.subscription = subscription;
  if (past_orders) state.past_orders = past_orders;
  if (past_order_ids) state.past_order_ids = past_order_ids;
  return state;
}

/** Hands on what a state keeps by name; names that the model does not have are left out. */
function place<T>(
  kept: Readonly<Record<string, T>>,
  indexes: ReadonlyMap<string, number>,
  put: (index: number, value: T) => void,
): void {
  for (const name in kept) {
    const index = indexes.get(name);
    if (index !== undefined) put(index, kept[name] as T);
  }
}

/** Looks up what is kept instead of asking for all that could be: most people did few things. */
function remember({ c, state, sums, scope, amount, memory, entered }: Run): void {
  const { groups, rules, leaves, segments } = c.indexes;
  place(state.sums, groups, (index, sum) => {
    sums[index] = sum;
  });
  place(state.used, rules, (index, used) => {
    [scope[index], amount[index]] = used;
  });
  place(state.memory, leaves, (index, kept) => {
    memory[index] = kept.slice();
  });
  place(state.segments, segments, (index, at) => {
    entered[index] = at;
  });
}

const filled = (length: number, value: number): number[] => new Array<number>(length).fill(value);

/**
 * A working copy of a state; the state itself is never changed. Memory of rules and conditions
 * that the model does not have is left out, so a state may be opened under a newer model.
 */
export function open(c: Compiled, base: State): Run {
  const state = factsOf(base);
  const run: Run = {
    c,
    state,
    from: state.at,
    sums: filled(c.groups.length, 0),
    kept: 0,
    decaying: 0,
    scope: filled(c.rules.length, NOWHERE),
    amount: filled(c.rules.length, 0),
    memory: c.leaves.map(() => []),
    holds: new Uint8Array(c.leaves.length),
    until: new Float64Array(c.leaves.length + 1),
    wake: Infinity,
    low: -Infinity,
    high: Infinity,
    changed: false,
    rung: indexOf(c.rungs, state.rung),
    grade: indexOf(c.grades, state.grade),
    stay: Infinity,
    entered: filled(c.segments.length, -1),
    visit: undefined,
    raisedBy: -1,
    raise: 0,
    loweredBy: -1,
    lowering: 0,
    moves: [],
    visits: [],
    acts: [],
    touched: new Map(),
    changes: 0,
    awards: undefined,
  };
  remember(run);
  total(run);
  if (state.first_seen !== null) wakeUp(run, state.at);
  return run;
}

/** Entries in the model's order, so that equal states are equal as JSON. */
function entries<T>(
  list: readonly { id: string }[],
  valueAt: (index: number) => T | undefined,
): Record<string, T> {
  const kept: Record<string, T> = {};
  for (let i = 0; i < list.length; i++) {
    const value = valueAt(i);
    if (value !== undefined) kept[(list[i] as { id: string }).id] = value;
  }
  return kept;
}

function memoryOf(run: Run): State['memory'] {
  const kept: State['memory'] = {};
  for (const { index, key } of run.c.leaves) {
    const memory = run.memory[index] as Memory;
    if (memory.length > 0) kept[key] = memory.slice();
  }
  return kept;
}

/** The state a run has come to; the run may go on. */
export function close(run: Run): State {
  const { c, state, sums, scope, amount, entered } = run;
  if (state.first_seen === null) return stateOf(state, state);
  return stateOf(state, {
    sums: entries(c.groups, (i) => sums[i] || undefined),
    used: entries(c.rules, (i): [number, number] | undefined =>
      amount[i] ? [scope[i] as number, amount[i]] : undefined,
    ),
    memory: memoryOf(run),
    rung: c.rungs[run.rung]?.id ?? '',
    grade: c.grades[run.grade]?.id ?? '',
    segments: entries(c.segments, (i) => ((entered[i] ?? -1) < 0 ? undefined : entered[i])),
  });
}
