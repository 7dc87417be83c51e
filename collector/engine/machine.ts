/**
 * What the fold runs on, types only: the compiled model, and a person opened under it. They know
 * each other, so they stand together.
 */
import type { EventTest } from './match.ts';
import type { Match, Model } from './model.ts';
import type { Act } from './reports/types.ts';
import type { Facts, Memory } from './state.ts';
import type { CanonicalEvent, Move, Order, Visit } from './types.ts';

/** Sums in hundredths. */
export interface CompiledGroup {
  index: number;
  id: string;
  decays: boolean;
  cap: number;
  floor: number;
  /** names of `highest_of` whose awards belong to the group */
  sets: readonly string[];
}

/** A rule whatever the event. */
export interface CompiledRule {
  index: number;
  id: string;
  group: CompiledGroup;
  /** what the event is worth, hundredths; 0 for nothing */
  points: (event: CanonicalEvent) => number;
  set: string | undefined;
  per: 'visit' | 'day' | 'lifetime';
  /** awards, or hundredths, allowed in one visit, day or lifetime */
  limit: number;
  limits: 'times' | 'points';
}
/** A rule as it applies to events of one type. */
export interface TypedRule extends CompiledRule {
  test: EventTest | undefined;
}

/** A fact outside the leaf's own memory whose change makes it look again. */
export type Topic = 'facts' | 'orders' | 'score' | 'groups' | 'seen';

/** Hands the leaf an event that matches. Feeds of an earlier phase see the event first. */
export interface Feed {
  match: Match;
  phase: 0 | 1;
  /** one more match can only make the leaf hold, or hold longer: one that holds needs no look */
  lasting?: boolean;
  take: (run: Run, index: number, event: CanonicalEvent) => void;
}

export interface Leaf {
  feeds: readonly Feed[];
  topics?: readonly Topic[];
  holds: (run: Run, index: number, at: number) => boolean;
  /** an instant after `at` before which time alone does not change `holds`; Infinity for never */
  until: (run: Run, index: number, at: number) => number;
}

/** Whether a condition holds, given the values of all leaves. */
export type Tree = (holds: Uint8Array) => boolean;

export interface Sink {
  leaf: number;
  lasting: boolean;
  take: (run: Run, index: number, event: CanonicalEvent) => void;
}
export interface Probe {
  test: EventTest | undefined;
  phase: number;
  sinks: Sink[];
}

/** What happens on events of one type. */
export interface Plan {
  /** what the event adds to its visit */
  visit: 'page' | 'engagement' | undefined;
  /** the owner's act, not the person's: always, or when a server reports it */
  owners: 'always' | 'server' | undefined;
  /** orders: gives whether the event moves the person at all */
  order: ((run: Run, event: CanonicalEvent) => boolean) | undefined;
  fact: ((state: Facts, event: CanonicalEvent) => void) | undefined;
  /** what reports list of it one by one, if anything */
  act: ((event: CanonicalEvent, visit: Visit | undefined) => Act | undefined) | undefined;
  rules: TypedRule[];
  probes: Probe[];
}

export interface CompiledLeaf extends Leaf {
  index: number;
  key: string;
}

export interface Compiled {
  model: Model;
  version: number;
  /** milliseconds */
  halfLife: number;
  verifiedOnly: boolean;
  groups: CompiledGroup[];
  /** the same by whether they decay */
  decaying: CompiledGroup[];
  keeping: CompiledGroup[];
  rules: CompiledRule[];
  /** lowest first, with the lowest shown score each begins at */
  grades: { id: string; from: number }[];
  rungs: { id: string; enter: Tree; keep: Tree; stay: number }[];
  segments: { id: string; when: Tree }[];
  leaves: CompiledLeaf[];
  /** where in the lists above a name is that states keep; leaves go by their key */
  indexes: Record<'groups' | 'rules' | 'segments' | 'leaves', ReadonlyMap<string, number>>;
  /** leaves to look at again when something outside their memory changes */
  topics: Record<Topic, number[]>;
  /** shown scores, ascending, at which a grade begins or a condition turns */
  edges: number[];
  plans: Map<string, Plan>;
  /** for types no rule or condition names */
  otherPlan: Plan;
}

/** What a rule gave for one event, kept only while an explanation is made. Hundredths. */
export interface Award {
  rule: number;
  event: { id: string; type: string; ts: number };
  /** what the rule says */
  points: number;
  /** what it changed the group's sum by */
  effective: number;
  cut?: 'limit' | 'cap' | 'floor';
}

/**
 * The working form of a state: the same facts with everything the model's conditions need
 * at hand, so that folding an event touches only what the event changes.
 */
export interface Run {
  readonly c: Compiled;
  /** facts; the fields below replace those of the same meaning until `close` */
  readonly state: Facts;
  /** when this run was opened: outputs tell what fell after it */
  readonly from: number;

  /** by group: undecayed at `state.anchor`, `highest_of` apart */
  readonly sums: number[];
  /** total of the groups that keep, `highest_of` included, and of those that decay */
  kept: number;
  decaying: number;
  /** by rule */
  readonly scope: number[];
  readonly amount: number[];

  /** by leaf: memory, value, and the instant before which time alone does not change the value */
  readonly memory: Memory[];
  readonly holds: Uint8Array;
  readonly until: Float64Array;
  /** no leaf and no stay needs a look before */
  wake: number;
  /** the edges between which the shown score is: it is at least the one and under the other */
  low: number;
  high: number;
  /** a leaf's value changed since the ladder was last looked at */
  changed: boolean;

  rung: number;
  grade: number;
  /** end of the minimum stay that holds a move down back */
  stay: number;
  /** by segment: entered at, or −1 */
  readonly entered: number[];

  /** of the event being folded: its visit and the awards that moved the score most */
  visit: Visit | undefined;
  raisedBy: number;
  raise: number;
  loweredBy: number;
  lowering: number;

  readonly moves: Move[];
  readonly visits: Visit[];
  readonly acts: Act[];
  readonly touched: Map<string, Order>;
  /** counts changes of rung, grade and segments */
  changes: number;
  awards: Award[] | undefined;
}
