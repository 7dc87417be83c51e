/** How a file would be read, from its head: for whoever is to say whether that is right. */
import type { ImportPlan } from '../../store/import-job.ts';
import type { Fields } from '../fields.ts';
import { missingIn } from './plan.ts';
import type { BadRow, Told } from './row-fields.ts';
import type { Head } from './split.ts';
import { groupRows, readGroups } from './told.ts';

export interface ImportPreview {
  kind: 'orders' | 'contacts';
  delimiter: string;
  decimal: '.' | ',';
  dates: 'dmy' | 'mdy';
  time_zone: string;
  currency: string;
  columns: { header: string; samples: string[]; field: string | null }[];
  /** fields that no column has and the import needs */
  missing: string[];
  /** rows that were looked at */
  rows: number;
  events: { line: number; type: string; at: number; props: Fields }[];
  problems: BadRow[];
}

const SAMPLES = 3;
const SAMPLE_LENGTH = 100;
const SHOWN = 5;
const PROBLEMS = 100;

export function previewOf(plan: ImportPlan, { rows }: Head, now: number): ImportPreview {
  const { header, columns, ...habits } = plan;
  const missing = missingIn(plan);
  const read =
    missing.length > 0 ? { told: [], bad: [] } : readGroups(plan, groupRows(plan, rows), now);
  const fields = new Map(Object.entries(columns).map(([field, at]) => [at, field]));
  return {
    ...habits,
    columns: header.map((name, at) => ({
      header: name,
      samples: rows
        .flatMap(({ cells }) => cells[at]?.trim().slice(0, SAMPLE_LENGTH) || [])
        .slice(0, SAMPLES),
      field: fields.get(at) ?? null,
    })),
    missing,
    rows: rows.length,
    events: read.told.slice(0, SHOWN).flatMap(shownEvents),
    problems: read.bad.slice(0, PROBLEMS),
  };
}

const shownEvents = ({ line, events }: Told) =>
  events.map(({ type, ts, props }) => ({
    line,
    type: String(type),
    at: Number(ts),
    props: props as Fields,
  }));
