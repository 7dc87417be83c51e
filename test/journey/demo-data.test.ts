/** `npm run demo-data` against a real server, and what the API then has to tell. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Told, tellHistory } from '../../collector/dev/demo-data/history.ts';
import { interrupt, launch, type Ready, readiness } from './start-rung.ts';
import { ask, DAY } from './visitor.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const OPTIONS = { people: 60, days: 40, seed: 3, until: Math.floor(Date.now() / DAY) * DAY };
const UNTIL = new Date(OPTIONS.until).toISOString().slice(0, 10);

let state: string;
let server: ReturnType<typeof launch>;
let rung: Ready;
const history: Told[] = [...tellHistory(OPTIONS)];
const events = history.reduce((sum, { tellings }) => sum + tellings.length, 0);

async function demoData(...args: string[]) {
  const { people, days, seed } = OPTIONS;
  const asked = ['--people', people, '--days', days, '--seed', seed, '--until', UNTIL].map(String);
  const child = spawn(process.execPath, ['collector/dev/demo-data.ts', ...asked, ...args], {
    cwd: ROOT,
    env: { ...process.env, RUNG_STATE: state, PORT: new URL(rung.url).port },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (text) => {
    said.out += text;
  });
  child.stderr.on('data', (text) => {
    said.err += text;
  });
  const [code] = await once(child, 'close');
  return { code, ...said };
}

interface Lead {
  person: string;
  visitor: string;
  score: number;
  rung: string;
  segments: string[];
}

interface Campaign {
  id: string;
  name: string;
  spent: number;
}

/** Everybody, page by page. */
async function everybody(query = ''): Promise<Lead[]> {
  const all: Lead[] = [];
  for (let cursor = ''; ; ) {
    const path = `leads?limit=100${query}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const page = await ask<{ data: Lead[]; next_cursor: string | null }>(rung, path);
    all.push(...page.data);
    if (page.next_cursor === null) return all;
    cursor = page.next_cursor;
  }
}

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'rung-demo-data-'));
  server = launch(state, '0');
  rung = await readiness(server);
});
afterAll(async () => {
  await interrupt(server);
  await rm(state, { recursive: true, force: true });
});

it('finds the server that runs here, fills it, tells how far it is and what to ask next', async () => {
  const { code, out, err } = await demoData();
  expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining(`${events} ok`) });
  expect(err).toContain(`→ ${rung.url}`);
  expect(err).toMatch(/60 of 60 people, \d+ events, \d+ a second/);
  expect(out).toContain(`Authorization: Bearer ${rung.secret_key}`);
});

it('brings everybody of the history, and software apart', async () => {
  const software = history.filter(({ person }) => person.temper === 'software');
  expect(software.length).toBeGreaterThan(0);
  expect(await everybody('&bots=only')).toHaveLength(software.length);
  expect(await everybody()).toHaveLength(history.length - software.length);
});

it('puts people on every rung but the highest, with moves both ways', async () => {
  const leads = await everybody();
  const rungs = new Set(leads.map((lead) => lead.rung));
  for (const step of ['suspect', 'lead', 'prospect', 'customer']) expect(rungs).toContain(step);
  const ladder = await ask<{ rungs: { rung: string; people: number }[] }>(rung, 'ladder');
  const counted = ladder.rungs.reduce((sum, { people }) => sum + people, 0);
  expect(counted).toBe(leads.length);
});

it('tells of each person what the history has, event for event', async () => {
  const buyer = history.find(({ person }) => person.temper === 'buyer');
  const visitor = buyer?.person.devices[0].visitor;
  const seen: string[] = [];
  for (let cursor = ''; ; ) {
    const query = `limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const page = await ask<{
      data: { kind: string; id?: string }[];
      next_cursor: string | null;
    }>(rung, `visitors/${visitor}/timeline?${query}`);
    seen.push(...page.data.flatMap(({ kind, id }) => (kind === 'event' && id ? id : [])));
    if (page.next_cursor === null) break;
    cursor = page.next_cursor;
  }
  const told = buyer?.tellings.map(({ message }) => message.messageId) ?? [];
  expect(seen.toSorted()).toEqual(told.toSorted());
});

it('explains each score to the last hundredth', async () => {
  const [first] = await everybody();
  const { score, terms } = await ask<{ score: number; terms: { value: number }[] }>(
    rung,
    `visitors/${first?.person}/explain`,
  );
  const hundredths = terms.reduce((sum, { value }) => sum + Math.round(value * 100), 0);
  expect(hundredths).toBe(Math.round(score * 100));
});

it('refuses a key that no collector here knows, rather than fill another site', async () => {
  const { code, err } = await demoData('--key', 'sk_of_another_site');
  expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining(rung.url) });
  expect(err).toContain('knows this key');
  expect(err).not.toContain('people,');
});

it('adds nothing when it is run again, and counts all, on a server of its own when none is there', async () => {
  const before = await everybody();
  await interrupt(server);
  const { code, err } = await demoData();
  expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining(`${events} dupl`) });
  expect(err).not.toContain(`→ ${rung.url}`);
  server = launch(state, new URL(rung.url).port);
  rung = await readiness(server);
  const { data } = await ask<{ data: Campaign[] }>(rung, 'campaigns');
  expect(data.map(({ name }) => name).toSorted()).toEqual(['Black Friday', 'Spring in the bowl']);
  for (const { id, spent } of data) {
    expect(spent).toBeGreaterThan(0);
    const { visits } = await ask<{ visits: number }>(rung, `campaigns/${id}/report`);
    expect(visits).toBeGreaterThan(0);
  }
  const who = (leads: Lead[]) => leads.map(({ person }) => person).toSorted();
  expect(who(await everybody())).toEqual(who(before));
});

it('fills another site with the keys it is given, and says which key is none', async () => {
  const wrong = await demoData('--url', rung.url, '--key', 'sk_wrong', '--write-key', 'wk_wrong');
  expect(wrong.code).toBe(1);
  expect(wrong.err).toContain('401');
  const { code, err } = await demoData('--persons', '5');
  expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('--people 500') });
});
