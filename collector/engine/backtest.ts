/**
 * Would a model have known the buyers? Each buyer's log is cut just before the purchase, so that
 * the purchase itself cannot help; people who did not buy are looked at over the same slice of time.
 */
import { advance, fold } from './fold.ts';
import type { Compiled, Run } from './machine.ts';
import { open } from './open.ts';
import { start } from './state.ts';
import type { CanonicalEvent } from './types.ts';
import { type Share, wilson } from './wilson.ts';

/** `from ≤ t < to`, milliseconds. What came before serves as history only. */
export interface Slice {
  from: number;
  to: number;
}

/** One person in a backtest. `buyer` and `other` were there in the slice; `absent` was not. */
export interface Outcome {
  who: 'buyer' | 'other' | 'absent';
  /** was in the highest grade at some moment of the slice, a buyer before the purchase */
  flagged: boolean;
}

/** Takes one person's log in order, in as many parts as one likes, and tells the outcome. */
export class Trial {
  readonly #c: Compiled;
  readonly #slice: Slice;
  readonly #run: Run;
  readonly #orders = new Set<string>();
  #entered = false;
  #seen = false;
  #bought = false;
  #over = false;
  #flagged = false;

  constructor(c: Compiled, slice: Slice) {
    this.#c = c;
    this.#slice = slice;
    this.#run = open(c, start());
  }

  /** Whether more events could change the outcome. */
  get open(): boolean {
    return !this.#over;
  }

  /** @param events sorted, none before those of earlier calls */
  take(events: readonly CanonicalEvent[]): void {
    for (const event of events) {
      if (this.#over) return;
      if (!event.bot) this.#next(event);
    }
  }

  #next(event: CanonicalEvent): void {
    const { from, to } = this.#slice;
    if (event.ts >= to) {
      this.#over = true;
      return;
    }
    if (event.ts >= from) this.#enter();
    if (event.ts >= from && this.#isSale(event)) {
      this.#bought = true;
      this.#over = true;
      advance(this.#run, event.ts);
    } else {
      if (event.type === 'purchase') this.#orders.add(orderOf(event));
      fold(this.#run, event);
      if (event.ts >= from) this.#seen = true;
    }
    this.#look();
  }

  /** Once, as the slice begins: who is in the highest grade by then is flagged. */
  #enter(): void {
    if (this.#entered) return;
    this.#entered = true;
    if (this.#run.state.first_seen === null) return;
    advance(this.#run, this.#slice.from);
    this.#flagged = this.#run.grade === this.#top;
  }

  /** Time alone may lift somebody too, so the moves are looked at and not only the end. */
  #look(): void {
    const { moves, visits } = this.#run;
    const highest = this.#c.grades[this.#top]?.id;
    const rose = moves.some(({ kind, to, at }) => {
      return kind === 'grade' && to === highest && at >= this.#slice.from;
    });
    if (rose) this.#flagged = true;
    moves.length = 0;
    visits.length = 0;
  }

  get #top(): number {
    return this.#c.grades.length - 1;
  }

  /** A purchase that counts under the model, and no copy of one that is known. */
  #isSale(event: CanonicalEvent): boolean {
    if (event.type !== 'purchase' || (this.#c.verifiedOnly && !event.verified)) return false;
    return !this.#orders.has(orderOf(event));
  }

  outcome(): Outcome {
    if (!this.#bought && !this.#seen) return { who: 'absent', flagged: false };
    if (!this.#over) {
      advance(this.#run, this.#slice.to - 1);
      this.#look();
    }
    return { who: this.#bought ? 'buyer' : 'other', flagged: this.#flagged };
  }
}

function orderOf({ id, props }: CanonicalEvent): string {
  const order = props?.order_id;
  return typeof order === 'string' && order !== '' ? order : id;
}

/** People by what they did and whether they were flagged. */
export interface Trials {
  people: number;
  buyers: number;
  flagged: number;
  flagged_buyers: number;
}

export const noTrials = (): Trials => ({ people: 0, buyers: 0, flagged: 0, flagged_buyers: 0 });

export function addOutcome(sum: Trials, { who, flagged }: Outcome): void {
  if (who === 'absent') return;
  const buyer = who === 'buyer';
  sum.people++;
  if (buyer) sum.buyers++;
  if (flagged) sum.flagged++;
  if (buyer && flagged) sum.flagged_buyers++;
}

/** Each with n and its 95 % interval; null where there is nobody to tell it from. */
export interface Verdict {
  /** of those who bought, how many were flagged before */
  hit_rate: Share | null;
  /** of those who were flagged, how many bought */
  precision: Share | null;
  /** of all, how many bought */
  base_rate: Share | null;
  /** precision / base rate: how much more often the flagged buy; its interval is precision's */
  lift: Share | null;
}

/** @example judge({ people: 500, buyers: 50, flagged: 50, flagged_buyers: 7 }).lift?.value // 1.4 */
export function judge({ people, buyers, flagged, flagged_buyers }: Trials): Verdict {
  const precision = wilson(flagged_buyers, flagged);
  const base_rate = wilson(buyers, people);
  return { hit_rate: wilson(flagged_buyers, buyers), precision, base_rate, lift: lift() };

  function lift(): Share | null {
    if (!precision || !base_rate || base_rate.value === 0) return null;
    const { value, n, low, high } = precision;
    const base = base_rate.value;
    return { value: value / base, n, low: low / base, high: high / base };
  }
}
