/** The owner's campaigns, and what counting found of them. */
import type { D1Database } from '@cloudflare/workers-types';
import { type CompiledQuery, sql } from 'kysely';
import { sumSegmentDays } from '../../collector/engine/reports/index.ts';
import { addAll } from '../../collector/engine/reports/record.ts';
import type { CampaignField, Cell, OrderSums } from '../../collector/engine/reports/types.ts';
import type { Total } from './item-totals.ts';
import { sqlite } from './run.ts';
import { dayParts, type Wanted } from './totals.ts';

/** As the store keeps it: days since 1970, money in minor units. */
export interface CampaignBody {
  name: string;
  from: number;
  to?: number;
  match: Partial<Record<CampaignField, string[]>>;
  budget_minor?: number;
  expected_minor?: number;
  currency: string;
  /** by day */
  spend: Record<string, number>;
  created_at: number;
}

export interface CampaignRow {
  campaign: string;
  /** JSON: CampaignBody */
  body: string;
}

/** A list tells the sum of what was spent, not each day's. */
export interface CampaignListRow extends CampaignRow {
  spent_minor: number;
}

/** All campaigns of a site, some hundred at most; the one made first first. */
export const campaignsOf = (site: string): CompiledQuery<CampaignListRow> =>
  sql<CampaignListRow>`
    select campaign, json_remove(body, '$.spend') as body,
           (select total(value) from json_each(body, '$.spend')) as spent_minor
    from campaigns where site = ${site} order by campaign`.compile(sqlite);

export const campaignById = (site: string, campaign: string): CompiledQuery<CampaignRow> =>
  sql<CampaignRow>`
    select campaign, body from campaigns
    where site = ${site} and campaign = ${campaign}`.compile(sqlite);

export interface CampaignTotals {
  total: Total;
  /** orders of the whole site and their value, by `EUR verified` */
  site: OrderSums['value'];
}

interface Parts {
  cell: Cell;
  value: OrderSums['value'];
}

/** Reads a row a day. */
export async function campaignTotals(
  database: D1Database,
  wanted: Wanted & { campaign: string },
): Promise<CampaignTotals> {
  const totals: CampaignTotals = { total: {}, site: {} };
  const paths = { cell: `$.by.plan.${wanted.campaign}`, value: '$.orders.value' };
  for await (const { day, cell = {}, value = {} } of dayParts<Parts>(database, wanted, paths)) {
    const plan = { [wanted.campaign]: cell };
    const { by } = sumSegmentDays([{ day, totals: { by: { plan }, rhythm: {} } }], wanted.from);
    addAll(totals.total, by.plan?.[wanted.campaign] ?? {});
    addAll(totals.site, value);
  }
  return totals;
}
