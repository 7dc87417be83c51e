/** Lays out `.build/assets/`, what is answered without asking the Worker: rung.js, the shop, dashboard, docs. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { PINNED_FOLDER } from '../../sdk/build/pinned.ts';
import { cataloguePdf } from '../../sdk/demo/catalogue-pdf.ts';
import { renderShop } from '../../sdk/demo/render.ts';
import { DEMO_WRITE_KEY } from '../../sdk/demo/write-key.ts';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const ASSETS = join(ROOT, '.build/assets');
/** `VERSION/*.js` of earlier versions that pages still pin. */
const RELEASED = join(ROOT, 'sdk/released');

/** Folders served as they are, their `main.ts` bundled to `main.js`. */
const FOLDERS = [
  { from: 'dashboard-api/page', to: 'dashboard' },
  { from: 'dashboard-api/docs', to: 'docs' },
];
const STATIC = new Set(['.html', '.css', '.svg', '.png', '.webm', '.woff2', '.json']);
/** Configurations and sources that live beside the pages. */
const PRIVATE = /(^|\/)(tsconfig\.json|layout\.html|screenshot\.png)$|^(pages|styles)\//;

/**
 * Browsers keep the script for ten minutes instead of asking for it with every page; its on-demand
 * parts, whose names change with their content, and what stands under a version, for good. Pages of
 * other origins load them with `crossorigin`, hence CORS.
 * @see https://developers.cloudflare.com/workers/static-assets/headers/
 */
const HEADERS = `/rung.js
  Cache-Control: public, max-age=600
  Access-Control-Allow-Origin: *
  Cross-Origin-Resource-Policy: cross-origin
/rung-*
  Cache-Control: public, max-age=31536000, immutable
  Access-Control-Allow-Origin: *
  Cross-Origin-Resource-Policy: cross-origin
/v/*
  Cache-Control: public, max-age=31536000, immutable
  Access-Control-Allow-Origin: *
  Cross-Origin-Resource-Policy: cross-origin
/*
  X-Content-Type-Options: nosniff
`;

type Files = Map<string, Uint8Array | string>;

/** Makes `.build/assets/` hold exactly what belongs there; a file that is right already is not touched. */
export async function buildAssets(): Promise<void> {
  const files: Files = new Map([['_headers', HEADERS]]);
  await addScripts(files);
  await addShop(files);
  for (const { from, to } of FOLDERS) await addFolder(files, from, to);
  await settle(files);
}

/** Each script twice: under the address that follows the newest, and under its version's for good. */
async function addScripts(files: Files): Promise<void> {
  const dist = join(ROOT, 'sdk/dist');
  for (const name of (await readdir(dist)).filter((name) => /^rung(-.+)?\.js$/.test(name))) {
    const content = await readFile(join(dist, name));
    files.set(name, content).set(`${PINNED_FOLDER}/${name}`, content);
  }
  for (const name of await list(RELEASED).catch(() => [])) {
    files.set(`v/${name}`, await readFile(join(RELEASED, name)));
  }
  if (!files.has('rung.js'))
    throw new Error('sdk/dist/rung.js is missing: node sdk/build/build.ts');
}

async function addShop(files: Files): Promise<void> {
  const home = join(ROOT, 'sdk/demo');
  const pages: Record<string, string> = {};
  for (const name of await list(join(home, 'pages'))) {
    pages[name] = await readFile(join(home, 'pages', name), 'utf8');
  }
  const layout = await readFile(join(home, 'layout.html'), 'utf8');
  for (const [path, text] of Object.entries(renderShop({ layout, pages, key: DEMO_WRITE_KEY }))) {
    files.set(`demo/${path}`, text);
  }
  files.set('demo/pishi-catalogue.pdf', cataloguePdf());
  await copyStatic(files, home, 'demo');
  files.set('demo/shop.js', await bundle(join(home, 'shop.ts')));
  files.set('demo/shop.css', await bundle(join(home, 'shop.css')));
}

async function addFolder(files: Files, from: string, to: string): Promise<void> {
  const folder = join(ROOT, from);
  const names = await list(folder);
  await copyStatic(files, folder, to);
  if (names.includes('main.ts')) files.set(`${to}/main.js`, await bundle(join(folder, 'main.ts')));
}

async function copyStatic(files: Files, folder: string, to: string): Promise<void> {
  for (const name of await list(folder)) {
    if (STATIC.has(extname(name)) && !PRIVATE.test(name)) {
      files.set(`${to}/${name}`, await readFile(join(folder, name)));
    }
  }
}

async function bundle(entry: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

async function settle(files: Files): Promise<void> {
  for (const [name, content] of files) await put(join(ASSETS, name), Buffer.from(content));
  for (const name of await list(ASSETS)) {
    if (!files.has(name)) await rm(join(ASSETS, name));
  }
}

/** Through a rename, so that a server beside us never reads half a file. */
async function put(path: string, content: Buffer): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(content)) return;
  await mkdir(dirname(path), { recursive: true });
  const whole = `${path}.${process.pid}`;
  await writeFile(whole, content);
  await rename(whole, path);
}

/** Paths of all files below a folder, `/` between the parts. */
async function list(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
}

if (import.meta.main) await buildAssets();
