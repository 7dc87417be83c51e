/** `npm run site`: makes, lists and disables sites and keys, on this machine or with `--remote`. */
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StorageUnavailable } from '../store/database.ts';
import { WranglerFailed, wranglerDatabase } from './remote-database.ts';
import { serve } from './serve.ts';
import { act, type Outcome } from './site-actions.ts';
import { type Command, Misuse, readCommand, USAGE } from './site-command.ts';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Opening the local database fails at moments when the server of `npm start` writes to it. */
const TRIES = 6;
const PAUSE_MS = 500;
const BUSY =
  'The local database does not answer. Perhaps `npm start` is writing a lot: try again in a moment.';

try {
  const { command, remote, json } = readCommand(process.argv.slice(2));
  const { text, data } = await open(remote, command);
  console.log(json ? JSON.stringify(data) : text);
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}

async function open(remote: boolean, command: Command): Promise<Outcome> {
  if (remote || command.do === 'help') {
    return act(wranglerDatabase(['--remote']), command, Date.now());
  }
  const state = resolve(ROOT, process.env.RUNG_STATE || '.rung');
  for (let tries = 1; ; tries += 1) {
    try {
      return await actLocally(state, command);
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (tries === TRIES) throw new RangeError(BUSY, { cause: error });
    }
    await new Promise((wake) => setTimeout(wake, PAUSE_MS));
  }
}

async function actLocally(state: string, command: Command): Promise<Outcome> {
  const local = await serve({ state, tickEverySeconds: 0 });
  try {
    return await act(local.db, command, Date.now());
  } finally {
    await local.stop();
  }
}

/** The lock of another process: SQLite then stores nothing of what was asked. */
function isBusy(error: unknown): boolean {
  return error instanceof StorageUnavailable || String(error).includes('D1_ERROR');
}

/** Mistakes are told in a sentence; what is unexpected is told whole. */
function explain(error: unknown): unknown {
  if (error instanceof Misuse) return `${error.message}\n\n${USAGE}`;
  if (error instanceof RangeError) return error.message;
  const cause = error instanceof StorageUnavailable ? error.cause : error;
  if (cause instanceof WranglerFailed) return `wrangler: ${cause.message}`;
  return error;
}
