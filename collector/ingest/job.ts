/** A request on its way through the unit of work, whichever door it came through. */
import type { Answer, Problem } from '../../sdk/wire.ts';
import type { KeyUse } from '../store/key-use.ts';
import type { InHouse } from '../store/read-person.ts';
import type { Candidate } from './admit.ts';
import type { CheckedBatch } from './check-batch.ts';
import type { RequestFacts } from './enrich.ts';

/** What one request, or one message of it, brings for one person. */
export interface Job {
  key: string | InHouse;
  /** which keys the door takes */
  takes: readonly KeyUse[];
  origin: string | null;
  facts: RequestFacts;
  batch: CheckedBatch;
  /** ids that left by beacon and were never answered */
  confirm: readonly string[];
  sdk: string;
  /** of the body */
  bytes: number;
  /** the owner's own list: of an address that nobody has, it makes a person */
  beginsPerson?: true;
}

export type Outcome =
  | {
      ok: true;
      answer: Answer;
      keepsCookie: boolean /** nobody was there before */;
      isNew: boolean;
    }
  | { ok: false; problem: Problem };

/** A request whose events have been enriched. */
export interface Arrival {
  job: Job;
  candidates: Candidate[];
  /** what it asks about */
  confirm: { name: string; mark: string }[];
}
