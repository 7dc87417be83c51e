/** `npm run site`: makes, lists and disables sites and keys, on this machine or with `--remote`. */
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StorageUnavailable } from '../store/database.ts';
import { WranglerFailed, wranglerDatabase } from './remote-database.ts';
import { serve } from './serve.ts';
import { act, type Outcome } from './site-actions.ts';
import { type Command, Misuse, readCommand, USAGE } from './site-command.ts';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

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
  const local = await serve({ state, tickEverySeconds: 0 });
  try {
    return await act(local.db, command, Date.now());
  } finally {
    await local.stop();
  }
}

/** Mistakes are told in a sentence; what is unexpected is told whole. */
function explain(error: unknown): unknown {
  if (error instanceof Misuse) return `${error.message}\n\n${USAGE}`;
  if (error instanceof RangeError) return error.message;
  const cause = error instanceof StorageUnavailable ? error.cause : error;
  if (cause instanceof WranglerFailed) return `wrangler: ${cause.message}`;
  return error;
}
