// Rows read and time of every call of the read API, by how many people the site has.
// `npm run bench -- calls --people 1000,10000 [--state DIR] [--count folded] [--each]`: with DIR databases
// are kept and gone on with; --count folded leaves out the counting of copies, which takes hours for a
// million; --each prints every way in which a call was made, not only the one that reads most.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fillSite } from './filled-site.ts';
import { type Measured, measureCalls, REFERENCE } from './measured-calls.ts';
import { printTable } from './table.ts';

const DEFAULT_SIZES = '1000,10000,100000';
/** Rows that a call may read, exports exempt. */
const MOST_ROWS = 10_000;
/** Below it many a scan ends before its bound because there is nobody left, so that rows may still grow. */
const FLAT_FROM = 100_000;
/**
 * Calls whose scans find nobody left before their own bound also at {@link FLAT_FROM}: what these
 * bounds come to. Up to it they may grow, and from there on they are flat.
 */
const CEILINGS: Readonly<Record<string, number>> = {
  'GET /follow-up': 7_000,
  'GET /customers': 6_500,
  'GET /segments': 6_500,
  'GET /health': 6_500,
};
/** Growth from one size to the next that is none: a page holds people with longer or shorter logs. */
const SLACK = { part: 1.1, rows: 100 };

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: DEFAULT_SIZES },
    state: { type: 'string' },
    count: { type: 'string', default: 'all' },
    each: { type: 'boolean', default: false },
  },
});
const sizes = values.people.split(',').map(Number);
const wrong = sizes.find((size) => !(size >= 1000 && size <= 4_000_000 && size % 1000 === 0));
if (wrong !== undefined)
  throw new Error(`--people is thousands with commas, not "${values.people}"`);

/** When the last line was written. */
let told = performance.now();
const results = new Map<number, Measured[]>();
for (const size of sizes) results.set(size, await measureAt(size));
print();
const failures = sizes.flatMap(judge);
for (const failure of failures) console.log(`FAIL ${failure}`);
if (failures.length > 0) process.exitCode = 1;

async function measureAt(size: number): Promise<Measured[]> {
  const kept = values.state && join(resolve(values.state), `people-${size}`);
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'rung-calls-'));
  try {
    const begun = performance.now();
    const count = values.count === 'folded' ? 'folded' : 'all';
    const wanted = { people: size, folder, count } as const;
    const filled = await fillSite(wanted, (line) => tell(`${size}: ${line}`));
    say(`${size} people filled and counted in ${seconds(begun)} s`);
    try {
      return await measureCalls(filled);
    } finally {
      await filled.served.stop();
    }
  } finally {
    if (!kept) rmSync(folder, { recursive: true });
  }
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(0);
}

/** On a terminal one line that changes, elsewhere a line now and then. */
function tell(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${line.padEnd(70)}`);
  else if (performance.now() - told > 10_000) say(line);
}
function say(line: string): void {
  told = performance.now();
  process.stderr.write(`${process.stderr.isTTY ? '\r' : ''}${line.padEnd(70)}\n`);
}

/** A row a call; for each size the rows it reads and its time, in times the reference's. */
function print(): void {
  const lineOf = (one: Measured): string => (values.each ? one.name : one.call);
  const lines = [...new Set([...results.values()].flat().map(lineOf))];
  console.log(`× is the time in times that of ${REFERENCE}, in the same run`);
  printTable(
    lines.map((line) => {
      const cells = sizes.map((size) => {
        const made = (results.get(size) ?? []).filter((one) => lineOf(one) === line);
        const label = size.toLocaleString('en');
        const most = (of: (one: Measured) => number) => Math.max(...made.map(of));
        return {
          [`${label}: rows`]: made.length > 0 ? String(most(({ rows }) => rows)) : '',
          [`${label}: ×`]: made.length > 0 ? most(({ ratio }) => ratio).toFixed(1) : '',
        };
      });
      return Object.assign({ call: line }, ...cells) as Record<string, string>;
    }),
  );
}

/** What is over the bound at a size, or has grown since the one before. */
function judge(size: number, index: number): string[] {
  const before = index > 0 && (sizes[index - 1] ?? 0) >= FLAT_FROM ? sizes[index - 1] : undefined;
  return (results.get(size) ?? []).flatMap(({ name, call, rows, exports }) => {
    if (exports) return [];
    if (rows > MOST_ROWS) return [`${name} reads ${rows} rows at ${size} people`];
    const less = before && results.get(before)?.find((one) => one.name === name)?.rows;
    if (less === undefined || rows <= less * SLACK.part + SLACK.rows) return [];
    if (rows <= (CEILINGS[call] ?? 0)) return [];
    return [`${name} grows from ${less} rows at ${before} people to ${rows} at ${size}`];
  });
}
