// Builds the SDK: the tag (sdk/dist/rung.js, mangled to the last byte) and the npm package (index.js, index.d.ts).
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { transform } from 'esbuild';
import { type OutputOptions, type Plugin, rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { type MinifyOptions, minify } from 'terser';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const DIST = join(ROOT, 'sdk/dist');

/** Browsers since 2020: optional chaining and `??` stand, later syntax is rewritten. */
const TARGET = 'es2021';

/** The script that a page loads by tag, and the part that it asks for when the page needs it. */
const TAG = 'sdk/snippet.ts';
const PART = 'sdk/capture/on-demand/index.ts';

const SCRIPT: OutputOptions = {
  format: 'iife',
  freeze: false,
  strict: false,
  generatedCode: { preset: 'es2015', symbols: false },
};

await mkdir(DIST, { recursive: true });
await buildScripts();
await buildPackage();

/**
 * A name that ends in `_` is private: it is shortened, alike in both scripts. So a part fits its own
 * tag alone, and its name says which content it has.
 */
async function buildScripts(): Promise<void> {
  const [tag, part] = [await bundle(TAG, SCRIPT), await bundle(PART, { format: 'es' })];
  const names = { props: undefined };
  const tagCode = await shrink(tag, names);
  const partCode = await shrink(part, { props: names.props });
  const hash = createHash('sha256')
    .update(tagCode + partCode)
    .digest('hex');
  const file = `rung-${hash.slice(0, 8)}.js`;
  await writeFile(join(DIST, file), partCode);
  await writeFile(join(DIST, 'rung.js'), tagCode.replace('RUNG_PART', JSON.stringify(file)));
  const stale = (await readdir(DIST)).filter((name) => /^rung-/.test(name) && name !== file);
  await Promise.all(stale.map((name) => rm(join(DIST, name))));
}

async function buildPackage(): Promise<void> {
  await bundle('sdk/index.ts', {
    format: 'es',
    file: join(DIST, 'index.js'),
    inlineDynamicImports: true,
  });
  const types = await rollup({ input: join(ROOT, 'sdk/index.ts'), plugins: [dts()] });
  await types.write({ format: 'es', file: join(DIST, 'index.d.ts') });
}

async function bundle(entry: string, output: OutputOptions): Promise<string> {
  const bundled = await rollup({
    input: join(ROOT, entry),
    plugins: [nodeResolve({ browser: true, extensions: ['.ts', '.js'] }), stripTypes()],
    treeshake: { moduleSideEffects: (id) => id.startsWith(join(ROOT, 'sdk')) },
    onwarn(warning) {
      throw new Error(warning.message);
    },
  });
  const { output: chunks } = await (output.file ? bundled.write(output) : bundled.generate(output));
  return chunks[0].code;
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

async function shrink(code: string, nameCache: object): Promise<string> {
  const options: MinifyOptions = {
    ecma: 2020,
    toplevel: true,
    nameCache,
    compress: {
      passes: 4,
      // Copies of larger functions into their callers compress worse than calls.
      inline: 1,
      hoist_funs: true,
      pure_getters: true,
      unsafe_arrows: true,
      unsafe_methods: true,
      hoist_props: true,
      keep_fargs: false,
    },
    mangle: { properties: { regex: /[^_]_$/ } },
    format: { comments: false },
  };
  return (await minify(code, options)).code ?? '';
}
