// Prints what the built SDK weighs on the wire and fails when the tag outgrows its budget.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const DIST = resolve(dirname(fileURLToPath(import.meta.url)), '../dist');

/** Bytes at brotli 11: the tag alone, and the tag with every part that loads on the pages that need it. */
const BUDGETS = [
  { name: 'rung.js', files: /^rung\.js$/, max: 4096 },
  { name: 'rung.js + rung-*.js', files: /^rung(-.*)?\.js$/, max: 6144 },
];

const files = existsSync(DIST) ? readdirSync(DIST).filter((file) => file.endsWith('.js')) : [];
if (!files.includes('rung.js'))
  throw new Error('sdk/dist/rung.js is missing: run `npm run build`.');

const sizes = files.map((file) => ({ file, ...weigh(readFileSync(join(DIST, file))) }));
console.log('bytes'.padEnd(24), '    raw', ' gzip 9', 'brotli 11');
for (const { file, raw, gzip, brotli } of sizes) {
  console.log(file.padEnd(24), pad(raw, 7), pad(gzip, 7), pad(brotli, 9));
}

for (const { name, files, max } of BUDGETS) {
  const bytes = sizes.filter(({ file }) => files.test(file)).reduce((sum, s) => sum + s.brotli, 0);
  const within = bytes <= max;
  console.log(`${within ? '✓' : '✗'} ${name}: ${bytes} of ${max} bytes`);
  if (!within) process.exitCode = 1;
}

function weigh(code: Buffer) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return {
    raw: code.length,
    gzip: gzipSync(code, { level: 9 }).length,
    brotli: brotliCompressSync(code, { params }).length,
  };
}

function pad(value: number, width: number): string {
  return String(value).padStart(width);
}
