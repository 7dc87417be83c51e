/**
 * What the API asks others to write. The API itself only reads; the composition root gives it the
 * store's commands. Times are milliseconds since 1970.
 */
import type { D1Database } from '@cloudflare/workers-types';
import type { Model, Slice } from '../collector/engine/index.ts';

interface Asked {
  /** of the model; must be one of the site's */
  version: number;
  at: number;
}

/** Long work whose result is read from its job. */
export type Study =
  | { site: string; kind: 'preview'; body: Asked }
  | { site: string; kind: 'backtest'; body: Asked & { slice: Slice } };

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
export interface Commands {
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
}

/** `person` is who the device now is. */
type Unlinked =
  | { done: true; person: string }
  | { done: false; because: 'unknown' | 'home' | 'too_long' | 'busy' };
