/** A file that is sent: streamed into parts that a job then reads, or only looked at. */
import type { Database } from '../../store/database.ts';
import { runBatch } from '../../store/database.ts';
import { newSum } from '../../store/import-job.ts';
import {
  cleanParts,
  dropParts,
  type JobId,
  putPart,
  siteDefaults,
  startImport,
} from '../../store/import-parts.ts';
import { newJobId } from '../../store/jobs.ts';
import { decode, FILE_BYTES, tooMuch } from './decode.ts';
import { ImportProblem } from './import-problem.ts';
import { checkComplete, type ImportOptions, planOf } from './plan.ts';
import { type ImportPreview, previewOf } from './preview.ts';
import { FileSplitter } from './split.ts';

export interface AskedImport {
  site: string;
  options: ImportOptions;
  preview: boolean;
  /** of the body, where its sender says so */
  bytes?: number | undefined;
  /** milliseconds since 1970 */
  at: number;
}

export type ImportAnswer =
  | { answer: 'job'; job: string }
  | { answer: 'preview'; preview: ImportPreview }
  | { answer: 'refused'; kind: ImportProblem['kind']; detail: string; field: string };

/** @throws StorageUnavailable; nothing of the file is then kept for long */
export async function importFile(
  db: Database,
  asked: AskedImport,
  body: AsyncIterable<Uint8Array>,
): Promise<ImportAnswer> {
  const texts = decode(body);
  try {
    return await receive(db, asked, texts);
  } catch (error) {
    if (!(error instanceof ImportProblem)) throw error;
    const { kind, message: detail, field } = error;
    return { answer: 'refused', kind, detail, field };
  } finally {
    await texts.return(undefined);
  }
}

async function receive(
  db: Database,
  { site, options, preview, bytes = 0, at }: AskedImport,
  texts: AsyncGenerator<string>,
): Promise<ImportAnswer> {
  if (bytes > FILE_BYTES && !preview) throw tooMuch(FILE_BYTES);
  const defaults = await siteDefaults(db, site);
  if (!defaults) throw new ImportProblem('There is no such site.');
  const splitter = new FileSplitter(texts);
  const head = await splitter.head();
  const plan = planOf(options, defaults, head);
  if (preview) return { answer: 'preview', preview: previewOf(plan, head, at) };
  checkComplete(plan);
  await cleanParts(db, site, at);
  const id = { site, job: newJobId() };
  const rows = await keepParts(db, id, splitter, at);
  await startImport(db, id, { rows, body: { at, plan, sum: newSum() } });
  return { answer: 'job', job: id.job };
}

/** @returns rows */
async function keepParts(
  db: Database,
  id: JobId,
  splitter: FileSplitter,
  at: number,
): Promise<number> {
  let rows = 0;
  let part = 0;
  try {
    for await (const { line, text, rows: more } of splitter.parts()) {
      await putPart(db, id, { part, at, line, text });
      rows += more;
      part += 1;
    }
  } catch (error) {
    await runBatch(db, [dropParts(db, id)]);
    throw error;
  }
  if (rows === 0) throw new ImportProblem('The file has a header and no rows.');
  return rows;
}
