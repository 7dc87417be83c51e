/**
 * What the API asks others to write. The API itself only reads; the composition root gives it the
 * store's commands. Times are milliseconds since 1970.
 */
import type { D1Database } from '@cloudflare/workers-types';
import type {
  Compared,
  Judged,
  Model,
  PRESETS,
  Purchases,
  Slice,
} from '../collector/engine/index.ts';
import type { CampaignCommands } from './campaign-commands.ts';

interface Asked {
  /** of the model; must be one of the site's */
  version: number;
  at: number;
}

/** Long work whose result is read from its job. */
export type Study =
  | { site: string; kind: 'preview'; body: Asked }
  | { site: string; kind: 'backtest'; body: Asked & { slice: Slice } }
  | { site: string; kind: 'ideal_customer'; body: Asked & IdealQuestion };

export interface IdealQuestion extends Compared {
  /** the same for the same question */
  asked: string;
  purchases: Purchases;
}

export interface Publishing extends Asked {
  site: string;
  /** whether the moves that the change of rules makes may alert */
  alert: boolean;
}

export interface AskedImport {
  site: string;
  /** what whoever sends the file says of it */
  options: {
    kind: 'orders' | 'contacts';
    columns?: string | undefined;
    unit?: 'rial' | 'toman' | undefined;
    time_zone?: string | undefined;
    dates?: 'dmy' | 'mdy' | undefined;
    decimal?: '.' | ',' | undefined;
    currency?: string | undefined;
  };
  /** only look at its begin */
  preview: boolean;
  /** of the body, where its sender says so */
  bytes?: number | undefined;
  at: number;
}

export interface FilePreview {
  kind: 'orders' | 'contacts';
  delimiter: string;
  decimal: '.' | ',';
  dates: 'dmy' | 'mdy';
  time_zone: string;
  currency: string;
  columns: { header: string; samples: string[]; field: string | null }[];
  missing: string[];
  rows: number;
  events: { line: number; type: string; at: number; props: Record<string, unknown> }[];
  problems: { line: number; column: string | null; reason: string }[];
}

export type ImportAnswer =
  | { answer: 'job'; job: string }
  | { answer: 'preview'; preview: FilePreview }
  | { answer: 'refused'; kind: 'invalid_parameter' | 'too_large'; detail: string; field: string };

/** Each rejects with an error named `StorageUnavailable` when the database does not answer. */
export interface Commands extends CampaignCommands {
  /** Keeps a valid model; gives its version. */
  saveDraft: (db: D1Database, site: string, model: Model, at: number) => Promise<number>;
  /** Gives the job that brings people over. */
  publishModel: (db: D1Database, publishing: Publishing) => Promise<string>;
  /** Gives the job; the one under way when the same was asked already. */
  startJob: (db: D1Database, study: Study) => Promise<string>;
  /** Takes a CSV file in, or looks at it. */
  importFile: (
    db: D1Database,
    asked: AskedImport,
    body: AsyncIterable<Uint8Array>,
  ) => Promise<ImportAnswer>;
  /** Does the next chunk of a job, if it is still open. */
  stepJob: (db: D1Database, job: { site: string; job: string }, now: number) => Promise<void>;
  /** Takes a device off its person. */
  unlink: (
    db: D1Database,
    unlinking: { site: string; person: string; device: string },
    now: number,
  ) => Promise<Unlinked>;
  /** Says that devices are software or people; `word` undefined takes back what was said. */
  judgeDevices: (
    db: D1Database,
    judging: { site: string; person: string; device?: string; word: Judged | undefined },
    now: number,
  ) => Promise<JudgedDevices>;
  /** Counts a contact, notes it, and marks the person as contacted. */
  noteContact: (
    db: D1Database,
    contacting: {
      site: string;
      person: string;
      at: number;
      contact: { by: string; outcome?: ContactOutcome; text?: string };
      follow: { next_at?: number | null; responsible?: string | null };
    },
  ) => Promise<Noted<{ follow_up: FollowUpRow }>>;
  addNote: (
    db: D1Database,
    note: { site: string; person: string; at: number; by: string; text: string },
  ) => Promise<Noted<{ at: number }>>;
  /** Absent stays, null takes away. */
  changeFollowUp: (
    db: D1Database,
    wish: { site: string; person: string; changes: FollowUpWish },
  ) => Promise<Noted<{ follow_up: FollowUpRow }>>;
  /** Gives the key; a secret one is never shown again. */
  addKey: (db: D1Database, key: NewKey, at: number) => Promise<string>;
  /** `last`: nobody could change the site's keys any more; `evenLast` asks for it all the same. */
  revoke: (
    db: D1Database,
    key: { site: string; hash: string; evenLast: boolean },
    at: number,
  ) => Promise<{ done: true } | { done: false; because: 'unknown' | 'last' }>;
  /** Rejects with an error named `InvalidSite`, whose `field` is what is wrong. */
  changeSite: (db: D1Database, site: string, changes: SiteChanges) => Promise<boolean>;
  rotateSigningKey: (db: D1Database, site: string) => Promise<string | null>;
  /** Rejects like `changeSite`. */
  createSite: (db: D1Database, site: NewSite, at: number) => Promise<CreatedSite>;
  disableSite: (db: D1Database, site: string, at: number) => Promise<boolean>;
  enableSite: (db: D1Database, site: string) => Promise<boolean>;
  /** Takes every row of a person away. */
  erase: (db: D1Database, owner: { site: string; person: string }, now: number) => Promise<Erased>;
  /** Closes a site and has all its rows taken away. */
  deleteSite: (db: D1Database, site: string, now: number) => Promise<boolean>;
  /** Makes a webhook, or changes the one named. */
  saveWebhook: (
    db: D1Database,
    of: { site: string; webhook?: string },
    wish: WebhookWish,
    around: { local: boolean; now: number },
  ) => Promise<WebhookOutcome>;
  deleteWebhook: (db: D1Database, site: string, webhook: string) => Promise<boolean>;
  /** Gives the id of the message. */
  testWebhook: (
    db: D1Database,
    to: { site: string; webhook: string },
    now: number,
  ) => Promise<string>;
  /** Gives how many dead messages live again. */
  resendDead: (
    db: D1Database,
    of: { site: string; webhook: string; message?: string },
    now: number,
  ) => Promise<number>;
  /** The tables that have all of the columns, by name. */
  tables: (db: D1Database, columns: readonly string[]) => Promise<TableShape[]>;
}

