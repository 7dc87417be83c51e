/** A site and a collector for browser tests: serves pages with the built tag, logs what browsers really send. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  type Answer,
  type Envelope,
  type EventResult,
  INGEST_PATH,
  type WireEvent,
} from '../../sdk/wire.ts';

const DIST = process.env.RUNG_DIST ?? join(import.meta.dirname, '../../sdk/dist');

/** What the collector does with one request instead of answering it well. */
export type Mood = (
  envelope: Envelope,
  response: ServerResponse,
) => 'store and answer' | 'store only' | 'neither' | Promise<'store and answer' | 'neither'>;

export interface Site {
  /** Each test gets a host of its own, hence its own cookies and its own IndexedDB. */
  url(path: string, host?: string): string;
  /** Serves `html` at `path`; `head` replaces the tag. */
  page(path: string, html?: string, head?: string): void;
  /** Serves a script at `path`; 404 while there is no code. */
  script(path: string, code: () => string | undefined | Promise<string | undefined>): void;
  /** every request to the ingest address, preflights too */
  requests: {
    method: string;
    envelope?: Envelope;
    bytes: number;
    headers: IncomingMessage['headers'];
  }[];
  /** what was stored, each id once, in the order of arrival */
  stored: WireEvent[];
  /** ids that came in as events once more */
  twice: string[];
  /** what was refused for good, once for each time that it came; see `verdict` */
  rejected: WireEvent[];
  /** paths that were asked for, in this order */
  paths: string[];
  /** what becomes of an event that is not stored yet. Default: `ok` */
  verdict: (event: WireEvent) => EventResult;
  /** added to every answer */
  answer: Partial<Answer>;
  mood: Mood;
  /** the tag, as pages without a head of their own have it */
  readonly tag: string;
  /** what stands in the tag beside `data-site` */
  attributes: string;
  events(type: string): WireEvent[];
  close(): Promise<void>;
}

let hosts = 0;

export async function openSite(): Promise<Site> {
  const pages = new Map<string, { html: string; head: string | undefined }>();
  const scripts = new Map<string, Parameters<Site['script']>[1]>();
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const own = `t${process.pid}x${hosts++}.localhost`;
  const collector = `http://localhost:${port}`;

  const site: Site = {
    url: (path, host = own) => `http://${host}:${port}${path}`,
    page: (path, html = '', head) => void pages.set(path, { html, head }),
    script: (path, code) => void scripts.set(path, code),
    requests: [],
    stored: [],
    twice: [],
    rejected: [],
    paths: [],
    verdict: () => 'ok',
    answer: {},
    mood: () => 'store and answer',
    attributes: '',
    get tag() {
      return `<script defer src="${collector}/rung.js" data-site="key" ${site.attributes}></script>`;
    },
    events: (type) => site.stored.filter((event) => event.type === type),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  site.page('/', 'Home');

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', collector);
    site.paths.push(pathname);
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
    response.setHeader('access-control-expose-headers', 'retry-after');
    response.setHeader('access-control-allow-credentials', 'true');
    if (pathname === INGEST_PATH) return ingest(request, response);
    if (/^\/rung.*\.js$/.test(pathname)) return answerScript(response, builtScript(pathname));
    const script = scripts.get(pathname);
    if (script) return answerScript(response, await script());
    const page = pages.get(pathname);
    if (!page) return void response.writeHead(404).end();
    const head = page.head ?? site.tag;
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      `<!doctype html><title>Title of ${pathname}</title><link rel="icon" href="data:,">${head}<body>${page.html}`,
    );
  }

  async function ingest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers } = request;
    const body = await bodyOf(request);
    if (method !== 'POST') {
      site.requests.push({ method, headers, bytes: 0 });
      return void response.writeHead(204).end();
    }
    const envelope: Envelope = JSON.parse(body);
    site.requests.push({ method, headers, envelope, bytes: Buffer.byteLength(body) });
    const doing = await site.mood(envelope, response);
    if (doing === 'neither') return;
    const answer = store(envelope);
    if (doing === 'store only') return;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ...answer, ...site.answer }));
  }

  function store({ events, confirm = [] }: Envelope): Answer {
    const results: Answer['results'] = {};
    for (const event of events) {
      const known = site.stored.some(({ id }) => id === event.id);
      const result = known ? 'duplicate' : site.verdict(event);
      results[event.id] = result;
      if (known) site.twice.push(event.id);
      else if (result === 'ok') site.stored.push(event);
      else if (result !== 'retry') site.rejected.push(event);
    }
    const missing = confirm.filter((id) => !site.stored.some((event) => event.id === id));
    return { results, missing };
  }

  return site;
}

const builtScript = (path: string) => readFileSync(join(DIST, path), 'utf8');

function answerScript(response: ServerResponse, code: string | undefined): void {
  if (code === undefined) response.statusCode = 404;
  response.setHeader('content-type', 'text/javascript');
  response.end(code);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
