/** A file of what was spent on a campaign: kept whole, or not at all. */
import { campaignCurrency, putSpend } from '../../store/campaign-changes.ts';
import type { Database } from '../../store/database.ts';
import { decode } from './decode.ts';
import { ImportProblem } from './import-problem.ts';
import { readSpend } from './spend.ts';

/** Of a file; eleven years of days are some 100 KB. */
const MOST_BYTES = 1024 * 1024;
const MOST_DAYS = 4000;
/** Bad lines that are told. */
const TOLD = 20;

export type SpendAnswer =
  | { answer: 'stored' }
  | { answer: 'unknown' }
  | { answer: 'refused'; kind: ImportProblem['kind']; detail: string; field: string };

/** @throws StorageUnavailable */
export async function importSpend(
  db: Database,
  of: { site: string; campaign: string },
  body: AsyncIterable<Uint8Array>,
): Promise<SpendAnswer> {
  const currency = await campaignCurrency(db, of);
  if (currency === null) return { answer: 'unknown' };
  try {
    const spent = spentIn(await textOf(body), currency);
    return { answer: (await putSpend(db, of, spent)) ? 'stored' : 'unknown' };
  } catch (error) {
    if (!(error instanceof ImportProblem)) throw error;
    const { kind, message: detail, field } = error;
    return { answer: 'refused', kind, detail, field };
  }
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const piece of decode(body, MOST_BYTES)) text += piece;
  return text;
}

/** @throws ImportProblem that names the lines which cannot be read */
function spentIn(text: string, currency: string) {
  const { spent, bad } = readSpend({ text, currency });
  if (spent.length > MOST_DAYS) throw new ImportProblem(`There are more than ${MOST_DAYS} days.`);
  if (bad.length === 0) return spent;
  const told = bad.slice(0, TOLD).map(({ line, reason }) => `line ${line}: ${reason}`);
  const rest = bad.length > TOLD ? `; and ${bad.length - TOLD} more` : '';
  throw new ImportProblem(`Nothing was kept. ${told.join('; ')}${rest}.`);
}
