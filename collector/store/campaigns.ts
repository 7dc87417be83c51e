/** The owner's campaigns as counting needs them; the rest of their rows is for reports. */
import type { CampaignRule } from '../engine/index.ts';
import { allRows, type Database } from './database.ts';

const READ = 'SELECT campaign, body FROM campaigns WHERE site = ? ORDER BY campaign';

/** @throws StorageUnavailable */
export async function campaignRules(db: Database, site: string): Promise<CampaignRule[]> {
  const rows = await allRows<{ campaign: string; body: string }>(db.prepare(READ).bind(site));
  return rows.map(({ campaign, body }) => {
    const { from, to, match } = JSON.parse(body) as Omit<CampaignRule, 'id'>;
    return { id: campaign, from, match, ...(typeof to === 'number' && { to }) };
  });
}
