/**
 * Requests for one person in one isolate queue up and share one write: fifty simultaneous writers
 * of a row would otherwise need up to 47 tries each.
 *
 * The first comer leads: it does the work of all that wait, in its own request's context, then
 * hands the lead to the next. Followers wait on promises of their own, because workerd runs a
 * promise's continuations in the request that made it, and each keeps a timer: should a leader be
 * cancelled, its followers do their work themselves. Doing it twice is safe, events count once.
 */

/** Does the work of several jobs; gives their results in order. Rejects only for all of them. */
export type Perform<Job, Result> = (jobs: Job[]) => Promise<Result[]>;

interface Follower<Job, Result> {
  job: Job;
  settle: (word: Word<Result>) => void;
}

type Word<Result> =
  | { is: 'lead' }
  | { is: 'done'; result: Result }
  | { is: 'failed'; error: unknown };

interface Lane<Job, Result> {
  waiting: Follower<Job, Result>[];
  /** after this the leader is taken for lost */
  leaseEnds: number;
}

export interface LaneOptions<Job> {
  /** Milliseconds after which a follower stops waiting for its leader. Default 8000. */
  patienceMs?: number;
  /** Greatest sum of `weigh` over the jobs of one write. Default unlimited. */
  capacity?: number;
  /** What a job takes of the capacity. Default 1. */
  weigh?: (job: Job) => number;
  /** Milliseconds since 1970. Default `Date.now`. */
  now?: () => number;
}

export class Lanes<Job, Result> {
  readonly #lanes = new Map<string, Lane<Job, Result>>();
  readonly #options: Required<LaneOptions<Job>>;

  constructor(options: LaneOptions<Job> = {}) {
    const defaults = { patienceMs: 8000, capacity: Infinity, weigh: () => 1, now: Date.now };
    this.#options = { ...defaults, ...options };
  }

  /** Does a job together with those that wait in the same lane. */
  async run(name: string, job: Job, perform: Perform<Job, Result>): Promise<Result> {
    const lane = this.#lanes.get(name) ?? this.#open(name);
    if (this.#options.now() >= lane.leaseEnds) return this.#lead(name, lane, job, perform);
    const word = await this.#follow(lane, job);
    if (word.is === 'done') return word.result;
    if (word.is === 'failed') throw word.error;
    return this.#lead(name, lane, job, perform);
  }

  #open(name: string): Lane<Job, Result> {
    const lane: Lane<Job, Result> = { waiting: [], leaseEnds: 0 };
    this.#lanes.set(name, lane);
    return lane;
  }

  /**
   * Waits for a result, or for the lead: handed over, or taken when patience ends. The timer is
   * made and cleared here, in the follower's own request: elsewhere its number means nothing.
   */
  async #follow(lane: Lane<Job, Result>, job: Job): Promise<Word<Result>> {
    const { promise, resolve } = Promise.withResolvers<Word<Result>>();
    const follower = { job, settle: resolve };
    lane.waiting.push(follower);
    const timer = setTimeout(() => {
      const at = lane.waiting.indexOf(follower);
      if (at >= 0) lane.waiting.splice(at, 1);
      resolve({ is: 'lead' });
    }, this.#options.patienceMs);
    const word = await promise;
    clearTimeout(timer);
    return word;
  }

  async #lead(
    name: string,
    lane: Lane<Job, Result>,
    job: Job,
    perform: Perform<Job, Result>,
  ): Promise<Result> {
    lane.leaseEnds = this.#options.now() + this.#options.patienceMs;
    const followers = this.#take(lane, job);
    try {
      const results = await perform([job, ...followers.map((follower) => follower.job)]);
      followers.forEach((follower, i) => {
        follower.settle({ is: 'done', result: results[i + 1] as Result });
      });
      return results[0] as Result;
    } catch (error) {
      for (const follower of followers) follower.settle({ is: 'failed', error });
      throw error;
    } finally {
      this.#handOver(name, lane);
    }
  }

  /** As many of those that wait as fit into one write, in order. */
  #take(lane: Lane<Job, Result>, job: Job): Follower<Job, Result>[] {
    const { capacity, weigh } = this.#options;
    let weight = weigh(job);
    let count = 0;
    for (const follower of lane.waiting) {
      weight += weigh(follower.job);
      if (weight > capacity) break;
      count += 1;
    }
    return lane.waiting.splice(0, count);
  }

  #handOver(name: string, lane: Lane<Job, Result>): void {
    const next = lane.waiting.shift();
    lane.leaseEnds = next ? this.#options.now() + this.#options.patienceMs : 0;
    if (next) next.settle({ is: 'lead' });
    else if (this.#lanes.get(name) === lane) this.#lanes.delete(name);
  }
}
