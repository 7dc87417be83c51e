/** How a file is to be read: its columns and habits, from what was asked and what its head shows. */
import { squash } from '../../engine/text-fold.ts';
import type { ImportPlan } from '../../store/import-job.ts';
import type { Decimal } from './amounts.ts';
import { FIELDS, type Field, fieldOf, type ImportKind, unitIn } from './header-words.ts';
import { ImportProblem } from './import-problem.ts';
import type { DateOrder } from './moments.ts';
import type { Head } from './split.ts';

/** What whoever sends a file says of it; the rest is found out. */
export interface ImportOptions {
  kind: ImportKind;
  /** JSON: header by field; null for a field that no column has */
  columns?: string | undefined;
  /** of amounts without a currency of their own */
  unit?: 'rial' | 'toman' | undefined;
  /** IANA; default the site's */
  time_zone?: string | undefined;
  dates?: DateOrder | undefined;
  decimal?: Decimal | undefined;
  /** ISO 4217; default the site's */
  currency?: string | undefined;
}

export interface SiteDefaults {
  time_zone: string;
  currency: string;
}

/** Of each list one column must be there. */
const NEEDED: Readonly<Record<ImportKind, readonly (readonly Field[])[]>> = {
  orders: [['order_id'], ['time'], ['value', 'price'], ['email', 'user_id', 'visitor']],
  contacts: [['email', 'user_id', 'visitor']],
};

/** @throws ImportProblem when what was asked does not fit the file */
export function planOf(options: ImportOptions, site: SiteDefaults, head: Head): ImportPlan {
  const { kind, dates, decimal, time_zone = site.time_zone } = options;
  checkZone(time_zone);
  const columns = columnsOf(kind, head.header, options.columns);
  return {
    kind,
    delimiter: head.delimiter,
    header: head.header,
    columns,
    time_zone,
    currency: currencyOf(options, site, columns, head.header),
    decimal: decimal ?? (head.delimiter === ';' ? ',' : '.'),
    dates: dates ?? orderOf(head, columns.time),
  };
}

/** What is still to be named, one field of each list. */
export const missingIn = ({ kind, columns }: ImportPlan): string[] =>
  NEEDED[kind]
    .filter((fields) => fields.every((field) => columns[field] === undefined))
    .map((fields) => fields.join(' or '));

/** @throws ImportProblem naming the field that no column has */
export function checkComplete(plan: ImportPlan): void {
  const [missing] = missingIn(plan);
  if (missing === undefined) return;
  const field = `columns.${missing.split(' ')[0]}`;
  const detail = `No column is known to be ${missing}. The file has: ${plan.header.join(', ').slice(0, 500)}.`;
  throw new ImportProblem(detail, field);
}

function columnsOf(kind: ImportKind, header: string[], said = '{}'): ImportPlan['columns'] {
  const asked = readColumns(kind, said);
  const columns: Record<string, number> = {};
  for (const [field, name] of asked) {
    if (name === null) continue;
    const at = header.findIndex((one) => one === name.trim() || squash(one) === squash(name));
    if (at < 0) throw new ImportProblem(`The file has no column "${name}".`, `columns.${field}`);
    columns[field] = at;
  }
  const taken = new Set(Object.values(columns));
  for (const [at, name] of header.entries()) {
    const field = fieldOf(kind, name);
    if (field === undefined || asked.has(field) || taken.has(at)) continue;
    columns[field] ??= at;
  }
  return columns;
}

function readColumns(kind: ImportKind, said: string): Map<string, string | null> {
  const wrong = (detail: string, field = 'columns') => new ImportProblem(detail, field);
  let read: unknown;
  try {
    read = JSON.parse(said);
  } catch {
    throw wrong('columns is not JSON.');
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) {
    throw wrong('columns must be an object: {"order_id": "Order number"}.');
  }
  const fields: readonly string[] = FIELDS[kind];
  for (const [field, name] of Object.entries(read)) {
    if (!fields.includes(field)) {
      throw wrong(`${kind} have no field "${field.slice(0, 50)}": ${fields.join(', ')}.`);
    }
    if (name !== null && typeof name !== 'string') {
      throw wrong('Must be the header of a column, or null.', `columns.${field}`);
    }
  }
  return new Map(Object.entries(read));
}

function checkZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new ImportProblem('This is not an IANA time zone.', 'time_zone');
  }
}

/** Toman is written IRT here: what is stored is Rial. */
function currencyOf(
  { unit, currency }: ImportOptions,
  site: SiteDefaults,
  columns: ImportPlan['columns'],
  header: string[],
): string {
  if (unit && currency && currency !== 'IRR') {
    throw new ImportProblem('Rial and Toman are units of IRR.', 'unit');
  }
  const named = [columns.value, columns.price].flatMap(
    (at) => unitIn(header[at ?? -1] ?? '') ?? [],
  );
  const known = unit ?? (currency === undefined || currency === 'IRR' ? named[0] : undefined);
  if (known) return known === 'toman' ? 'IRT' : 'IRR';
  return currency ?? site.currency;
}

const AMBIGUOUS = /^\D*(\d{1,2})[-/](\d{1,2})[-/]\d{4}/;

/** Month first only where the file's own dates allow nothing else. */
function orderOf({ rows }: Head, at: number | undefined): DateOrder {
  if (at === undefined) return 'dmy';
  const pairs = rows.flatMap(({ cells }) => {
    const found = AMBIGUOUS.exec(cells[at]?.trim() ?? '');
    return found ? [[Number(found[1]), Number(found[2])] as const] : [];
  });
  const monthFirst = pairs.some(([, b]) => b > 12) && pairs.every(([a]) => a <= 12);
  return monthFirst ? 'mdy' : 'dmy';
}
