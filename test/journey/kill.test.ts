// The whole server is killed under load, again and again: what it acknowledged is there, once.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { runtimeOptions, serve } from '../../collector/dev/serve.ts';
import { type CreatedSite, createSite } from '../../collector/store/sites.ts';
import { type Answer, INGEST_PATH, WIRE_VERSION, type WireEvent } from '../../sdk/wire.ts';
import { seeded } from '../security/nasty.ts';
import { event } from './visitor.ts';

const KILLS = Number(process.env.RUNG_KILLS ?? 20);
const SEED = Number(process.env.RUNG_SEED ?? 1);
const WRITERS = 6;
/** Three devices for six writers: some write one person at once. */
const VISITORS = 3;
/** Then there are three others: a device may not add without end in one day. */
const KILLS_A_DEVICE = 20;
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0.0.0 Safari/537.36';
const ROOT = resolve(import.meta.dirname, '../..');

/** The server's process group: its runtime is a process of its own and must die too. */
async function launch(options: string): Promise<{ url: string; kill: () => Promise<void> }> {
  const child = spawn(process.execPath, ['test/faults/killed-server.ts', options], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await firstLine(child);
  const kill = async () => {
    const ended = once(child, 'exit');
    process.kill(-(child.pid as number), 'SIGKILL');
    await ended;
  };
  return { url, kill };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('nothing to read from');
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error('The server ended before it was ready.');
}

/** What the writers know of the server, and it of them. */
interface World {
  site: CreatedSite;
  kills: number;
  /** none while there is no server */
  url: string | undefined;
  over: boolean;
  sent: Set<string>;
  acknowledged: Set<string>;
  /** acknowledged as `ok` more than once */
  twice: string[];
  /** what the server answered to those that it refused */
  refused: string[];
  lostAnswers: number;
}

async function post(world: World, visitor: string, events: WireEvent[]): Promise<Answer | null> {
  const { site, url } = world;
  const envelope = { v: WIRE_VERSION, key: site.write_key, visitor, sdk: 'test/1', ctx: {} };
  try {
    const response = await fetch(`${url}${INGEST_PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', 'user-agent': BROWSER },
      body: JSON.stringify({ ...envelope, sent_at: Date.now(), events }),
      signal: AbortSignal.timeout(10_000),
    });
    return response.status === 200 ? await response.json() : null;
  } catch {
    return null;
  }
}

const pause = (ms: number) => new Promise((wake) => setTimeout(wake, ms));

/** Sends batch after batch, each until every event is answered for, as the script does. */
async function write(world: World, writer: number): Promise<void> {
  const random = seeded(SEED * 1000 + writer);
  while (!world.over) {
    const make = () => event(Date.now() - 1000, 'page_view', `/${Math.floor(random() * 9)}`);
    let left = Array.from({ length: 1 + Math.floor(random() * 5) }, make);
    for (const { id } of left) world.sent.add(id);
    const visitor = `visitor-${writer % VISITORS}-${Math.floor(world.kills / KILLS_A_DEVICE)}`;
    while (left.length > 0) {
      const answer = world.url ? await post(world, visitor, left) : null;
      if (!answer) {
        if (world.url) world.lostAnswers += 1;
        await pause(50);
        continue;
      }
      left = left.filter(({ id }) => !settled(world, id, answer.results[id]));
    }
  }
}

function settled(world: World, id: string, result = 'retry'): boolean {
  const { acknowledged, twice, refused } = world;
  if (result === 'retry') return false;
  if (result.startsWith('rejected')) refused.push(result);
  if (result === 'ok' && acknowledged.has(id)) twice.push(id);
  acknowledged.add(id);
  return true;
}

/** Every life of the server takes something before it ends. */
async function liveAndDie(world: World, options: string, more: number): Promise<void> {
  const { size } = world.acknowledged;
  const server = await launch(options);
  world.url = server.url;
  while (world.acknowledged.size === size) await pause(5);
  await pause(more);
  await server.kill();
  world.url = undefined;
  world.kills += 1;
}

test(`nothing acknowledged is lost or counted twice when the server is killed ${KILLS} times`, {
  timeout: 120_000 + KILLS * 20_000,
}, async () => {
  const random = seeded(SEED);
  const state = await mkdtemp(join(tmpdir(), 'rung-kill-'));
  const begin = await serve({ state, tickEverySeconds: 0 });
  const site = await createSite(begin.db, { name: 'Shop' }, Date.now());
  await begin.stop();
  const options = join(state, 'runtime.json');
  await writeFile(options, JSON.stringify(await runtimeOptions({ state }, 0, '127.0.0.1')));
  const [sent, acknowledged] = [new Set<string>(), new Set<string>()];
  const counts = { kills: 0, twice: [], refused: [], lostAnswers: 0, url: undefined, over: false };
  const world: World = { site, sent, acknowledged, ...counts };
  const writers = Array.from({ length: WRITERS }, (_, i) => write(world, i));
  while (world.kills < KILLS) await liveAndDie(world, options, random() * 400);
  const last = await serve({ state, tickEverySeconds: 0 });
  world.url = last.url;
  world.over = true;
  await Promise.all(writers);
  const { results } = await last.db
    .prepare('SELECT id FROM events WHERE site = ?')
    .bind(site.site)
    .all<{ id: string }>();
  const stored = results.map(({ id }) => id);
  const said = `seed ${SEED}: ${stored.length} events, ${world.lostAnswers} lost answers`;
  console.log(said);
  expect(new Set(stored).size, `${said}: counted twice`).toBe(stored.length);
  expect(world.twice, said).toEqual([]);
  expect(world.refused, said).toEqual([]);
  expect(stored.sort(), said).toEqual([...sent].sort());
  expect([...acknowledged].sort(), said).toEqual([...sent].sort());
  expect(world.lostAnswers, said).toBeGreaterThan(0);
  await last.stop();
  await rm(state, { recursive: true, force: true });
});
