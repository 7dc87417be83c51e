/** `npm start`: builds, serves everything on one port and says where. Ctrl-C stops it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CreatedSite } from '../store/sites.ts';
import type { Served } from './serve.ts';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const DEFAULT_PORT = 8787;
/** Oftener than when deployed: whoever tries it out wants to see what they have just done. */
const TICK_SECONDS = 15;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A mistake of the caller's: told in one sentence, without a stack. */
class Misuse extends Error {
  override name = 'Misuse';
}
/** By name, so that the server's code need not be loaded to tell its errors apart. */
const TOLD_IN_A_SENTENCE = ['Misuse', 'PortTaken'];

interface Settings {
  port: number;
  state: string;
  /** print one line of JSON for programs instead of the page for people */
  json: boolean;
  /** webhooks may go to http://localhost */
  local: boolean;
}

let child: ChildProcess | undefined;
let served: Served | undefined;
let stopping = false;

listenToSignals();
await start().catch(fail);

async function start(): Promise<void> {
  const { port, state, json, local } = readSettings(process.env);
  // Loaded only now, so that a wrong setting is told at once.
  const { assertFree, serve } = await import('./serve.ts');
  if (port !== 0) await assertFree(port);
  say('Building the script …');
  await runScript('sdk/build/build.ts');
  say('Laying out the pages …');
  await runScript('collector/dev/assets.ts');
  say('Starting the server and its database …');
  const vars = local && { vars: { RUNG_LOCAL_WEBHOOKS: '1' } };
  served = await serve({ port, state, rateLimits: true, tickEverySeconds: TICK_SECONDS, ...vars });
  listenToSignals();
  if (stopping) return leave(0);
  const { ensureDemoSite } = await import('./demo-site.ts');
  const site = await ensureDemoSite(served.db, state, Date.now());
  const { url } = served;
  process.stdout.write(`${json ? JSON.stringify({ url, ...site }) : welcome(url, site, state)}\n`);
}

function readSettings(env: NodeJS.ProcessEnv): Settings {
  const { PORT, RUNG_STATE, RUNG_JSON, RUNG_LOCAL_WEBHOOKS } = env;
  const port = PORT ? Number(PORT) : DEFAULT_PORT;
  if (!/^\d+$/.test(PORT || '0') || port > 65_535) {
    throw new Misuse(`PORT is a whole number from 0 to 65535 (0: any free one), not "${PORT}".`);
  }
  return {
    port,
    state: resolve(ROOT, RUNG_STATE || '.rung'),
    json: RUNG_JSON === '1',
    local: RUNG_LOCAL_WEBHOOKS === '1',
  };
}

/** Runs a script of the house and passes on only what goes wrong. */
function runScript(path: string): Promise<void> {
  return new Promise((done, failed) => {
    child = spawn(process.execPath, [join(ROOT, path)], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.once('error', failed);
    child.once('exit', (code) => {
      child = undefined;
      if (stopping) process.exit(0);
      if (code === 0) done();
      else failed(new Misuse(`${path} failed.`));
    });
  });
}

function welcome(url: string, { write_key, secret_key }: CreatedSite, state: string): string {
  const path = join(state, 'demo.json');
  const near = relative(process.cwd(), path);
  const kept = near.startsWith('..') ? path : near;
  return `
Rung is ready.

  shop        ${url}/demo/
  dashboard   ${url}/dashboard/
  API         ${url}/docs
  health      ${url}/healthz

  tag         <script defer src="${url}/rung.js" data-site="${write_key}"></script>
  write key   ${write_key}
  secret key  ${secret_key}   (kept in ${kept})

Walk about in the shop, then ask who is ready to buy:

  curl -H "Authorization: Bearer ${secret_key}" ${url}/api/v1/leads

Ctrl-C stops the server; the data stay.`;
}

/** Progress goes to standard error, so that standard output holds the answer alone. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Called again once the server runs, whose library has put listeners that end with code 130. */
function listenToSignals(): void {
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal);
    process.on(signal, () => void stop());
  }
}

/** While the server is starting there is nothing to end yet: `start` looks when it has. */
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  child?.kill();
  if (served) await leave(0);
}

async function leave(code: number): Promise<void> {
  await served?.stop();
  process.exit(code);
}

async function fail(error: Error): Promise<void> {
  console.error(TOLD_IN_A_SENTENCE.includes(error.name) ? error.message : error);
  await leave(1);
}
