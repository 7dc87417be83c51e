/** What the rows beside a person say, and between which moments they are compared. */
import type { Replay } from '../engine/index.ts';

/** When something happened; moves have no offset of their own. */
export interface Moment {
  at: number;
  offset_min?: number;
}

/** What the rows say now: the replay that they were written from. */
export type Rows = Pick<Replay, 'visits' | 'moves' | 'orders' | 'acts'> & {
  segments: readonly string[];
  /** what the person is found by */
  words: readonly string[];
  /** when else something of the person's happened: what the states before and after still know */
  others: readonly Moment[];
};

export const NO_ROWS: Rows = {
  ...{ visits: [], moves: [], orders: [], acts: [], segments: [], words: [], others: [] },
};

export interface Compared {
  /** the moment `after` was replayed to: a visit may have been closed by cron since */
  until: number;
  /** also orders that are the same at the end: an earlier portion may have written them otherwise */
  everyOrder?: boolean;
  /** also words that stay: somebody stored before there was a search has none written yet */
  everyWord?: boolean;
  /** the earliest event that is new: whatever it moves, segments may be others from there on */
  since?: number;
  /** up to where `before` was replayed: what time has changed came after it */
  noticed?: number;
}
