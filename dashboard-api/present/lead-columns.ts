/** The columns of `leads` as CSV. */
import type { Cell } from './csv.ts';
import type { Lead } from './schemas/lead.ts';

type Column = readonly [name: string, cell: (lead: Lead) => Cell];
type Source = Lead['first_source'];

const SOURCE_FIELDS = ['channel', 'source', 'medium', 'campaign', 'term'] as const;

const sourceColumns = (which: 'first_source' | 'last_source'): Column[] =>
  SOURCE_FIELDS.map((field) => [`${which}_${field}`, (lead) => (lead[which] as Source)?.[field]]);

/** `129.9 EUR`, or several joined by `; `. */
const amount = (money: Lead['orders']['verified']['value']): string =>
  money.map(({ value, currency }) => `${value} ${currency}`).join('; ');

const COLUMNS: readonly Column[] = [
  ['person', (lead) => lead.person],
  ['score', (lead) => lead.score],
  ['grade', (lead) => lead.grade],
  ['rung', (lead) => lead.rung],
  ['rung_since', (lead) => lead.rung_since],
  ['segments', (lead) => lead.segments.join('; ')],
  ['why', (lead) => lead.why.en],
  ['next_at', (lead) => lead.next?.at],
  ['next_from', (lead) => lead.next?.from],
  ['next_to', (lead) => lead.next?.to],
  ...sourceColumns('first_source'),
  ...sourceColumns('last_source'),
  ['first_seen', (lead) => lead.first_seen],
  ['last_seen', (lead) => lead.last_seen],
  ['country', (lead) => lead.country],
  ['email_known', (lead) => lead.email_known],
  ['orders_verified', (lead) => lead.orders.verified.count],
  ['value_verified', (lead) => amount(lead.orders.verified.value)],
  ['orders_unverified', (lead) => lead.orders.unverified.count],
  ['value_unverified', (lead) => amount(lead.orders.unverified.value)],
  ['last_order', (lead) => lead.orders.last],
  ['bot', (lead) => lead.bot],
];

export const LEAD_COLUMNS: readonly string[] = COLUMNS.map(([name]) => name);

export const leadCells = (lead: Lead): Cell[] => COLUMNS.map(([, cell]) => cell(lead));
