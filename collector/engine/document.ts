/**
 * The person as one document: the row that every request reads once and writes once.
 *
 * `base` is a checkpoint of the fold, `tail` the events after it. Nothing that can be computed from
 * the two is kept: a reader replays the tail, a writer replays it before and after its change and
 * writes the difference. So there is no second truth that could drift from the log.
 */
import type { State } from './state.ts';
import type { CanonicalEvent, Judged } from './types.ts';

export interface DeviceRecord {
  first_at: number;
  last_at: number;
  /** local day (days since 1970) of the last event and how many came that day: the daily bound */
  day: number;
  day_events: number;
  /** consent as it was last given on this device, and when that arrived */
  consent?: { given: Consent; at: number };
  /** the last contact of the person the device belonged to before it was joined to this one */
  contacted?: Contact;
  /** what the owner says of it, whatever its events look like */
  judged?: Judged;
  /** version of the own script that sent last */
  sdk?: string;
}

/** By whom and when a person was contacted. */
export interface Contact {
  at: number;
  by: string;
}

export type Consent = 'granted' | 'denied';

/** What may join a further device to the person of a user id. */
export type Proof = 'signature' | 'secret_key' | 'trusted';

/**
 * How a user id came to belong to this person. A `claim` has not been proven and links nothing;
 * what the owner has `unlinked` no proof links again.
 */
export interface UserLink {
  id: string;
  at: number;
  device: string;
  by: 'first_device' | Proof | 'claim' | 'unlinked';
}

/** Whether the user id stands for the person. */
export const isLinked = ({ by }: UserLink): boolean => by !== 'claim' && by !== 'unlinked';

/**
 * The last change of the rules. Moves up to it happened under the rules before and stay as they
 * were recorded (`past_moves`); a replay under the rules of today says nothing about them.
 */
export interface RulesSince {
  /** milliseconds */
  at: number;
  /** the place under the rules before; empty for someone who had none */
  rung: string;
  grade: string;
  /** score under the new rules at that moment, hundredths */
  score: number;
  /** moves that the change made may alert */
  alert?: true;
}

export interface PersonDocument {
  /** version of this shape */
  v: 1;
  /** version of the model that `base` was folded with */
  model: number;
  base: State;
  /** when other rules took over and where the person stood then; none while the first rules hold */
  rules_since?: RulesSince;
  /** sorted by (ts, id) */
  tail: CanonicalEvent[];
  /** moves, visits and orders of the log have been written up to this instant */
  noticed: number;
  /** rows in `log_chunks`, oldest first; the checkpoint before each is in its row */
  chunks: number;
  /** events before this moment have been cut by retention; what is as old is not taken any more */
  kept_from?: number;
  /**
   * Late events deep in the archive are being folded in: the chunks before `seq` have them, and
   * `state` is the checkpoint that the chunk `seq` is to get. `base` does without them, and nobody
   * was told that they are stored, until this is gone.
   */
  catching_up?: { seq: number; state: State };
  /** greatest id in any chunk; a greater one cannot be there and costs no read */
  max_archived_id?: string;
  devices: Record<string, DeviceRecord>;
  /** by time; one for each user id and device */
  users: UserLink[];
  /** consent as the person last gave it, on whichever device */
  consent?: Consent;
  /** the last one */
  contacted?: Contact;
}
