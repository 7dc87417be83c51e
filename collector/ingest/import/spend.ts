/** What was spent on a campaign, day by day, from CSV: `date,amount`. Pure. */
import { toMinor } from '../../engine/money.ts';
import { foldText } from '../../engine/text-fold.ts';
import { currencyIn, readMoney } from './amounts.ts';
import { ImportProblem } from './import-problem.ts';
import { readMoment } from './moments.ts';
import { findDelimiter, isBlank, type Row, readRow } from './rows.ts';

export interface Spent {
  /** since 1970 */
  day: number;
  /** of the campaign's currency */
  minor: number;
}

interface SpendFile {
  text: string;
  /** the campaign's, ISO 4217; of amounts, too, that say none */
  currency: string;
}

interface BadLine {
  line: number;
  reason: string;
}

interface Reading {
  decimal: '.' | ',';
  currency: string;
  /** of amounts that say none: it may be Toman where the campaign's is Rial */
  usual: string;
}

const DAY = 86_400_000;

/**
 * Every line, or what is wrong with those that cannot be read. The first line may name the columns.
 * Persian digits, Jalali dates and Toman are read as imports read them.
 *
 * @throws ImportProblem for a file that is no table
 * @example readSpend({ text: 'date,amount\n2026-05-01,12.50', currency: 'EUR' })
 */
export function readSpend({ text, currency }: SpendFile): { spent: Spent[]; bad: BadLine[] } {
  const spent = new Map<number, number>();
  const bad: BadLine[] = [];
  const { delimiter, rows } = rowsOf(text);
  const header = rows[0] && isHeader(rows[0]) ? rows.shift() : undefined;
  const decimal = delimiter === ';' ? ',' : '.';
  const reading = { decimal, currency, usual: currencyNamed(header) ?? currency } as const;
  for (const row of rows) {
    const read = readLine(row, reading);
    if (typeof read === 'string') bad.push({ line: row.line, reason: read });
    else if (spent.has(read.day)) bad.push({ line: row.line, reason: 'day_named_twice' });
    else spent.set(read.day, read.minor);
  }
  return { spent: [...spent].map(([day, minor]) => ({ day, minor })), bad };
}

function rowsOf(text: string): { delimiter: string; rows: Row[] } {
  const { delimiter, from } = findDelimiter(text, true);
  const rows: Row[] = [];
  for (let row = readRow(text, from, delimiter, true); row; ) {
    if (!isBlank(row)) rows.push(row);
    row = readRow(text, { at: row.next, line: row.nextLine }, delimiter, true);
  }
  if (rows.length === 0) throw new ImportProblem('The file is empty.');
  return { delimiter, rows };
}

/** No digit in it, in whatever writing. */
const isHeader = ({ cells }: Row): boolean => !/\p{Nd}/u.test(cells.join(''));

/** The currency in the header of the amounts, if it says one: `مبلغ (تومان)`. */
const currencyNamed = (header: Row | undefined): string | undefined =>
  foldText(header?.cells[1] ?? '')
    .match(/[\p{L}\p{Sc}]+/gu)
    ?.map(currencyIn)
    .find((found) => found !== undefined);

/** The line, or why it cannot be read. */
function readLine({ cells }: Row, { decimal, currency, usual }: Reading): Spent | string {
  const [date = '', amount = '', ...beyond] = cells;
  if (beyond.some((cell) => cell.trim() !== '')) return 'too_many_cells';
  const moment = readMoment(date, { dates: 'dmy', timeZone: 'UTC' });
  if (!moment.ok) return moment.reason;
  if (moment.value % DAY !== 0) return 'invalid_date';
  const money = readMoney(amount, { decimal, currency: usual });
  if (!money.ok) return money.reason;
  if (money.value.currency !== currency) return 'other_currency';
  const minor = toMinor(money.value.value, currency);
  return minor === null ? 'too_large' : { day: moment.value / DAY, minor };
}
