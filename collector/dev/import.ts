/** `npm run import`: sends a CSV file to a collector and works its job off, telling how far it is. */
import { openAsBlob } from 'node:fs';
import { type AskedImport, Misuse, readImport, USAGE } from './import-command.ts';
import { type ImportResult, type Preview, previewLines, resultLines } from './import-words.ts';

interface Job {
  state: 'waiting' | 'running' | 'done' | 'failed';
  done: number;
  total: number;
  result: ImportResult | null;
}

/** More than the API looks at; the piece may end within a letter or a row. */
const PREVIEW_BYTES = 512 * 1024;

/** Of a collector whose database does not answer for a moment. */
const TRIES = 5;
const PAUSE_MS = 1000;

const NOBODY =
  'No collector answers there. Does `npm start` run? PORT or --url says where the collector is.';

/** An answer that is none, in the words of the API. */
class Refused extends Error {}

try {
  const asked = readImport(process.argv.slice(2), process.env);
  if (!asked) console.log(USAGE);
  else process.exitCode = await run(asked);
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}

/** @returns the exit code: 1 when nothing is in the site that was in the file */
async function run(asked: AskedImport): Promise<number> {
  const preview = await send<Preview>(asked, true);
  if (asked.preview || !asked.json) {
    console.log(asked.json ? JSON.stringify(preview) : previewLines(preview).join('\n'));
  }
  if (asked.preview || preview.missing.length > 0) return preview.missing.length > 0 ? 1 : 0;
  const { job } = await send<{ job: string }>(asked, false);
  const result = await follow(asked, job);
  console.log(asked.json ? JSON.stringify(result) : resultLines(result).join('\n'));
  return result.stored + result.duplicates > 0 ? 0 : 1;
}

/** The file is read as it is sent; never whole in memory. */
async function send<T>({ file, url, key, query }: AskedImport, preview: boolean): Promise<T> {
  const asked = new URLSearchParams(query);
  if (preview) asked.set('preview', 'true');
  const blob = await openAsBlob(file);
  // Of a long file only the begin is looked at.
  const body = preview ? blob.slice(0, PREVIEW_BYTES) : blob;
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'text/csv' };
  return call(`${url}/api/v1/import?${asked}`, { method: 'POST', headers, body });
}

/** Each call does a part of the work. */
async function follow({ url, key }: AskedImport, id: string): Promise<ImportResult> {
  for (;;) {
    const headers = { Authorization: `Bearer ${key}` };
    const { state, done, total, result } = await call<Job>(`${url}/api/v1/jobs/${id}`, { headers });
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${total} rows`);
    if (state === 'failed') throw new Refused('The import failed; what is in it counts once.');
    if (result === null) continue;
    if (process.stderr.isTTY) process.stderr.write('\n');
    return result;
  }
}

async function call<T>(url: string, init: RequestInit): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(url, init);
    if (response.ok) return (await response.json()) as T;
    const text = await response.text();
    if (response.status !== 503 || tries === TRIES) throw new Refused(detailOf(text));
    await new Promise((wake) => setTimeout(wake, PAUSE_MS * tries));
  }
}

function detailOf(text: string): string {
  try {
    const { detail, field } = JSON.parse(text) as { detail: string; field?: string };
    return field === undefined ? detail : `${detail} (${field})`;
  } catch {
    return text.slice(0, 500);
  }
}

/** Mistakes are told in a sentence; what is unexpected is told whole. */
function explain(error: unknown): unknown {
  if (error instanceof Misuse) return `${error.message}\n\n${USAGE}`;
  if (error instanceof Refused) return error.message;
  const { cause, code } = error as { cause?: { code?: string }; code?: string };
  const known = cause?.code ?? code;
  if (known === 'ECONNREFUSED') return NOBODY;
  return known ? `${(error as Error).message}: ${known}` : error;
}
