/** What the API asks others to write of campaigns. Days since 1970, money in minor units. */
import type { D1Database } from '@cloudflare/workers-types';
import type { CampaignField } from '../collector/engine/reports/types.ts';

export interface CampaignFields {
  name: string;
  from: number;
  to: number | null;
  match: Partial<Record<CampaignField, string[]>>;
  budget_minor: number | null;
  expected_minor: number | null;
}

export type CampaignOutcome =
  | { done: true; campaign: string }
  | { done: false; because: 'unknown' | 'too_many' | 'busy' | 'ends_early' };

export type SpendAnswer =
  | { answer: 'stored' }
  | { answer: 'unknown' }
  | { answer: 'refused'; kind: 'invalid_parameter' | 'too_large'; detail: string; field: string };

interface Campaign {
  site: string;
  campaign: string;
}

/** Each rejects with an error named `StorageUnavailable` when the database does not answer. */
export interface CampaignCommands {
  addCampaign: (
    db: D1Database,
    site: string,
    wish: CampaignFields & { currency: string },
    now: number,
  ) => Promise<CampaignOutcome>;
  /** What is not named stays. */
  changeCampaign: (
    db: D1Database,
    of: Campaign,
    wish: Partial<CampaignFields>,
  ) => Promise<CampaignOutcome>;
  deleteCampaign: (db: D1Database, site: string, campaign: string) => Promise<boolean>;
  /** In place of all that was known of it. False when there is no such campaign. */
  putSpend: (
    db: D1Database,
    of: Campaign,
    spend: readonly { day: number; minor: number }[],
  ) => Promise<boolean>;
  /** The same from a CSV file. */
  importSpend: (
    db: D1Database,
    of: Campaign,
    body: AsyncIterable<Uint8Array>,
  ) => Promise<SpendAnswer>;
}
