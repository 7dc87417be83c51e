import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import type { CanonicalEvent, Model, Move, State } from '../../collector/engine/index.ts';
import { compile, defaultModel, PRESETS, replay, start } from '../../collector/engine/index.ts';
import {
  answer,
  ask,
  DAY,
  NOW,
  newSite,
  page,
  plant,
  type Site,
  sara,
  visit,
} from './api-fixture.ts';
import { begin, draft, finish, poll, resultOf } from './models.ts';
import {
  event,
  newSite as newOpenSite,
  newVisitor,
  onlyPerson,
  people,
  rowsOf,
  send,
} from './visitor.ts';

/** A hundred people are made one by one. */
vi.setConfig({ testTimeout: 60_000 });

/** Another ladder, and one grade more at the bottom, so that no grade keeps its place. */
const OTHER: Model = {
  ...PRESETS.crm,
  grades: [
    { id: 'cold' },
    { id: 'weak', min: 5 },
    { id: 'medium', min: 60 },
    { id: 'strong', above: 100 },
  ],
};

const STRONG_NOW: Model = {
  ...defaultModel,
  grades: [{ id: 'weak' }, { id: 'medium', min: 50 }, { id: 'strong', above: 100 }],
};

interface LeadLine {
  person: string;
  grade: string;
  rung: string;
  model: number;
}
interface Item {
  kind: string;
  at: string;
  of: Move['kind'];
  from: string;
  to: string;
  cause: Move['cause'];
  model: number;
  direction: string | null;
}

async function allLeads(site: Site, query = ''): Promise<LeadLine[]> {
  const all: LeadLine[] = [];
  for (let cursor = ''; ; ) {
    const path = `/leads?limit=100${query}${cursor}`;
    const page_ = await answer<{ data: LeadLine[]; next_cursor: string | null }>(path, site);
    all.push(...page_.data);
    if (page_.next_cursor === null) return all;
    cursor = `&cursor=${page_.next_cursor}`;
  }
}

/** Moves as the timeline shows them, oldest first. */
async function shownMoves(site: Pick<Site, 'key'>, id: string, limit = 3, now = NOW) {
  const moves: Item[] = [];
  for (let cursor = ''; ; ) {
    const path = `/visitors/${id}/timeline?limit=${limit}${cursor}`;
    const found = await answer<{ data: Item[]; next_cursor: string | null }>(path, {
      ...site,
      now,
    });
    moves.push(...found.data.filter(({ kind }) => kind === 'move'));
    if (found.next_cursor === null) return moves.reverse();
    cursor = `&cursor=${found.next_cursor}`;
  }
}

/** Moves as they are recorded, oldest first. */
async function recordedMoves(site: string): Promise<Move[]> {
  const rows = await rowsOf<{ body: string }>('moves', site);
  return rows.map(({ body }) => JSON.parse(body) as Move);
}

const keys = (moves: { at: string | number; from: string; to: string; model: number }[]) =>
  moves.map(({ at, from, to, model }) => `${Number(new Date(at))} ${from}>${to} ${model}`).sort();

/** Each move leaves from where the one before arrived. */
function expectChain(moves: Move[], kind: Move['kind'], end: string): void {
  const chain = moves.filter((move) => move.kind === kind).sort((a, b) => a.at - b.at);
  for (const [i, move] of chain.entries()) if (i > 0) expect(move.from).toBe(chain[i - 1]?.to);
  if (chain.length > 0) expect(chain.at(-1)?.to).toBe(end);
}

