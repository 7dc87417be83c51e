// Builds the SDK: the tag (sdk/dist/rung.js, mangled to the last byte) and the npm package (index.js, index.d.ts).
import { mkdir, rm, writeFile } from 'node:fs/promises';
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
const TARGET = 'es2020';

/** Scripts a page loads by tag. A name that ends in `_` is private: it is shortened, alike in all of them. */
const SCRIPTS = [
  { entry: 'sdk/snippet.ts', file: 'rung.js' },
  // An on-demand part is one more line here: { entry: 'sdk/parts/video.ts', file: 'rung-video.js' }
];

await rm(DIST, { recursive: true, force: true });
await mkdir(DIST, { recursive: true });
await buildScripts();
await buildPackage();

async function buildScripts(): Promise<void> {
  const nameCache = {};
  for (const { entry, file } of SCRIPTS) {
    const code = await bundle(entry, {
      format: 'iife',
      freeze: false,
      generatedCode: { preset: 'es2015', symbols: false },
    });
    await writeFile(join(DIST, file), await shrink(code, nameCache));
  }
}

async function buildPackage(): Promise<void> {
  await bundle('sdk/index.ts', { format: 'es', file: join(DIST, 'index.js') });
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
