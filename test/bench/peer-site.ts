/** The page that every script is put into, and one local endpoint that speaks with all of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';
import type { Setup } from './peer-setups.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const TEXT = 'Kittens need more fat, and less salt, than they ask for. '.repeat(40);

export interface Visit {
  /** address of the page; its host and that of the endpoint are used once */
  url: string;
  /** bytes of every script that was loaded, brotli 11 each */
  scriptBytes: number;
  /** requests to the endpoint beside scripts, preflights left out */
  requests: number;
  preflights: number;
}

export interface PeerSite {
  /** A new visitor to the page with this script; without one, to the empty page. */
  visit(setup?: Setup): Visit;
  close(): void;
}

export async function openPeerSite(setups: readonly Setup[]): Promise<PeerSite> {
  const programs = new Map<Setup, Map<string, string>>();
  for (const setup of setups) programs.set(setup, await scriptsOf(setup));
  const visits = new Map<string, { setup: Setup | undefined; visit: Visit }>();
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const hostOf = (name: string) => `${name}.localhost:${port}`;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [kind, id = ''] = (request.headers.host ?? '').split('.')[0]?.split('-') ?? [];
    const found = visits.get(id);
    if (!found) return void response.writeHead(404).end();
    const { setup, visit } = found;
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    const script = setup && programs.get(setup)?.get(path);
    allow(request, response);
    if (script !== undefined) {
      visit.scriptBytes += brotli(script);
      response.setHeader('content-type', 'text/javascript').end(script);
    } else if (kind === 'page') {
      response
        .setHeader('content-type', 'text/html')
        .end(pageOf(setup, `http://${hostOf(`api-${id}`)}`));
    } else await answer(request, response, visit, setup, hostOf(`api-${id}`));
  }

  return {
    visit(setup) {
      const id = String(visits.size);
      const visit = {
        url: `http://${hostOf(`page-${id}`)}/`,
        scriptBytes: 0,
        requests: 0,
        preflights: 0,
      };
      visits.set(id, { setup, visit });
      return visit;
    },
    close: () => end(server),
  };
}

/** Scripts by their path. Parts that a script loads when it wants them stay files of their own. */
async function scriptsOf({ program }: Setup): Promise<Map<string, string>> {
  if (program === undefined) {
    const dist = join(ROOT, 'sdk/dist');
    const names = readdirSync(dist).filter((name) => /^rung(-.+)?\.js$/.test(name));
    return new Map(names.map((name) => [`/${name}`, readFileSync(join(dist, name), 'utf8')]));
  }
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: ROOT },
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    outdir: '/',
    entryNames: 'bundle',
    write: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  return new Map(outputFiles.map(({ path, text }) => [path, text]));
}

function pageOf(setup: Setup | undefined, collector: string): string {
  const tag = setup?.program
    ? '<script type="module" src="/bundle.js"></script>'
    : setup && `<script defer src="${collector}/rung.js" data-site="key"></script>`;
  const links = Array.from({ length: 20 }, (_, i) => `<a href="/page-${i}">Page ${i}</a> `).join(
    '',
  );
  return `<!doctype html><html lang="en"><title>Cat food</title><link rel="icon" href="data:,">
    <script>var COLLECTOR = '${collector}'; addEventListener('click', (event) => event.preventDefault())</script>
    ${tag ?? ''}<body><h1>Cat food by post</h1><p><a id="out" href="http://bowls.example/list">Bowls</a></p>
    <p>${TEXT}</p><p>${links}</p><form><input name="q"><input type="email" name="email"><button>Go</button></form></body>`;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  visit: Visit,
  setup: Setup | undefined,
  host: string,
): Promise<void> {
  if (request.method === 'OPTIONS') {
    visit.preflights += 1;
    return void response.writeHead(204).end();
  }
  visit.requests += 1;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const known = Object.entries(setup?.answers ?? {}).find(([path]) =>
    request.url?.startsWith(path),
  );
  const said = known?.[1](Buffer.concat(chunks).toString()) ?? {};
  const text = typeof said === 'string' ? said : JSON.stringify(said);
  response.setHeader('content-type', 'application/json');
  response.end(text.replaceAll('COLLECTOR_HOST', host));
}

/** Everything that the scripts ask for by CORS. */
function allow({ headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', headers.origin ?? '*');
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader(
    'access-control-allow-headers',
    headers['access-control-request-headers'] ?? '*',
  );
}

function brotli(text: string): number {
  return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

function end(server: Server): void {
  server.closeAllConnections();
  server.close();
}
