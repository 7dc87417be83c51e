// Prints what the built SDK weighs on the wire, and fails when a script, or the least that one can import,
// outgrows its bound.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { transform } from 'esbuild';
import { type Plugin, rollup } from 'rollup';
import { weightOf } from './tune.ts';

const DIST = resolve(dirname(fileURLToPath(import.meta.url)), '../dist');

/** What an application bundles that only records what it is told. */
const APP = join(DIST, 'app.js');
const IMPORT = `import { connect, track } from './index.js'; connect({ site: 'KEY' }); track('x');`;

/** Bytes at brotli 11: the tag alone, and the tag with the part that loads on pages that need it. */
const BUDGETS = [
  { name: 'rung.js', files: /^rung\.js$/, max: 4096 },
  { name: 'rung.js + rung-*.js', files: /^rung(-.*)?\.js$/, max: 6144 },
];

/** The same for {@link IMPORT}. */
const IMPORT_BUDGET = { name: 'import { connect, track }', max: 2200 };

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
  const files = existsSync(DIST)
    ? readdirSync(DIST).filter((file) => /^rung.*\.js$/.test(file))
    : [];
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
 * {@link IMPORT} as an application's own build makes it (Rollup and esbuild, as Vite has them): what it
 * loads at once, and what that asks for later.
 */
export async function weighImport(): Promise<{ first: number; later: number }> {
  const bundled = await rollup({ input: APP, plugins: [app(), nodeResolve()] });
  const { output } = await bundled.generate({ format: 'es' });
  const chunks = output.filter((file) => file.type === 'chunk');
  const weights = await Promise.all(
    chunks.map(async ({ code, isDynamicEntry }) => {
      const small = await transform(code, { minify: true, format: 'esm' });
      return { brotli: weightOf(small.code), isDynamicEntry };
    }),
  );
  const sum = (later: boolean) =>
    weights
      .filter(({ isDynamicEntry }) => isDynamicEntry === later)
      .reduce((bytes, { brotli }) => bytes + brotli, 0);
  return { first: sum(false), later: sum(true) };
}

function app(): Plugin {
  return {
    name: 'app',
    resolveId: (source) => (source === APP ? APP : null),
    load: (id) => (id === APP ? IMPORT : null),
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
  const { first, later } = await weighImport();
  for (const { name, bytes, max } of [...sums, { ...IMPORT_BUDGET, bytes: first }]) {
    console.log(`${bytes <= max ? '✓' : '✗'} ${name}: ${bytes} of at most ${max} bytes`);
    if (bytes > max) process.exitCode = 1;
  }
  console.log(`  and ${later} bytes that it asks for with the first event, to send it`);
}
