import {
  createExecutionContext,
  createScheduledController,
  waitOnExecutionContext,
} from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Move, Visit } from '../../collector/engine/index.ts';
import { noticeDue } from '../../collector/store/notice.ts';
import worker from '../../collector/worker.ts';
import { meter, wrap } from './database-wrappers.ts';
import {
  DAY,
  event,
  MINUTE,
  newSite,
  newVisitor,
  onlyPerson,
  people,
  rowsOf,
  send,
} from './visitor.ts';

const START = Date.UTC(2026, 5, 1, 10);

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  await env.DB.batch([env.DB.prepare('DELETE FROM people'), env.DB.prepare('DELETE FROM visits')]);
});
afterEach(() => {
  vi.useRealTimers();
});

const bodies = async <T>(table: string, site: string) =>
  (await rowsOf<{ body: string }>(table, site)).map(({ body }) => JSON.parse(body) as T);

test('A visit is closed by the first tick after half an hour of silence, at one row', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await send(site, visitor, [event(START)]);
  await send(site, visitor, [event(START + MINUTE)]);
  const before = await onlyPerson(site.site);
  const counted = meter(env.DB);
  expect(await noticeDue(counted.db, START + 31 * MINUTE)).toBe(0);
  expect(counted.written).toBe(0);
  expect(await noticeDue(counted.db, START + 32 * MINUTE)).toBe(1);
  expect(counted.written).toBe(1);
  expect(await bodies<Visit>('visits', site.site)).toMatchObject([{ ended: true, pages: 2 }]);
  expect(await onlyPerson(site.site)).toEqual(before);
  expect(await noticeDue(counted.db, START + 33 * MINUTE)).toBe(0);
});

test('A visit that went on after it was closed is open again, and closed with all its figures', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await send(site, visitor, [event(START)]);
  await noticeDue(env.DB, START + 31 * MINUTE);
  expect(await rowsOf('visits', site.site)).toMatchObject([{ ended: 1 }]);
  // What the visitor did offline after twenty minutes arrives now.
  vi.setSystemTime(START + 32 * MINUTE);
  await send(site, visitor, [event(START + 20 * MINUTE)]);
  expect(await rowsOf('visits', site.site)).toMatchObject([{ ended: 0 }]);
  await noticeDue(env.DB, START + 51 * MINUTE);
  expect(await rowsOf('visits', site.site)).toMatchObject([{ ended: 1 }]);
  expect(await bodies<Visit>('visits', site.site)).toMatchObject([{ ended: true, pages: 2 }]);
});

test('Time moves a silent person down at the exact instants, whenever it is noticed', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await send(site, visitor, [event(START), event(START + 1000, 'page_view', undefined, '/two')]);
  const { due, rung } = await onlyPerson(site.site);
  expect(rung).toBe('lead');
  expect(due).not.toBeNull();
  const late = START + 200 * DAY;
  expect(await noticeDue(env.DB, (due ?? 0) - 1)).toBe(0);
  while ((await noticeDue(env.DB, late)) > 0);
  const moves = await bodies<Move>('moves', site.site);
  expect(moves).toMatchObject([
    { from: 'suspect', to: 'lead' },
    { from: 'lead', to: 'suspect', at: due, cause: { by: 'time' } },
  ]);
  const person = await onlyPerson(site.site);
  expect(person.rung).toBe('suspect');
  expect(person.due).toBeNull();
});

test('Who leaves a segment by time alone is no member any more', async () => {
  const site = await newSite();
  const views = [1, 2].map((i) => event(START + i, 'view_item', { item_id: `i${i}` }));
  await send(site, newVisitor(), views);
  expect(await rowsOf('members', site.site)).not.toEqual([]);
  while ((await noticeDue(env.DB, START + 60 * DAY)) > 0);
  expect(await rowsOf('members', site.site)).toEqual([]);
});

test('The scheduled handler does it, for every site', async () => {
  const sites = [await newSite(), await newSite()];
  for (const site of sites) await send(site, newVisitor(), [event(START)]);
  const context = createExecutionContext();
  const controller = createScheduledController({ scheduledTime: new Date(START + 31 * MINUTE) });
  await worker.scheduled(controller, env, context);
  await waitOnExecutionContext(context);
  for (const { site } of sites) {
    expect(await rowsOf('visits', site)).toMatchObject([{ ended: 1 }]);
  }
});

test('A tick looks at a hundred people at most, and the next ones at the rest', {
  timeout: 30_000,
}, async () => {
  const site = await newSite();
  for (let i = 0; i < 130; i += 1) await send(site, newVisitor(), [event(START)]);
  expect(await noticeDue(env.DB, START + 31 * MINUTE)).toBe(100);
  expect(await noticeDue(env.DB, START + 32 * MINUTE)).toBe(30);
  expect(await noticeDue(env.DB, START + 33 * MINUTE)).toBe(0);
});

test('Who is written while a tick works is left to the next, and the others are not held up', async () => {
  const site = await newSite();
  const views = () => [event(START), event(START + 1000, 'page_view', undefined, '/two')];
  for (let i = 0; i < 3; i += 1) await send(site, newVisitor(), views());
  const [busy] = await people(site.site);
  const overtaken = wrap(env.DB, {
    beforeBatch: () =>
      env.DB.prepare('UPDATE people SET version = version + 1 WHERE person = ?')
        .bind(busy?.person)
        .run(),
  });
  const late = START + 100 * DAY;
  await noticeDue(overtaken, late);
  const rungs = (await people(site.site)).map(({ person, rung }) => [
    person === busy?.person,
    rung,
  ]);
  expect(rungs.sort()).toEqual([
    [false, 'suspect'],
    [false, 'suspect'],
    [true, 'lead'],
  ]);
  await noticeDue(env.DB, late);
  expect((await people(site.site)).map(({ rung }) => rung)).toEqual(Array(3).fill('suspect'));
});

test('A person who cannot be folded is logged and does not stop the clock for the others', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  const site = await newSite();
  const views = () => [event(START), event(START + 1000, 'page_view', undefined, '/two')];
  for (let i = 0; i < 3; i += 1) await send(site, newVisitor(), views());
  const [damaged] = await people(site.site);
  await env.DB.prepare(
    "UPDATE people SET due = 0, doc = json_set(doc, '$.model', 99) WHERE person = ?",
  )
    .bind(damaged?.person)
    .run();
  await noticeDue(env.DB, START + 100 * DAY);
  const rungs = (await people(site.site)).map(({ person, rung }) => [
    person === damaged?.person,
    rung,
  ]);
  expect(rungs.sort()).toEqual([
    [false, 'suspect'],
    [false, 'suspect'],
    [true, 'lead'],
  ]);
  expect(logged.mock.calls.join()).toContain(damaged?.person);
  logged.mockRestore();
});
