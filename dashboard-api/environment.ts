/** What a request of the read API runs in: the Worker's bindings and who is calling. */
import type { D1Database, Fetcher } from '@cloudflare/workers-types';

import type { Commands } from './commands.ts';

export interface Bindings {
  DB: D1Database;
  ASSETS: Fetcher;
  /** Unlocks the routes that make sites. Without it those routes do not exist. */
  RUNG_ADMIN_KEY?: string;
  /** `1` lets webhooks go to http://localhost: for development, never set in production. */
  RUNG_LOCAL_WEBHOOKS?: string;
  /** Requests a minute from one address to one site; without one there is no limit. */
  API_LIMIT?: { limit: (options: { key: string }) => Promise<{ success: boolean }> };
}

export const SCOPES = ['read', 'write', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** What most answers need to know of a site. */
export interface SiteFacts {
  id: string;
  name: string;
  /** IANA */
  timeZone: string;
  /** the published version */
  model: number;
  /** the job that is bringing people over to it, if one is under way */
  publishing: string | null;
}

/** The key behind a request. One key opens one site. */
export interface Caller {
  site: SiteFacts;
  /** SHA-256 of the secret key, 64 hex digits */
  keyHash: string;
  /** the key's name, for notes and follow-ups */
  name: string;
  scopes: readonly string[];
}

export interface Environment {
  Bindings: Bindings;
  Variables: {
    caller: Caller;
    commands: Commands;
    /** the moment of the request, milliseconds since 1970; every answer is as of it */
    now: number;
  };
}
