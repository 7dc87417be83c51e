/** Pure: what other rules make of one person's moves. What happened under the old ones stays. */
import type { PersonDocument, RulesSince } from '../engine/document.ts';
import {
  type CanonicalEvent,
  type Compiled,
  compareEvents,
  type Move,
  movesSince,
  position,
  type Replay,
  replay,
  type State,
} from '../engine/index.ts';
import type { Chunk } from './archive.ts';

/** A published model that takes the place of the one a person was folded with. */
export interface NewRules {
  /** the model that the stored rows were written with */
  oldModel: Compiled;
  /** when the new one was published, milliseconds */
  since: number;
  /** whether the moves that it makes may alert */
  alert: boolean;
  /** a log whose chunks were folded apart: see `refold.ts` */
  refolded?: Refolded;
}

export interface Refolded {
  /** the new model's fold of all chunks */
  begin: State;
  /** moves of the chunks under the old model */
  moves: Move[];
}

export interface RulesChange {
  since: RulesSince;
  /** moves that are recorded, and those that are to be: under the old rules up to the change */
  before: Move[];
  after: Move[];
  /** all moves since the change before this one, for `past_moves` */
  past: Move[];
}

interface Changing {
  model: Compiled;
  rules: NewRules;
  /** as stored */
  doc: PersonDocument;
  chunks: readonly Chunk[];
  events: readonly CanonicalEvent[];
  /** where the new model's replay begins */
  from: State;
  /** the whole log from there, the new events too */
  log: readonly CanonicalEvent[];
  until: number;
}

/**
 * The change falls on the moment of publishing, or on the last one that has been noticed under the
 * old rules when that is later; nothing that was seen to happen is taken back.
 */
export function changeRules(changing: Changing): RulesChange {
  const { model, rules, doc, from, log, until } = changing;
  const at = Math.min(until, Math.max(doc.noticed, rules.since));
  const { before, after } = oldReplays(changing, at);
  const upTo = log.filter((event) => event.ts <= at);
  const { score } = position(model, replay(model, from, upTo, at).state, at);
  const { rung, grade } = after.state;
  const moves = [...(rules.refolded?.moves ?? []), ...after.moves];
  const version = rules.oldModel.version;
  const begin = rules.refolded ? 0 : oldBegin(changing).base.at;
  const whole = movesSince(doc.rules_since, begin, { ...after, moves }, version);
  const past = whole.filter((move) => move.at >= (doc.rules_since?.at ?? 0));
  return {
    since: { at, rung, grade, score, ...(rules.alert && { alert: true }) },
    before: movesSince(doc.rules_since, oldBegin(changing).base.at, before, version),
    after: movesSince(doc.rules_since, oldBegin(changing).base.at, after, version),
    past,
  };
}

/** The earliest checkpoint at hand that was made under the old rules, and what follows it. */
function oldBegin({ doc, chunks }: Changing): { base: State; tail: CanonicalEvent[] } {
  const [first] = chunks;
  if (!first) return doc;
  return { base: first.base, tail: [...chunks.flatMap((chunk) => chunk.events), ...doc.tail] };
}

type Told = Pick<Replay, 'moves' | 'state'>;

/** The old rules' story as recorded, and as it is with the events that came since. */
function oldReplays(changing: Changing, at: number): { before: Told; after: Told } {
  const { rules, doc, events } = changing;
  const { base, tail } = oldBegin(changing);
  const before = replay(rules.oldModel, base, tail, doc.noticed);
  const known = [...tail, ...events.filter((event) => event.ts <= at)].sort(compareEvents);
  return { before, after: replay(rules.oldModel, base, known, at) };
}
