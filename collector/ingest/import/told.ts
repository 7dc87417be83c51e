/** Rows → what they tell, order by order or contact by contact, and which of them are bad. Pure. */
import type { ImportPlan } from '../../store/import-job.ts';
import { readContact } from './contacts.ts';
import { readOrder } from './orders.ts';
import { BadCell, type BadRow, RowReader, type Told } from './row-fields.ts';
import type { Row } from './rows.ts';

export type Rows = [Row, ...Row[]];

export interface Reading {
  told: Told[];
  bad: BadRow[];
  leftOut: number;
}

/** Whether a row goes on with the order of the one before. */
export function continues(
  { kind, columns }: ImportPlan,
  before: Row | undefined,
  row: Row,
): boolean {
  if (kind !== 'orders' || !before) return false;
  const order = (one: Row) => one.cells[columns.order_id ?? -1]?.trim() ?? '';
  return order(row) !== '' && order(row) === order(before);
}

/** Neighbouring rows of one order together. */
export function groupRows(plan: ImportPlan, rows: readonly Row[]): Rows[] {
  const groups: Rows[] = [];
  for (const row of rows) {
    const group = groups.at(-1);
    if (group && continues(plan, group.at(-1), row)) group.push(row);
    else groups.push([row]);
  }
  return groups;
}

/** @param at when the import was asked for, milliseconds */
export function readGroups(plan: ImportPlan, groups: readonly Rows[], at: number): Reading {
  const reader = new RowReader(plan, at);
  const reading: Reading = { told: [], bad: [], leftOut: 0 };
  for (const group of groups) {
    try {
      for (const row of group) checkWidth(reader, row);
      const told =
        plan.kind === 'orders' ? readOrder(reader, group) : readContact(reader, group[0], at);
      if (told) reading.told.push(told);
      else reading.leftOut += 1;
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      reading.bad.push(error.bad);
    }
  }
  return reading;
}

/** A delimiter that should have been quoted shifts all that comes after it. */
function checkWidth(reader: RowReader, row: Row): void {
  const beyond = row.cells.slice(reader.plan.header.length);
  if (beyond.some((cell) => cell.trim() !== '')) throw reader.bad(row, null, 'too_many_cells');
}
