/**
 * How many people there are when only those with the smallest ids were counted.
 *
 * Person ids are digits of SHA-256, so they are spread evenly and the k smallest are a random
 * sample. How far up they reach tells how dense they lie: the k-minimum-values estimator (Beyer,
 * Haas, Reinwald, Sismanis, Gemulla: "On synopses for distinct-value estimation under multiset
 * operations", SIGMOD 2007), with a standard error of about 1/√(k−2).
 */

/** The part of the id space below an id, 0–1, from its first 52 bits. */
const reachOf = (person: string): number =>
  (Number.parseInt(person.slice(2, 15), 16) + 0.5) / 2 ** 52;

export interface HeadCount {
  /** multiply counts of the sample by it */
  scale: number;
  /** standard error of the total, as a part of it; 0 when everybody was counted */
  error: number;
}

/**
 * @param counted how many were counted
 * @param limit how many could be: fewer means that all were
 * @param last greatest id among them
 * @example headCount({ counted: 12, limit: 4500, last: 'p_f0…' }) // { scale: 1, error: 0 }
 */
export function headCount(sample: { counted: number; limit: number; last: string }): HeadCount {
  const { counted, limit, last } = sample;
  if (counted < limit) return { scale: 1, error: 0 };
  const total = (counted - 1) / reachOf(last);
  return { scale: Math.max(1, total / counted), error: 1 / Math.sqrt(counted - 2) };
}
