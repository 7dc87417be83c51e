/** What is asked of a site with a history, and what the recomputation would answer. */
import type { CampaignReport } from '../../../dashboard-api/present/schemas/campaign-report.ts';
import type { Campaign, CampaignLine } from '../../../dashboard-api/present/schemas/campaigns.ts';
import type { Customers } from '../../../dashboard-api/present/schemas/customers.ts';
import type { Ladder } from '../../../dashboard-api/present/schemas/ladder.ts';
import type { Rhythm } from '../../../dashboard-api/present/schemas/rhythm.ts';
import type { Segments } from '../../../dashboard-api/present/schemas/segments.ts';
import {
  SOURCE_DIMENSIONS,
  type SourceDimension,
  type Sources,
} from '../../../dashboard-api/present/schemas/sources.ts';
import { answer } from '../api-fixture.ts';
import { expectSame, type Tree } from './compare.ts';
import { comparableCampaign, expectedCampaign } from './expected-campaigns.ts';
import { censusAfter, comparableCustomers, expectedCustomers } from './expected-customers.ts';
import {
  comparableFlows,
  comparableStanding,
  expectedFlows,
  expectedStanding,
} from './expected-ladder.ts';
import { comparableRhythm, expectedRhythm } from './expected-rhythm.ts';
import { comparableSources, expectedSources } from './expected-sources.ts';
import { DAY, wallClock } from './local-time.ts';
import type { Asked, Past } from './recompute.ts';
import { standingOf } from './recompute-ladder.ts';

export interface Questioner {
  seed: number;
  key: string;
  past: Past;
  campaigns: readonly Campaign[];
}

const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

export function queryOf({ from, to, segment }: Asked, more: Record<string, string> = {}): string {
  const period = { from: dateOf(from), to: dateOf(to) };
  return `${new URLSearchParams({ ...period, ...(segment && { segment }), ...more })}`;
}

interface Fresh {
  pending_days: number;
}

/** Asks, and refuses figures that cron has not come to yet: they could not be compared. */
export async function ask<T extends Fresh>({ key, past }: Questioner, path: string): Promise<T> {
  const answered = await answer<T>(path, { key, now: past.now });
  if (answered.pending_days > 0) throw new Error(`${path}: ${answered.pending_days} days pending`);
  return answered;
}

/** All pages of an answer; pages of `channel` are short, so that there are some. */
async function pagesOf(who: Questioner, asked: Asked, by: string): Promise<Sources[]> {
  const pages: Sources[] = [];
  let cursor: string | null = null;
  do {
    const limit = by === 'channel' ? '3' : '1000';
    const query = queryOf(asked, { by, limit, ...(cursor !== null && { cursor }) });
    const page: Sources = await ask(who, `/sources?${query}`);
    pages.push(page);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return pages;
}

export async function askSources(
  who: Questioner,
  asked: Asked,
  dimensions: readonly SourceDimension[] = SOURCE_DIMENSIONS,
): Promise<void> {
  for (const by of dimensions) {
    const answered = comparableSources(await pagesOf(who, asked, by));
    const dimension = by === 'landing_page' ? 'landing' : by;
    const expected = expectedSources(who.past, dimension, asked);
    expectSame(who.seed, `sources?${queryOf(asked, { by })}`, answered, expected);
  }
}

export async function askRhythm(who: Questioner, asked: Asked): Promise<void> {
  const path = `/rhythm?${queryOf(asked)}`;
  const answered = comparableRhythm(await ask<Rhythm>(who, path));
  expectSame(who.seed, path, answered, expectedRhythm(who.past, asked));
}

export async function askLadder(who: Questioner, asked: Asked): Promise<void> {
  const path = `/ladder?${queryOf(asked)}`;
  const ladder = await ask<Ladder>(who, path);
  const days = asked.to - asked.from + 1;
  const before = { from: asked.from - days, to: asked.from - 1 };
  const answered: Tree = {
    now: comparableStanding(ladder),
    period: comparableFlows(who.past, ladder.period),
    before: comparableFlows(who.past, ladder.before),
  };
  expectSame(who.seed, path, answered, {
    now: expectedStanding(who.past),
    period: expectedFlows(who.past, asked, ladder.period.stuck_at),
    before: expectedFlows(who.past, before, ladder.before.stuck_at),
  });
}

export async function askCustomers(who: Questioner, asked: Asked): Promise<void> {
  const path = `/customers?${queryOf(asked)}`;
  const customers = await ask<Customers>(who, path);
  const answered = comparableCustomers(who.past, customers);
  const expected = expectedCustomers(who.past, asked, customers.census_at);
  expectSame(who.seed, path, answered, expected);
}

const ATTRIBUTIONS = ['first', 'last', 'linear'] as const;

/** Each campaign in each way, orders of any trust and verified ones by turns. */
export async function askCampaigns(who: Questioner): Promise<void> {
  for (const [i, campaign] of who.campaigns.entries()) {
    for (const [j, attribution] of ATTRIBUTIONS.entries()) {
      const purchases = (i + j) % 2 === 0 ? 'any' : 'verified';
      const way = { attribution, purchases } as const;
      const path = `/campaigns/${campaign.id}/report?${new URLSearchParams(way)}`;
      const answered = comparableCampaign(await ask<CampaignReport>(who, path));
      expectSame(who.seed, path, answered, expectedCampaign(who.past, campaign, way));
    }
  }
}

/** The campaigns as the owner left them. */
export async function readCampaigns(key: string, now: number): Promise<Campaign[]> {
  const { data } = await answer<{ data: CampaignLine[] }>('/campaigns', { key, now });
  return Promise.all(data.map(({ id }) => answer<Campaign>(`/campaigns/${id}`, { key, now })));
}

/** Members now; and as the last census counted them, if that had seen the whole history. */
export async function askSegments(who: Questioner, asked: Asked): Promise<void> {
  const { past, key, seed } = who;
  const path = `/segments?${queryOf(asked)}`;
  const { data } = await answer<Segments>(path, { key, now: past.now });
  const { census_at } = await ask<Customers>(who, `/customers?${queryOf(asked)}`);
  const at = censusAfter(past, census_at);
  const date = at === undefined ? undefined : dateOf(wallClock(past.zone, at).day);
  const answered = data.map(({ id, people, over_time }) => [
    id,
    { people, counted: over_time.find((day) => day.date === date)?.people },
  ]);
  const now = standingOf(past);
  const census = at === undefined ? undefined : standingOf({ ...past, now: at });
  const expected = past.model.segments.map(({ id }) => [
    id,
    { people: now.segments[id] ?? 0, counted: census && (census.segments[id] ?? 0) },
  ]);
  expectSame(seed, path, Object.fromEntries(answered), Object.fromEntries(expected));
}
