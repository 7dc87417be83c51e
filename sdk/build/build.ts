// Builds the SDK: the tag (sdk/dist/rung.js, small to the last byte) and the npm package (index.js with
// the modules that it imports, index.d.ts).
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { transform } from 'esbuild';
import { type OutputOptions, type Plugin, rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { minify } from './minify.ts';
import { tune, tuned } from './tune.ts';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const DIST = join(ROOT, 'sdk/dist');
const ES = { format: 'es' } as const;

/** Browsers since 2020: optional chaining and `??` stand, later syntax is rewritten. */
const TARGET = 'es2021';

/** The script that a page loads by tag, and the part that it asks for when the page needs it. */
const TAG = 'sdk/snippet.ts';
const PART = 'sdk/capture/on-demand/index.ts';

/** What the npm package offers. */
const PACKAGE = 'sdk/index.ts';

/** Modules that the package does without at first, and what stands for them there. */
const PUT_OFF: Record<string, string> = {
  'sdk/effects/delivery.ts': 'sdk/effects/delivery-later.ts',
  'sdk/effects/visit.ts': 'sdk/effects/visit-later.ts',
};

/** What the tag has for the part's name until it is known; as long and as unlike anything else. */
const PART_NAME = 'rung-3f81c6.js';
/** A block keeps the tag's names from the page: they are all `let`. */
const BLOCK: [string, string] = ['{', '}'];

/**
 * The script and its part agree on what they hand each other, so a part fits its own tag alone, and
 * its name says which content both have.
 *
 * @param seconds to seek a better layout of each script before it is built
 */
async function buildScripts(seconds: number): Promise<void> {
  const tag = (await script(TAG)).replace('RUNG_PART', JSON.stringify(PART_NAME));
  const part = await script(PART);
  if (seconds) {
    tell('rung.js', tune('tag', tag, { seconds, around: BLOCK }));
    tell('its part', tune('part', part, { seconds }));
  }
  const tagCode = BLOCK.join(tuned('tag', tag).print());
  const partCode = tuned('part', part).print();
  const hash = createHash('sha256')
    .update(tagCode + partCode)
    .digest('hex');
  const file = `rung-${hash.slice(0, 6)}.js`;
  await writeFile(join(DIST, file), partCode);
  await writeFile(join(DIST, 'rung.js'), tagCode.replace(PART_NAME, file));
  await removeAllBut((name) => !/^rung-/.test(name) || name === file);
}

async function script(entry: string): Promise<string> {
  const [chunk] = await bundle(entry, { ...ES, generatedCode: { preset: 'es2015' } });
  return minify(chunk.code);
}

function tell(script: string, [before, after]: [number, number]): void {
  console.log(`${script}: ${after} bytes, ${before - after} less than before`);
}

/** A file each module, so that an application's own build can leave out or put off what it likes. */
async function buildPackage(): Promise<void> {
  const files = { dir: DIST, preserveModules: true, preserveModulesRoot: join(ROOT, 'sdk') };
  const code = await bundle(PACKAGE, { ...ES, ...files }, [putOff()]);
  const types = await rollup({ input: join(ROOT, PACKAGE), plugins: [dts()] });
  const { output } = await types.write({ ...ES, dir: DIST });
  const written = [...code, ...output].map(({ fileName }) => fileName);
  await removeAllBut((name) => /^rung/.test(name) || written.includes(name));
}

/** Puts the modules of {@link PUT_OFF} in the place of those that they stand for, and themselves use. */
function putOff(): Plugin {
  return {
    name: 'put-off',
    async resolveId(source, importer) {
      const found = await this.resolve(source, importer, { skipSelf: true });
      const standIn = PUT_OFF[relative(ROOT, found?.id ?? '')];
      return !standIn || importer === join(ROOT, standIn) ? found : join(ROOT, standIn);
    },
  };
}

async function removeAllBut(stays: (name: string) => boolean): Promise<void> {
  const names = await readdir(DIST, { recursive: true });
  const stale = names.filter((name) => name.endsWith('.js') && !stays(name));
  await Promise.all(stale.map((name) => rm(join(DIST, name))));
}

async function bundle(entry: string, output: OutputOptions, plugins: Plugin[] = []) {
  const bundled = await rollup({
    input: join(ROOT, entry),
    plugins: [...plugins, nodeResolve({ browser: true, extensions: ['.ts', '.js'] }), stripTypes()],
    treeshake: { moduleSideEffects: (id) => id.startsWith(join(ROOT, 'sdk')) },
    onwarn(warning) {
      throw new Error(warning.message);
    },
  });
  return (await (output.dir ? bundled.write(output) : bundled.generate(output))).output;
}

function stripTypes(): Plugin {
  const tsconfigRaw = { compilerOptions: { verbatimModuleSyntax: true } };
  return {
    name: 'strip-types',
    async transform(code, id) {
      const { code: js, map } = await transform(code, {
        loader: id.endsWith('.ts') ? 'ts' : 'js',
        target: TARGET,
        sourcefile: id,
        sourcemap: 'external',
        tsconfigRaw,
      });
      return { code: js, map };
    },
  };
}

if (import.meta.main) {
  const [option, seconds = 180] = process.argv.slice(2);
  await mkdir(DIST, { recursive: true });
  await buildScripts(option === '--tune' ? Number(seconds) : 0);
  await buildPackage();
}
