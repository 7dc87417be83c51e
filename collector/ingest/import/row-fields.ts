/** The cells of a row by field, and whom it names. Pure. */
import { LIMITS } from '../../../sdk/wire.ts';
import type { ImportPlan } from '../../store/import-job.ts';
import type { Fields } from '../fields.ts';
import { nameOfUser } from '../nobody.ts';
import type { Field } from './header-words.ts';
import { readMoment } from './moments.ts';
import type { Row } from './rows.ts';

/** A row that cannot be taken, without what stands in it: that may be personal. */
export interface BadRow {
  line: number;
  /** header, or null when it is about the row */
  column: string | null;
  reason: string;
}

/** Thrown while a row is read, caught where its order or contact is. */
export class BadCell extends Error {
  override readonly name = 'BadCell';
  readonly bad: BadRow;

  constructor(bad: BadRow) {
    super(bad.reason);
    this.bad = bad;
  }
}

/** Names of a person as a Segment message has them: the same rules say who that is. */
export interface Named {
  userId?: string;
  anonymousId?: string;
  email?: string;
}

/** What rows tell: one person's events, not yet checked. */
export interface Told {
  line: number;
  who: Named;
  events: Fields[];
}

/** A program's text is cut here: names and remarks, never ids. */
const TEXT_LENGTH = 200;
/** Arabic and Persian: the last four bits are the value */
const LOCAL_DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export class RowReader {
  readonly plan: ImportPlan;
  readonly #now: number;

  constructor(plan: ImportPlan, now: number) {
    this.plan = plan;
    this.#now = now;
  }

  has(field: Field): boolean {
    return this.plan.columns[field] !== undefined;
  }

  cell(row: Row, field: Field): string {
    return row.cells[this.plan.columns[field] ?? -1]?.trim() ?? '';
  }

  /** A cell that names something: a spreadsheet may show its digits in the reader's own. */
  id(row: Row, field: Field): string {
    const id = this.cell(row, field).replace(LOCAL_DIGITS, (it) => String(it.charCodeAt(0) & 0xf));
    if (id.length > LIMITS.idLength) throw this.bad(row, field, 'too_long');
    return id;
  }

  text(row: Row, field: Field): string | undefined {
    return this.cell(row, field).slice(0, TEXT_LENGTH) || undefined;
  }

  /** The first of some rows that has something there. */
  firstWith(rows: readonly Row[], field: Field): Row | undefined {
    return rows.find((row) => this.cell(row, field) !== '');
  }

  bad(row: Row, field: Field | null, reason: string): BadCell {
    const column =
      field === null ? null : (this.plan.header[this.plan.columns[field] ?? -1] ?? null);
    return new BadCell({ line: row.line, column, reason });
  }

  /** Milliseconds since 1970. @throws BadCell */
  moment(row: Row, field: Field): number {
    const { dates, time_zone: timeZone } = this.plan;
    const read = readMoment(this.cell(row, field), { dates, timeZone });
    if (!read.ok) throw this.bad(row, field, read.reason);
    if (read.value > this.#now + LIMITS.aheadMs) throw this.bad(row, field, 'in_the_future');
    return read.value;
  }

  /** @throws BadCell when the rows name nobody */
  who(rows: readonly [Row, ...Row[]]): Named {
    const userId = this.#id(rows, 'user_id');
    const anonymousId = this.#id(rows, 'visitor');
    const holder = this.firstWith(rows, 'email');
    const email = holder && this.cell(holder, 'email');
    if (holder && email && (email.length > 320 || !ADDRESS.test(email))) {
      throw this.bad(holder, 'email', 'invalid_email');
    }
    if (!userId && !anonymousId && !email) throw this.bad(rows[0], null, 'nobody');
    return {
      ...(userId && { userId }),
      ...(anonymousId && { anonymousId }),
      ...(email && { email }),
    };
  }

  #id(rows: readonly Row[], field: Field): string | undefined {
    const holder = this.firstWith(rows, field);
    if (!holder) return undefined;
    return nameOfUser(this.id(holder, field));
  }
}