test('While a publish is under way every answer says by which version it is, and is right by it', async () => {
  const site = await newSite();
  const logs = new Map<string, CanonicalEvent[]>();
  for (let i = 0; i < 110; i += 1) {
    const strong = [...sara(NOW - 14 * DAY - i), ...sara(NOW - 7 * DAY)];
    const log = i % 4 === 3 ? visit(NOW - DAY, ['/']) : strong;
    logs.set(await plant({ site: site.site, visitor: `v-${i}`, events: log }), log);
  }
  const version = await draft(site, OTHER);
  const job = await begin(site, version, 'publish');
  expect(await answer('/model', site)).toMatchObject({ version: 2 });
  expect(await poll(site, job)).toMatchObject({ state: 'running', done: 100 });

  const models = new Map([1, 2].map((v) => [v, compile(v === 1 ? defaultModel : OTHER, v)]));
  const placeOf = ({ person, model }: LeadLine) => {
    const compiled = models.get(model);
    if (!compiled) throw new Error(`version ${model}`);
    const { state } = replay(compiled, start(), logs.get(person) ?? [], NOW);
    return { person, model, rung: state.rung, grade: state.grade };
  };
  const leads = await allLeads(site);
  expect(leads).toHaveLength(110);
  expect(leads.filter(({ model }) => model === 2)).toHaveLength(100);
  for (const lead of leads) expect(lead).toMatchObject(placeOf(lead));
  for (const grade of ['cold', 'weak', 'medium', 'strong']) {
    const found = await allLeads(site, `&grade=${grade}`);
    const expected = leads.filter((lead) => lead.grade === grade);
    expect(found.map(({ person }) => person).sort()).toEqual(
      expected.map(({ person }) => person).sort(),
    );
  }
  const both = leads.filter(({ grade }) => grade === 'strong').map(({ model }) => model);
  expect(new Set(both)).toEqual(new Set([1, 2]));

  const ladder = await answer<{ grades: { id: string; people: number }[]; people: number }>(
    '/ladder',
    site,
  );
  expect(ladder).toMatchObject({
    model: 2,
    people: 110,
    publishing: { job, done: 100, total: 110 },
  });
  for (const { id, people: counted } of ladder.grades) {
    expect(counted).toBe(leads.filter(({ grade }) => grade === id).length);
  }
  const late = leads.find(({ model }) => model === 1)?.person ?? '';
  expect(await answer(`/visitors/${late}`, site)).toMatchObject({ model: 1 });
  expect(await answer(`/visitors/${late}/explain`, site)).toMatchObject({ model: 1 });

  const done = await finish(site, job);
  expect(done.at(-1)).toMatchObject({ state: 'done', done: 110, result: { brought: 110 } });
  for (const lead of await allLeads(site))
    expect(lead).toMatchObject({ ...placeOf(lead), model: 2 });
  expect(await answer('/ladder', site)).toMatchObject({ publishing: null });
});

test('A change of rules is recorded as what it is; what happened before stays as it happened', async () => {
  const site = await newSite();
  const person = await plant({ site: site.site, visitor: 'sara', events: sara(NOW - 7 * DAY) });
  const before = await recordedMoves(site.site);
  expect(before.length).toBeGreaterThan(1);
  const at = NOW + DAY;
  const job = await begin(site, await draft(site, STRONG_NOW), 'publish', at);
  const result = await resultOf(site, 'publish', job, at + 60_000);
  expect(result).toMatchObject({ brought: 1, moved: 1, alert: false, superseded_by: null });
  const after = await recordedMoves(site.site);
  expect(after).toEqual(expect.arrayContaining(before));
  expect(after.filter(({ model }) => model === 2)).toEqual([
    {
      kind: 'grade',
      at,
      from: 'medium',
      to: 'strong',
      cause: { by: 'model' },
      model: 2,
      score: expect.any(Number),
    },
  ]);
  for (const limit of [1, 100]) {
    const shown = await shownMoves(site, person, limit, at + 60_000);
    expect(keys(shown)).toEqual(keys(after));
    expect(shown.at(-1)).toMatchObject({ cause: { by: 'model' }, direction: 'up' });
  }
});

test('Moves that a change of rules makes say that they may alert only when that was asked for', async () => {
  for (const alert of [true, false]) {
    const site = await newSite();
    await plant({ site: site.site, visitor: 'sara', events: sara(NOW - 7 * DAY) });
    const version = await draft(site, STRONG_NOW);
    await finish(site, await begin(site, version, `publish?alert=${alert}`));
    const moves = await recordedMoves(site.site);
    expect(moves.find(({ model }) => model === 2)?.cause).toEqual(
      alert ? { by: 'model', alert } : { by: 'model' },
    );
  }
});

test('A long log is brought over whole: events as they were, every checkpoint of the new rules', async () => {
  const site = await newSite();
  const begun = NOW - 60 * DAY;
  const events = Array.from({ length: 420 }, (_, i) =>
    page(i % 9 === 0 ? '/pricing' : `/${'x'.repeat(150)}`, begun + i * 3 * 3_600_000),
  );
  const person = await plant({ site: site.site, visitor: 'long', events });
  const chunks = async () =>
    (await rowsOf<{ base: string; events: string }>('log_chunks', site.site)).map((row) => ({
      base: JSON.parse(row.base) as State,
      events: JSON.parse(row.events) as CanonicalEvent[],
    }));
  const old = await chunks();
  expect(old.length).toBeGreaterThan(2);
  const before = await recordedMoves(site.site);
  await finish(site, await begin(site, await draft(site, OTHER), 'publish'));
  const fresh = await chunks();
  expect(fresh.map((chunk) => chunk.events)).toEqual(old.map((chunk) => chunk.events));
  const compiled = compile(OTHER, 2);
  let base = start();
  for (const chunk of fresh) {
    expect(chunk.base).toEqual(base);
    base = replay(compiled, base, chunk.events, chunk.events.at(-1)?.ts ?? 0).state;
  }
  const { doc } = await onlyPerson(site.site);
  expect(doc.base).toEqual(base);
  const after = await recordedMoves(site.site);
  expect(after).toEqual(expect.arrayContaining(before));
  expect(keys(await shownMoves(site, person, 40))).toEqual(keys(after));
  const { rung, grade } = replay(compiled, start(), events, NOW).state;
  expectChain(after, 'rung', rung);
  expectChain(after, 'grade', grade);
});

