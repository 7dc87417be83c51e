/** The columns of `leads` as CSV. */
import { type Compiled, type Interest, interestsOf } from '../../collector/engine/index.ts';
import type { Cell } from './csv.ts';
import { presentHabits } from './habits.ts';
import type { Standing } from './lead.ts';
import { profileOf } from './profile.ts';
import type { Lead } from './schemas/lead.ts';

/** A line, and what its last columns are read from. */
interface Line {
  lead: Lead;
  compiled: Compiled;
  standing: Standing;
}

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
  ['change_7_days', (lead) => lead.trend?.change],
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

const PROFILE = [
  'name',
  'job_title',
  'company',
  'region',
  'city',
  'device',
  'language',
  'subscribed',
] as const;

const INTERESTS = ['items', 'categories', 'searches', 'pages'] as const;
const HABITS = ['usual_weekday', 'usual_hour'] as const;

export const LEAD_COLUMNS: readonly string[] = [
  ...COLUMNS.map(([name]) => name),
  ...PROFILE,
  ...INTERESTS.map((kind) => `top_${kind}`),
  ...HABITS,
];

const names = (interests: readonly Interest[]): string =>
  interests.map(({ name }) => name).join('; ');

/** Interests and habits are those of the latest log: see `recentLogs`. */
export function leadCells({ lead, compiled, standing }: Line): Cell[] {
  const profile = profileOf(standing.state);
  const interests = interestsOf(standing.log.tail);
  const habits = presentHabits(compiled, standing);
  return [
    ...COLUMNS.map(([, cell]) => cell(lead)),
    ...PROFILE.map((field) => profile[field]),
    ...INTERESTS.map((kind) => names(interests[kind])),
    habits?.weekday,
    habits?.hour,
  ];
}