export const CONTACT_OUTCOMES = ['reached', 'no_answer', 'not_interested', 'later', 'won'] as const;
export type ContactOutcome = (typeof CONTACT_OUTCOMES)[number];

export interface FollowUpWish {
  /** name of a key */
  responsible?: string | null;
  next_at?: number | null;
  snoozed_until?: number | null;
}

/** Where the follow-up of a person stands. */
export interface FollowUpRow {
  attempts: number;
  last_at: number | null;
  next_at: number | null;
  snoozed_until: number | null;
  responsible: string | null;
}

export type Noted<Result> =
  | ({ done: true } & Result)
  | { done: false; because: 'unknown' | 'busy' };

type JudgedDevices =
  | { done: true; devices: string[] }
  | { done: false; because: 'unknown' | 'too_long' | 'busy' };

interface NewKey {
  site: string;
  kind: 'write' | 'secret';
  scopes: string[];
  name: string;
}

interface SiteFields {
  name?: string;
  /** exact, or `https://*.example.org`; none: any page may send */
  origins?: string[];
  /** IANA */
  time_zone?: string;
  /** ISO 4217 */
  currency?: string;
}

interface SiteChanges extends SiteFields {
  settings?: Record<string, unknown>;
}

interface NewSite extends SiteFields {
  name: string;
  preset?: keyof typeof PRESETS;
}

interface CreatedSite {
  site: string;
  write_key: string;
  secret_key: string;
}

/** What is to be changed of a webhook, or what a new one is to be. */
export interface WebhookWish {
  url?: string;
  name?: string;
  events?: string[];
  format?: 'json' | 'slack' | 'mail';
  digest?: 'daily' | 'weekly' | null;
  hour?: number;
  from?: string;
  to?: string;
  template?: unknown;
  headers?: Record<string, string>;
  live?: boolean;
  rotate?: boolean;
}

/** `secret` only when it is new. */
export type WebhookOutcome =
  | { done: true; webhook: string; secret?: string }
  | { done: false; because: 'unknown' | 'too_many' }
  | { done: false; because: 'invalid'; field: string; reason: string };

/** `key`: columns of the primary key, in order. */
export interface TableShape {
  name: string;
  columns: string[];
  key: string[];
}

/** `rows`: how many went, by table. */
export type Erased =
  | { done: true; rows: Record<string, number> }
  | { done: false; because: 'unknown' | 'busy' };

/** `person` is who the device now is. */
type Unlinked =
  | { done: true; person: string }
  | { done: false; because: 'unknown' | 'home' | 'too_long' | 'busy' };
