// Prints what the built SDK weighs on the wire, and fails when a script, or the least that one can import,
// outgrows its bound.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { weightOf } from './tune.ts';

const DIST = resolve(dirname(fileURLToPath(import.meta.url)), '../dist');

/** What an application bundles that only records what it is told. */
const IMPORT = `import { connect, track } from './index.js'; connect({ site: 'KEY' }); track('x');`;

/**
 * Bytes at brotli 11: the tag alone, and the tag with the part that loads on pages that need it.
 * `goal` is what the design wants; `max` what the build may weigh today, only ever lowered.
 */
const BUDGETS = [
  { name: 'rung.js', files: /^rung\.js$/, goal: 4096, max: 4361 },
  { name: 'rung.js + rung-*.js', files: /^rung(-.*)?\.js$/, goal: 6144, max: 6404 },
];

/** The same for {@link IMPORT}. */
const IMPORT_BUDGET = { name: 'import { connect, track }', goal: 2200, max: 2185 };

interface Weight {
  file: string;
  raw: number;
  gzip: number;
  brotli: number;
}

/** Bytes at brotli 11 of the tag, and of all scripts that a page may load. */
export function weighScripts(): { tag: number; all: number } {
  const [tag = 0, all = 0] = BUDGETS.map(({ files }) => total(weights(), files));
  return { tag, all };
}

function weights(): Weight[] {
  const files = existsSync(DIST) ? readdirSync(DIST).filter((file) => file.endsWith('.js')) : [];
  if (!files.includes('rung.js')) {
    throw new Error('sdk/dist/rung.js is missing: run `npm run build`.');
  }
  return files.map((file) => ({ file, ...weigh(readFileSync(join(DIST, file))) }));
}

function total(all: Weight[], files: RegExp): number {
  return all.filter(({ file }) => files.test(file)).reduce((sum, { brotli }) => sum + brotli, 0);
}

function weigh(code: Buffer) {
  return {
    raw: code.length,
    gzip: gzipSync(code, { level: 9 }).length,
    brotli: weightOf(code),
  };
}

/**
 * {@link IMPORT} as an application's own build makes it: what it loads at once, and what that asks for
 * later.
 */
function weighImport(): { first: number; later: number } {
  const { outputFiles, metafile } = buildSync({
    stdin: { contents: IMPORT, resolveDir: DIST },
    absWorkingDir: DIST,
    outdir: DIST,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    metafile: true,
    write: false,
  });
  const imports = (files: string[], kind: string) =>
    files
      .flatMap((file) => metafile.outputs[file]?.imports ?? [])
      .filter((found) => found.kind === kind)
      .map(({ path }) => path);
  const withStatic = (files: string[]): string[] =>
    files[0] ? [...files, ...withStatic(imports(files, 'import-statement'))] : [];
  const first = withStatic(['stdin.js']);
  const later = withStatic(imports(first, 'dynamic-import'));
  const weighAll = (files: string[]) =>
    outputFiles
      .filter(({ path }) => files.includes(relative(DIST, path)))
      .reduce((sum, { text }) => sum + weightOf(text), 0);
  return {
    first: weighAll(first),
    later: weighAll(later.filter((file) => !first.includes(file))),
  };
}

function pad(value: number, width: number): string {
  return String(value).padStart(width);
}

if (import.meta.main) {
  const all = weights();
  console.log('bytes'.padEnd(24), '    raw', ' gzip 9', 'brotli 11');
  for (const { file, raw, gzip, brotli } of all) {
    console.log(file.padEnd(24), pad(raw, 7), pad(gzip, 7), pad(brotli, 9));
  }
  const sums = BUDGETS.map((budget) => ({ ...budget, bytes: total(all, budget.files) }));
  const { first, later } = weighImport();
  for (const { name, bytes, goal, max } of [...sums, { ...IMPORT_BUDGET, bytes: first }]) {
    const over = bytes > goal ? `, ${bytes - goal} over the goal of ${goal}` : '';
    console.log(`${bytes <= max ? '✓' : '✗'} ${name}: ${bytes} of at most ${max} bytes${over}`);
    if (bytes > max) process.exitCode = 1;
  }
  console.log(`  and ${later} bytes that it asks for with the first event, to send it`);
}
