// `npm start` as a program: its own process, its own state, a free port, real HTTP.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(import.meta.dirname, '../..');

/** The line that `RUNG_JSON=1 npm start` prints when it is ready. */
export interface Ready {
  url: string;
  site: string;
  write_key: string;
  secret_key: string;
}

export interface Rung extends Ready {
  /** Stops the program and starts it again on the same state and port. */
  restart(): Promise<void>;
  /** Stops it as Ctrl-C does, and removes its state. */
  stop(): Promise<void>;
}

/**
 * Starts Rung on a free port with a state of its own.
 * @throws when it ends before it is ready, with what it said
 */
export async function startRung(): Promise<Rung> {
  const state = await mkdtemp(join(tmpdir(), 'rung-state-'));
  let child = launch(state, '0');
  const ready = await readiness(child);
  return {
    ...ready,
    async restart() {
      await interrupt(child);
      child = launch(state, new URL(ready.url).port);
      await readiness(child);
    },
    async stop() {
      await interrupt(child);
      await rm(state, { recursive: true, force: true });
    },
  };
}

export function launch(state: string, port: string): ChildProcess {
  return spawn(process.execPath, ['collector/dev/start.ts'], {
    cwd: ROOT,
    env: { ...process.env, PORT: port, RUNG_STATE: state, RUNG_JSON: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export async function readiness(child: ChildProcess): Promise<Ready> {
  let said = '';
  child.stderr?.on('data', (text) => {
    said += text;
  });
  if (!child.stdout) throw new Error('nothing to read from');
  for await (const line of createInterface(child.stdout)) return JSON.parse(line) as Ready;
  throw new Error(`Rung ended before it was ready: ${said}`);
}

/** Ends it as Ctrl-C does, and answers its exit code. */
export async function interrupt(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  const [code] = await ended;
  return code;
}
