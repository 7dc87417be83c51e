/** The engagement clock: a state value and its step. It runs while the page is looked at and in use. */

/** All times are milliseconds of one monotonic clock. */
export interface Clock {
  /** the moment the clock has been brought to */
  at_: number;
  /** whether the page is visible and focused since then */
  here_: boolean;
  /** when the visitor last did something */
  active_: number;
  /** engaged time not yet reported */
  spent_: number;
}

export const STOPPED: Clock = { at_: 0, here_: false, active_: 0, spent_: 0 };

/**
 * Brings the clock to `now`. Time counts up to `idle` after the last activity, so neither a
 * sleeping machine nor a forgotten window adds more than that. Coming back is an activity.
 */
export function step(
  clock: Clock,
  now: number,
  here: boolean,
  active: boolean,
  idle: number,
): Clock {
  const until = Math.min(now, clock.active_ + idle);
  return {
    at_: now,
    here_: here,
    active_: active || here > clock.here_ ? now : clock.active_,
    spent_: clock.spent_ + (clock.here_ ? Math.max(0, until - clock.at_) : 0),
  };
}