test('A publish that comes before the last has ended takes over; one can go back as well', async () => {
  const site = await newSite();
  const person = await plant({ site: site.site, visitor: 'sara', events: sara(NOW - 7 * DAY) });
  const first = await begin(site, await draft(site, OTHER), 'publish');
  const second = await begin(site, await draft(site, STRONG_NOW), 'publish', NOW + 1);
  expect(await begin(site, 3, 'publish', NOW + 2)).toBe(second);
  expect(await poll(site, first)).toMatchObject({
    state: 'done',
    done: 0,
    result: { superseded_by: second },
  });
  expect(await allLeads(site, '&grade=medium')).toMatchObject([{ model: 1 }]);
  await finish(site, second);
  expect(await allLeads(site)).toMatchObject([{ model: 3, grade: 'strong' }]);
  await finish(site, await begin(site, 1, 'publish', NOW + DAY), NOW + DAY);
  const lead = await answer(`/visitors/${person}`, { ...site, now: NOW + DAY });
  expect(lead).toMatchObject({ model: 1, grade: 'medium' });
  expect(await answer('/models', site)).toMatchObject({
    data: [{ version: 3 }, { version: 2 }, { version: 1, current: true }],
  });
  const moves = await recordedMoves(site.site);
  expectChain(moves, 'grade', 'medium');
  expect(keys(await shownMoves(site, person, 2, NOW + DAY))).toEqual(keys(moves));
});

test('Who comes by during a publish is brought over by that, and late events keep the record straight', async () => {
  const open = await newOpenSite();
  const site = { site: open.site, key: open.secret_key };
  const now = Date.now();
  const visitor = newVisitor();
  const views = (from: number, n: number) =>
    Array.from({ length: n }, (_, i) =>
      event(from + i * 60_000, 'page_view', undefined, i % 2 ? '/pricing' : '/'),
    );
  await send(open, visitor, views(now - 8 * DAY, 6));
  const before = await recordedMoves(site.site);
  await begin(site, await draft(site, OTHER), 'publish', now);
  expect(await answer('/leads', { ...site, now })).toMatchObject({ data: [{ model: 1 }] });
  await send(open, visitor, [event(Date.now()), event(now - 2 * DAY)]);
  const consistent = async () => {
    const { doc, person } = await onlyPerson(site.site);
    expect(doc.model).toBe(2);
    const later = Math.max(doc.noticed, Date.now());
    const { state } = replay(compile(OTHER, 2), doc.base, doc.tail, doc.noticed);
    const moves = await recordedMoves(site.site);
    expectChain(moves, 'rung', state.rung);
    expectChain(moves, 'grade', state.grade);
    expect(keys(await shownMoves(site, person, 3, later))).toEqual(keys(moves));
    return moves;
  };
  expect(await consistent()).toEqual(expect.arrayContaining(before));
  // One from before the change of rules moves nobody in the past: it shows in where they were brought.
  const signup = event(now - 3 * DAY, 'newsletter_signup', { email: 'a@b.example' });
  await send(open, visitor, [signup, ...views(now - 3 * DAY, 4)]);
  expect(await consistent()).toEqual(expect.arrayContaining(before));
});

test('Nobody is left behind: whom a request keeps writing, and who is new, come over too', async () => {
  const open = await newOpenSite();
  const site = { site: open.site, key: open.secret_key };
  for (let i = 0; i < 25; i += 1) await send(open, newVisitor(), [event(Date.now())]);
  const job = await begin(site, await draft(site, OTHER), 'publish', Date.now());
  await env.DB.prepare('UPDATE people SET version = version + 7 WHERE site = ?')
    .bind(site.site)
    .run();
  await Promise.all([
    poll(site, job, { now: Date.now() }),
    ...Array.from({ length: 5 }, () => send(open, newVisitor(), [event(Date.now())])),
  ]);
  await finish(site, job, Date.now());
  const all = await people(site.site);
  expect(all).toHaveLength(30);
  expect(all.every(({ doc }) => doc.model === 2)).toBe(true);
  expect((await ask('/ladder', { ...site, now: Date.now() })).status).toBe(200);
});
