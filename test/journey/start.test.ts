/** `npm start` as a program: what it prints, what it keeps, how it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { interrupt, launch, type Ready, readiness } from './start-rung.ts';
import { ask, event, send } from './visitor.ts';

const ROOT = join(import.meta.dirname, '../..');
const VISITOR = 'visitor-of-the-start-test';

let state: string;
beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'rung-start-'));
});
afterAll(() => rm(state, { recursive: true, force: true }));

/** Everything a program says until it ends. */
async function output(
  child: ChildProcess,
): Promise<{ code: number | null; out: string; err: string }> {
  const said = { out: '', err: '' };
  child.stdout?.on('data', (text) => {
    said.out += text;
  });
  child.stderr?.on('data', (text) => {
    said.err += text;
  });
  const [code] = await once(child, 'close');
  return { code, ...said };
}

/** Starts as a shell does, in a process group of its own. */
function npmStart(env: Record<string, string>): ChildProcess {
  return spawn('npm', ['start', '--silent'], {
    cwd: ROOT,
    detached: true,
    env: { ...process.env, PORT: '0', RUNG_STATE: state, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function groupLives(child: ChildProcess): boolean {
  try {
    process.kill(-(child.pid ?? 0), 0);
    return true;
  } catch {
    return false;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  const free = await new Promise<boolean>((answer) => {
    probe.once('error', () => answer(false));
    probe.listen(port, '127.0.0.1', () => answer(true));
  });
  probe.close();
  return free;
}

describe('npm start', () => {
  let first: Ready;

  it('prints one line of JSON with the address and the keys, and nothing else, on standard output', async () => {
    const child = launch(state, '0');
    const whole = output(child);
    first = await readiness(child);
    expect(Object.keys(first).sort()).toEqual(['secret_key', 'site', 'url', 'write_key']);
    expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
    const results = await send(first, VISITOR, [event(Date.now(), 'page_view', '/')]);
    expect(Object.values(results)).toEqual(['ok']);
    expect(await interrupt(child)).toBe(0);
    const { out } = await whole;
    expect(out.trimEnd().split('\n')).toEqual([JSON.stringify(first)]);
  });

  it('frees its port when Ctrl-C has stopped it', async () => {
    expect(await isFree(Number(new URL(first.url).port))).toBe(true);
  });

  it('keeps the secret key where only its owner can read it', async () => {
    const path = join(state, 'demo.json');
    expect(((await stat(path)).mode & 0o777).toString(8)).toBe('600');
    expect(JSON.parse(await readFile(path, 'utf8')).secret_key).toBe(first.secret_key);
  });

  it('has the same keys and the same visitors after it was started again', async () => {
    const child = launch(state, '0');
    const again = await readiness(child);
    try {
      expect({ ...again, url: '' }).toEqual({ ...first, url: '' });
      const { person } = await ask<{ person: string }>(again, `visitors/${VISITOR}`);
      expect(person).toMatch(/^p_/);
    } finally {
      await interrupt(child);
    }
  });

  it('makes a new secret key for the same site when the kept one was lost', async () => {
    await rm(join(state, 'demo.json'));
    const child = launch(state, '0');
    const again = await readiness(child);
    try {
      expect(again.site).toBe(first.site);
      expect(again.secret_key).not.toBe(first.secret_key);
      await ask(again, `visitors/${VISITOR}`);
    } finally {
      await interrupt(child);
    }
  });

  it('tells people the tag, the keys and the four addresses, which all answer', async () => {
    const child = npmStart({});
    let said = '';
    const url = await new Promise<string>((ready) => {
      child.stdout?.on('data', (text) => {
        said += text;
        if (said.includes('Ctrl-C')) ready(/http:\/\/[\d.]+:\d+/.exec(said)?.[0] ?? '');
      });
    });
    expect(said).toContain(`<script defer src="${url}/rung.js" data-site="${first.write_key}">`);
    for (const path of ['/demo/', '/dashboard/', '/docs', '/healthz', '/rung.js']) {
      expect((await fetch(url + path)).status, path).toBe(200);
      if (path !== '/rung.js') expect(said).toContain(url + path);
    }
    process.kill(-(child.pid ?? 0), 'SIGINT');
    await once(child, 'exit');
    await expect.poll(() => groupLives(child), { timeout: 10_000 }).toBe(false);
  });

  it('leaves no process behind when it is told to stop while it is still building', async () => {
    const child = spawn(process.execPath, ['collector/dev/start.ts'], {
      cwd: ROOT,
      detached: true,
      env: { ...process.env, PORT: '0', RUNG_STATE: state },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await once(child.stderr as NonNullable<typeof child.stderr>, 'data');
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    await expect.poll(() => groupLives(child), { timeout: 10_000 }).toBe(false);
  });
});

describe('npm start, when it cannot start', () => {
  it('says which port is taken and how to choose another, and leaves the other program alone', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { code, out, err } = await output(launch(state, String(port)));
    expect(code).toBe(1);
    expect(err).toContain(`Port ${port} is taken`);
    expect(err).toContain('PORT=');
    expect(err).not.toMatch(/^\s+at /m);
    expect(out).toBe('');
    expect(other.listening).toBe(true);
    other.close();
  });

  it.each(['abc', '-1', '65536', '80.5'])('refuses PORT=%s in one sentence', async (port) => {
    const { code, out, err } = await output(launch(state, port));
    expect(code).toBe(1);
    expect(err.trim()).toBe(
      `PORT is a whole number from 0 to 65535 (0: any free one), not "${port}".`,
    );
    expect(out).toBe('');
  });
});
