/**
 * The person as one document: the row that every request reads once and writes once.
 *
 * `base` is a checkpoint of the fold, `tail` the events after it. Nothing that can be computed from
 * the two is kept: a reader replays the tail, a writer replays it before and after its change and
 * writes the difference. So there is no second truth that could drift from the log.
 */
import type { State } from './state.ts';
import type { CanonicalEvent } from './types.ts';

export interface DeviceRecord {
  first_at: number;
  last_at: number;
  /** local day (days since 1970) of the last event and how many came that day: the daily bound */
  day: number;
  day_events: number;
}

/** How a user id came to belong to this person. A `claim` has not been proven and links nothing. */
export interface UserLink {
  id: string;
  at: number;
  device: string;
  by: 'first_device' | 'signature' | 'secret_key' | 'trusted' | 'claim';
}

export interface PersonDocument {
  /** version of this shape */
  v: 1;
  /** version of the model that `base` was folded with */
  model: number;
  base: State;
  /** sorted by (ts, id) */
  tail: CanonicalEvent[];
  /** moves, visits and orders of the log have been written up to this instant */
  noticed: number;
  /** rows in `log_chunks`, oldest first; the checkpoint before each is in its row */
  chunks: number;
  /** greatest id in any chunk; a greater one cannot be there and costs no read */
  max_archived_id?: string;
  devices: Record<string, DeviceRecord>;
  users: UserLink[];
  /** consent as the person last gave it */
  consent?: 'granted' | 'denied';
  /** by whom and when the person was last contacted */
  contacted?: { at: number; by: string };
}
