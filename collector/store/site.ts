/** A site's row as the collector uses it. */
import { Memory } from './remember.ts';

export interface Site {
  site: string;
  /** exact origins or `https://*.example.org`; none is any */
  origins: readonly string[];
  /** host names of the origins: a referrer from one of them is the site itself */
  hosts: readonly string[];
  timeZone: string;
  /** version of the published model */
  model: number;
  /** when that version was published, milliseconds; 0 for the first */
  modelSince: number;
  /** whether moves that its publishing makes may alert */
  modelAlert: boolean;
  settings: SiteSettings;
  /** checks signatures of user ids; empty for none */
  signingKey: string;
}

export interface SiteSettings {
  /** keep the visitor id in an HttpOnly cookie too. Default false. Works on the own domain only. */
  visitor_cookie?: boolean;
  /** an `identify` without a signature joins devices too. Default false: anyone can say a name. */
  trust_unsigned?: boolean;
  /** days that events are kept. Default: for good. */
  retention_days?: number;
}

export interface SiteRow {
  site: string;
  origins: string;
  time_zone: string;
  model: number;
  model_since: number;
  model_alert: number;
  settings: string;
  signing_key: string;
}

const parsed = new Memory<Site>(500);

/** The row parsed. The memory is keyed by the whole row, so a changed site is read anew at once. */
export function siteOf(row: SiteRow): Site {
  const { site, origins, time_zone, model, model_since, model_alert, settings, signing_key } = row;
  const rules = `${model} ${model_since} ${model_alert}`;
  const key = `${site}\n${rules}\n${time_zone}\n${origins}\n${settings}\n${signing_key}`;
  return parsed.get(key) ?? parsed.set(key, parseSite(row));
}

function parseSite(row: SiteRow): Site {
  const origins = JSON.parse(row.origins) as string[];
  return {
    site: row.site,
    origins,
    hosts: origins.map((origin) =>
      origin.replace(/^https?:\/\/(\*\.)?/, '').replace(/[:/].*$/, ''),
    ),
    timeZone: row.time_zone,
    model: row.model,
    modelSince: row.model_since,
    modelAlert: row.model_alert === 1,
    settings: JSON.parse(row.settings) as SiteSettings,
    signingKey: row.signing_key,
  };
}
