/** Which moves of a replay count when the rules have changed on the way. */
import type { RulesSince } from './document.ts';
import type { Replay } from './replay.ts';
import type { Move, MoveKind } from './types.ts';

const KINDS: readonly MoveKind[] = ['grade', 'rung'];

/** What a replay under the rules of today says of its stretch of the log. */
type Replayed = Pick<Replay, 'moves' | 'state'>;

/**
 * The moves of a stretch as they happened: the one that the change of rules made, and those after
 * it. What moved before did so under other rules and is recorded apart.
 *
 * @param from when the stretch begins: after the change, all of its moves are of today's rules
 * @param model version of today's rules
 */
export function movesSince(
  since: RulesSince | undefined,
  from: number,
  replayed: Replayed,
  model: number,
): Move[] {
  if (!since || since.rung === '' || from >= since.at) return replayed.moves;
  const later = replayed.moves.filter((move) => move.at > since.at);
  // Who turned out to be software has no place to be moved to.
  if (replayed.state.first_seen === null) return later;
  return [...movesOfChange(since, later, replayed.state, model), ...later];
}

function movesOfChange(
  since: RulesSince,
  later: readonly Move[],
  end: Pick<RulesSince, 'rung' | 'grade'>,
  model: number,
): Move[] {
  const { at, score, alert } = since;
  return KINDS.flatMap((kind): Move[] => {
    const from = since[kind];
    const to = later.find((move) => move.kind === kind)?.from ?? end[kind];
    const cause = { by: 'model' as const, ...(alert && { alert }) };
    return from === to ? [] : [{ kind, at, from, to, cause, model, score }];
  });
}
