/** What the row of an import says: how its file is read, and what came of it so far. */

export interface ImportPlan {
  kind: 'orders' | 'contacts';
  delimiter: string;
  header: string[];
  /** place of its column by field */
  columns: Partial<Record<string, number>>;
  /** IANA */
  time_zone: string;
  /** ISO 4217, or IRT for Toman: of amounts that name none */
  currency: string;
  decimal: '.' | ',';
  dates: 'dmy' | 'mdy';
}

export interface ImportSum {
  /** rows that were read, whatever became of them */
  rows: number;
  /** orders or contacts that they spell */
  told: number;
  /** orders that were never paid */
  left_out: number;
  /** events */
  stored: number;
  duplicates: number;
  /** events by reason */
  refused: Record<string, number>;
  new_people: number;
  bad_rows: number;
  /** bad rows by reason */
  reasons: Record<string, number>;
}

export interface ImportBody {
  /** when it was asked, milliseconds */
  at: number;
  plan: ImportPlan;
  sum: ImportSum;
}

export const newSum = (): ImportSum => ({
  rows: 0,
  told: 0,
  left_out: 0,
  stored: 0,
  duplicates: 0,
  refused: {},
  new_people: 0,
  bad_rows: 0,
  reasons: {},
});
