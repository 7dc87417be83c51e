/** The owner's campaigns: made, changed, taken away, and what was spent on them. */
import type { CampaignField } from '../engine/reports/types.ts';
import { type Database, firstRow, runBatch, type Statement } from './database.ts';
import { markRange } from './days.ts';

/** What a campaign is to be; days since 1970, money in minor units. */
export interface CampaignFields {
  name: string;
  /** first and last day */
  from: number;
  to: number | null;
  match: Partial<Record<CampaignField, string[]>>;
  budget_minor: number | null;
  expected_minor: number | null;
}

/** As it is stored: counting reads `from`, `to` and `match`. */
interface CampaignBody extends Partial<Omit<CampaignFields, 'to'>> {
  from: number;
  to?: number;
  match: CampaignFields['match'];
  currency: string;
  /** minor units by day */
  spend: Record<string, number>;
  created_at: number;
}

export type CampaignOutcome =
  | { done: true; campaign: string }
  | { done: false; because: 'unknown' | 'too_many' | 'busy' | 'ends_early' };

/** Campaigns of a site: each visit is held against all of them. */
const MOST = 200;
const TRIES = 5;

const READ = 'SELECT body FROM campaigns WHERE site = ? AND campaign = ?';
const CURRENCY =
  "SELECT body ->> '$.currency' AS currency FROM campaigns WHERE site = ? AND campaign = ?";
const INSERT = `
  INSERT INTO campaigns (site, campaign, body)
  SELECT ?1, ?2, ?3 WHERE (SELECT count(*) FROM campaigns WHERE site = ?1) < ${MOST}`;
const CHANGE = 'UPDATE campaigns SET body = ?3 WHERE site = ?1 AND campaign = ?2 AND body = ?4';
const SPEND =
  "UPDATE campaigns SET body = json_set(body, '$.spend', json(?3)) WHERE site = ?1 AND campaign = ?2";
const DELETE = 'DELETE FROM campaigns WHERE site = ?1 AND campaign = ?2';

/**
 * Makes a campaign. Of campaigns that a visit fits the one made first has it.
 *
 * @param now milliseconds since 1970
 * @throws StorageUnavailable
 */
export async function addCampaign(
  db: Database,
  site: string,
  wish: CampaignFields & { currency: string },
  now: number,
): Promise<CampaignOutcome> {
  const campaign = `cmp_${now.toString(16).padStart(12, '0')}${crypto.randomUUID().slice(0, 8)}`;
  const { currency, ...fields } = wish;
  const body = changed({ currency, spend: {}, created_at: now }, fields);
  const [added] = await runBatch(db, [
    db.prepare(INSERT).bind(site, campaign, JSON.stringify(body)),
    countAgain(db, site, body, body),
  ]);
  if (added?.meta.changes === 0) return { done: false, because: 'too_many' };
  return { done: true, campaign };
}

/**
 * Changes what is named and leaves the rest. When dates or rule change, the days of both are
 * counted again.
 *
 * @throws StorageUnavailable
 */
export async function changeCampaign(
  db: Database,
  { site, campaign }: { site: string; campaign: string },
  wish: Partial<CampaignFields>,
): Promise<CampaignOutcome> {
  for (let tries = 0; tries < TRIES; tries++) {
    const row = await firstRow<{ body: string }>(db.prepare(READ).bind(site, campaign));
    if (!row) return { done: false, because: 'unknown' };
    const before = JSON.parse(row.body) as CampaignBody;
    const after = changed(before, wish);
    if (after.to !== undefined && after.to < after.from) {
      return { done: false, because: 'ends_early' };
    }
    const change = db.prepare(CHANGE).bind(site, campaign, JSON.stringify(after), row.body);
    const again = countsAlike(before, after) ? [] : [countAgain(db, site, before, after)];
    const [written] = await runBatch(db, [change, ...again]);
    if (written?.meta.changes === 1) return { done: true, campaign };
  }
  return { done: false, because: 'busy' };
}

/** False when there is none. @throws StorageUnavailable */
export async function deleteCampaign(
  db: Database,
  site: string,
  campaign: string,
): Promise<boolean> {
  const row = await firstRow<{ body: string }>(db.prepare(READ).bind(site, campaign));
  if (!row) return false;
  const body = JSON.parse(row.body) as CampaignBody;
  const [gone] = await runBatch(db, [
    db.prepare(DELETE).bind(site, campaign),
    countAgain(db, site, body, body),
  ]);
  return gone?.meta.changes === 1;
}

/**
 * Puts what was spent, by day, in place of what was known of it. False when there is no campaign.
 *
 * @throws StorageUnavailable
 */
export async function putSpend(
  db: Database,
  { site, campaign }: { site: string; campaign: string },
  spend: readonly { day: number; minor: number }[],
): Promise<boolean> {
  const byDay = Object.fromEntries(spend.map(({ day, minor }) => [day, minor]));
  const [put] = await runBatch(db, [db.prepare(SPEND).bind(site, campaign, JSON.stringify(byDay))]);
  return put?.meta.changes === 1;
}

/** The currency of a campaign's money; null when there is no such campaign. @throws StorageUnavailable */
export async function campaignCurrency(
  db: Database,
  { site, campaign }: { site: string; campaign: string },
): Promise<string | null> {
  const row = await firstRow<{ currency: string }>(db.prepare(CURRENCY).bind(site, campaign));
  return row?.currency ?? null;
}

type Kept = Pick<CampaignBody, 'currency' | 'spend' | 'created_at'> & Partial<CampaignBody>;

/** Null takes a value away. */
function changed(before: Kept, wish: Partial<CampaignFields>): CampaignBody {
  const entries = Object.entries({ ...before, ...wish }).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as unknown as CampaignBody;
}

const ruleOf = ({ from, to, match }: CampaignBody): string => JSON.stringify([from, to, match]);

const countsAlike = (before: CampaignBody, after: CampaignBody): boolean =>
  ruleOf(before) === ruleOf(after);

/** The days that the campaign had or has. */
function countAgain(db: Database, site: string, a: CampaignBody, b: CampaignBody): Statement {
  const last = Math.max(a.to ?? Infinity, b.to ?? Infinity);
  return markRange(db, site, Math.min(a.from, b.from), last);
}
