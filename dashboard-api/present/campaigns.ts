/** Campaigns: days as dates and minor units as decimal numbers, and back. */
import { toMinor } from '../../collector/engine/index.ts';
import type { CampaignFields } from '../campaign-commands.ts';
import type { CampaignBody, CampaignListRow, CampaignRow } from '../queries/campaigns.ts';
import { toMajor } from './money.ts';
import type { Campaign, CampaignLine } from './schemas/campaigns.ts';
import { DAY_MS, toDate, toRfc3339 } from './time.ts';

type Body = Omit<CampaignBody, 'spend'>;

function lineOf(id: string, body: Body, spent: number): CampaignLine {
  const { currency, budget_minor, expected_minor } = body;
  const major = (minor: number | undefined) =>
    minor === undefined ? null : toMajor(minor, currency);
  return {
    id,
    name: body.name,
    from: toDate(body.from),
    to: body.to === undefined ? null : toDate(body.to),
    budget: major(budget_minor),
    expected_sales: major(expected_minor),
    match: body.match,
    currency,
    spent: toMajor(spent, currency),
    created_at: toRfc3339(body.created_at),
  };
}

export const presentCampaignLine = ({ campaign, body, spent_minor }: CampaignListRow) =>
  lineOf(campaign, JSON.parse(body) as Body, spent_minor);

export function presentCampaign({ campaign, body: text }: CampaignRow): Campaign {
  const body = JSON.parse(text) as CampaignBody;
  const days = Object.entries(body.spend)
    .map(([day, minor]) => ({ day: Number(day), minor }))
    .sort((a, b) => a.day - b.day);
  const spent = days.reduce((sum, { minor }) => sum + minor, 0);
  const spend = days.map(({ day, minor }) => ({
    date: toDate(day),
    amount: toMajor(minor, body.currency),
  }));
  return { ...lineOf(campaign, body, spent), spend };
}

interface Wish {
  name?: string | undefined;
  from?: string | undefined;
  to?: string | null | undefined;
  budget?: number | null | undefined;
  expected_sales?: number | null | undefined;
  match?: Campaign['match'] | undefined;
}

export const toDay = (date: string): number => Date.parse(date) / DAY_MS;

/** Of an amount that was checked to be one. */
export const toMinorUnits = (amount: number, currency: string): number =>
  toMinor(amount, currency) ?? 0;

/** What is named of a campaign, as the store wants it. */
export function toFields(wish: Wish, currency: string): Partial<CampaignFields> {
  const { name, from, to, budget, expected_sales, match } = wish;
  const minor = (amount: number | null) =>
    amount === null ? null : toMinorUnits(amount, currency);
  return {
    ...(name !== undefined && { name }),
    ...(from !== undefined && { from: toDay(from) }),
    ...(to !== undefined && { to: to === null ? null : toDay(to) }),
    ...(match !== undefined && { match: withoutGaps(match) }),
    ...(budget !== undefined && { budget_minor: minor(budget) }),
    ...(expected_sales !== undefined && { expected_minor: minor(expected_sales) }),
  };
}

const withoutGaps = (match: Campaign['match']): CampaignFields['match'] =>
  Object.fromEntries(Object.entries(match).filter(([, globs]) => globs !== undefined));
