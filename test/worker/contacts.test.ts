// What salespeople note of a person is kept, told, joined with the person and forgotten with them.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { erasePerson } from '../../collector/store/erase.ts';
import { sha256Hex } from '../../collector/store/hash.ts';
import { addKey } from '../../collector/store/keys.ts';
import { revokeKey } from '../../collector/store/sites.ts';
import { unlinkDevice } from '../../collector/store/unlink.ts';
import type { FollowUp, Note } from '../../dashboard-api/present/schemas/follow-up.ts';
import { answer, ask, DAY, NOW, newSite, page, plant, type Site } from './api-fixture.ts';
import { wrap } from './database-wrappers.ts';
import { metered } from './metered-database.ts';
import { act, proving } from './proof.ts';
import * as live from './visitor.ts';

interface Noted {
  person: string;
  contacted: { at: string; by: string };
  follow_up: FollowUp;
}
interface Notes {
  data: Note[];
  next_cursor: string | null;
}

let shop: Site;
let reza: string;
let made = 0;

beforeAll(async () => {
  shop = await newSite();
  reza = await keyNamed('Reza');
});

const keyNamed = (name: string, site = shop.site) =>
  addKey(env.DB, { site, kind: 'secret', scopes: ['read', 'write'], name }, NOW);

async function somebody(site = shop) {
  made += 1;
  const visitor = `visitor-${made}`;
  const person = await plant({ site: site.site, visitor, events: [page('/', NOW - DAY)] });
  return { visitor, person };
}

interface More {
  key?: string;
  now?: number;
  method?: string;
  db?: D1Database;
}

const tell = (path: string, body: unknown, { method = 'POST', ...more }: More = {}) =>
  ask(`/visitors/${path}`, { key: reza, method, body: JSON.stringify(body), ...more });

async function told<T>(path: string, body: unknown, more?: More): Promise<T> {
  const response = await tell(path, body, more);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  return JSON.parse(text) as T;
}

const notesOf = (id: string, query = '', key = reza) =>
  answer<Notes>(`/visitors/${id}/notes${query}`, { key });
const NEXT = '2026-05-12T08:00:00.000Z';

describe('A contact', () => {
  test('is noted with outcome, words, date and the name of the key, and counts as an attempt', async () => {
    const { visitor, person } = await somebody();
    const contacted = { at: new Date(NOW).toISOString(), by: 'Reza' };
    const body = { outcome: 'no_answer', note: 'Voicemail.', next_at: NEXT, responsible: 'Reza' };
    expect(await told<Noted>(`${visitor}/contacted`, body)).toEqual({
      person,
      contacted,
      follow_up: {
        ...{ attempts: 1, last_at: contacted.at, next_at: NEXT, snoozed_until: null },
        responsible: 'Reza',
      },
    });
    const again = await told<Noted>(`${visitor}/contacted`, {}, { now: NOW + 1000 });
    expect(again.follow_up).toMatchObject({ attempts: 2, next_at: null, responsible: 'Reza' });
    const { data } = await notesOf(visitor);
    expect(data).toEqual([
      { at: new Date(NOW + 1000).toISOString(), kind: 'contact', by: 'Reza' },
      {
        ...{ at: contacted.at, kind: 'contact', by: 'Reza' },
        ...{ outcome: 'no_answer', text: 'Voicemail.', next_at: NEXT },
      },
    ]);
    const shown = await answer<Noted>(`/visitors/${person}`, { key: reza });
    expect(shown.follow_up).toEqual(again.follow_up);
    expect(shown.contacted).toEqual(again.contacted);
  });

  test('changes the person only by the guarded write: what a visitor does meanwhile is kept', async () => {
    const site = await live.newSite();
    const visitor = live.newVisitor();
    await act(site, visitor, 'page_view');
    let others = 0;
    const db = wrap(env.DB, {
      beforeBatch: async () => {
        others += 1;
        if (others === 1) await act(site, visitor, 'share');
      },
    });
    const { secret_key: key } = site;
    expect((await tell(`${visitor}/contacted`, {}, { key, db })).status).toBe(200);
    const { doc } = await live.onlyPerson(site.site);
    expect(doc.tail.map(({ type }) => type)).toEqual(['page_view', 'share']);
    expect(doc.contacted?.at).toBe(NOW);
    expect(others).toBe(2);
    expect(await live.rowsOf('notes', site.site)).toHaveLength(1);
    await act(site, visitor, 'page_view');
    expect((await live.onlyPerson(site.site)).doc.contacted?.at).toBe(NOW);
  });

  test.each([
    [{ outcome: 'vanished' }, 'outcome'],
    [{ next_at: 'soon' }, 'next_at'],
    [{ note: '' }, 'note'],
    [{ note: 'x'.repeat(5001) }, 'note'],
    [{ responsible: 'Nobody' }, 'responsible'],
    [{ mood: 'good' }, 'mood'],
  ])('with %j is refused by name', async (body, field) => {
    const { visitor } = await somebody();
    const response = await tell(`${visitor}/contacted`, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ field });
    expect((await notesOf(visitor)).data).toEqual([]);
  });
});

describe('The follow-up', () => {
  test('is changed in what is named alone, and null takes away', async () => {
    const { visitor } = await somebody();
    const change = (body: object) =>
      told<Noted>(`${visitor}/follow-up`, body, { method: 'PATCH' }).then((it) => it.follow_up);
    const nothing = { attempts: 0, last_at: null, next_at: null, snoozed_until: null };
    expect(await change({ responsible: 'Reza' })).toEqual({ ...nothing, responsible: 'Reza' });
    expect(await change({ next_at: NEXT })).toMatchObject({ next_at: NEXT, responsible: 'Reza' });
    expect(await change({ snoozed_until: NEXT, next_at: null })).toEqual({
      ...{ ...nothing, snoozed_until: NEXT, responsible: 'Reza' },
    });
    const empty = await tell(`${visitor}/follow-up`, {}, { method: 'PATCH' });
    expect(empty.status).toBe(400);
  });

  test('is given to live secret keys of the site alone', async () => {
    const { visitor } = await somebody();
    const gone = await keyNamed('Gone');
    await revokeKey(env.DB, shop.site, await sha256Hex(gone), NOW);
    const other = await newSite('Other');
    await keyNamed('Elsewhere', other.site);
    for (const responsible of ['Gone', 'Elsewhere', 'reza']) {
      const response = await tell(`${visitor}/follow-up`, { responsible }, { method: 'PATCH' });
      expect([responsible, response.status]).toEqual([responsible, 400]);
    }
  });
});

describe('Notes', () => {
  test('are told newest first, exactly as they were written, two of one moment too', async () => {
    const { visitor } = await somebody();
    const texts = ['first', "'; DROP TABLE notes; --", 'خط اول\nخط دوم \u200c\0🙂'];
    for (const text of texts) await told(`${visitor}/notes`, { text });
    const { data } = await notesOf(visitor);
    expect(data.map(({ text }) => text)).toEqual([...texts].reverse());
    expect(new Set(data.map(({ at }) => at)).size).toBe(3);
  });

  test('are told page by page, none twice and none left out while others come', async () => {
    const { visitor } = await somebody();
    for (let i = 0; i < 7; i++) await told(`${visitor}/notes`, { text: `${i}` });
    const texts: (string | undefined)[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const next: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const part: Notes = await notesOf(visitor, `?limit=2${next}`);
      texts.push(...part.data.map(({ text }) => text));
      cursor = part.next_cursor;
      await told(`${visitor}/notes`, { text: 'later' });
    }
    expect(texts).toEqual(['6', '5', '4', '3', '2', '1', '0']);
  });

  test('of one person are refused under another one’s cursor', async () => {
    const [one, other] = [await somebody(), await somebody()];
    for (const text of ['a', 'b']) await told(`${one.visitor}/notes`, { text });
    const { next_cursor } = await notesOf(one.visitor, '?limit=1');
    const response = await ask(`/visitors/${other.visitor}/notes?cursor=${next_cursor}`, {
      key: reza,
    });
    expect(response.status).toBe(400);
  });
});

test('No value of a body ever stands in SQL text', async () => {
  const { visitor } = await somebody();
  const marker = 'zqmarkerqz';
  await keyNamed(marker);
  const { db, sql } = metered(env.DB);
  await told(`${visitor}/contacted`, { note: marker, responsible: marker }, { db });
  await told(`${visitor}/notes`, { text: marker }, { db });
  await told(`${visitor}/follow-up`, { responsible: marker }, { db, method: 'PATCH' });
  expect(sql().length).toBeGreaterThan(8);
  for (const one of sql()) expect(one).not.toContain(marker);
});

test('A person of another site is as unknown as one that nobody has', async () => {
  const { visitor, person } = await somebody();
  const { key } = await newSite('Other');
  for (const id of [visitor, person, 'nobody']) {
    const statuses = await Promise.all([
      tell(`${id}/contacted`, {}, { key }),
      tell(`${id}/notes`, { text: 'x' }, { key }),
      tell(`${id}/follow-up`, { next_at: null }, { key, method: 'PATCH' }),
      ...['notes', 'visits', 'orders', 'score-curve'].map((part) =>
        ask(`/visitors/${id}/${part}`, { key }),
      ),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual(statuses.map(() => 404));
  }
  expect((await notesOf(visitor)).data).toEqual([]);
});

describe('When two people become one', () => {
  const T = NOW + DAY;

  /** A phone that the user began with, and a laptop, each followed up by itself. */
  async function pair() {
    const site = await live.newSite();
    const key = await keyNamed('Reza', site.site);
    await keyNamed('Mina', site.site);
    const [phone, laptop] = [live.newVisitor(), live.newVisitor()];
    await act(site, phone, 'identify', { user_id: 'sara' });
    await act(site, laptop, 'page_view');
    const note = (visitor: string, text: string, now = T) =>
      told(`${visitor}/notes`, { text }, { key, now });
    const join = async () => act(site, laptop, 'identify', await proving(site, 'sara'));
    return { site, key, phone, laptop, note, join };
  }

  test('notes and follow-up go to who is left: attempts add up, the earlier date, the later try', async () => {
    const { key, phone, laptop, note, join, site } = await pair();
    await note(phone, 'of the phone');
    await note(laptop, 'of the laptop');
    const call = (visitor: string, now: number, body: object) =>
      told(`${visitor}/contacted`, body, { key, now });
    await call(phone, T + 1, { next_at: NEXT, responsible: 'Reza' });
    await call(laptop, T + 5, { responsible: 'Mina' });
    await call(laptop, T + 6, { next_at: '2026-05-10T08:00:00.000Z' });
    await join();
    const { person } = await live.onlyPerson(site.site);
    const shown = await answer<Noted>(`/visitors/${person}`, { key });
    expect(shown.follow_up).toEqual({
      ...{ attempts: 3, last_at: new Date(T + 6).toISOString(), responsible: 'Reza' },
      ...{ next_at: '2026-05-10T08:00:00.000Z', snoozed_until: null },
    });
    expect(shown.contacted.at).toBe(new Date(T + 6).toISOString());
    const { data } = await notesOf(laptop, '', key);
    expect(data.map(({ kind, text }) => text ?? kind).sort()).toEqual([
      ...['contact', 'contact', 'contact', 'of the laptop', 'of the phone'],
    ]);
    for (const table of ['notes', 'follow_ups']) {
      const rows = await live.rowsOf<{ person: string }>(table, site.site);
      expect(new Set(rows.map((row) => row.person))).toEqual(new Set([person]));
    }
  });

  test('what only the other had is all there is, and stays when the device leaves again', async () => {
    const { key, phone, laptop, note, join, site } = await pair();
    await note(laptop, 'of the laptop');
    const body = { responsible: 'Mina' };
    await told(`${laptop}/follow-up`, body, { key, method: 'PATCH' });
    await join();
    const { person } = await live.onlyPerson(site.site);
    const unlinking = { site: site.site, person, device: `d:${laptop}` };
    expect(await unlinkDevice(env.DB, unlinking, Date.now())).toMatchObject({ done: true });
    expect((await notesOf(phone, '', key)).data).toHaveLength(1);
    expect((await notesOf(laptop, '', key)).data).toEqual([]);
    const { follow_up } = await answer<Noted>(`/visitors/${phone}`, { key });
    expect(follow_up.responsible).toBe('Mina');
  });
});

test('What was noted is exported with the person and erased with them', async () => {
  const { visitor, person } = await somebody();
  await told(`${visitor}/contacted`, { note: 'a-secret-of-sales' });
  const response = await ask(`/visitors/${visitor}/export`, { key: reza });
  const lines = new TextDecoder().decode(await response.arrayBuffer());
  expect(lines).toContain('a-secret-of-sales');
  expect(lines).toContain('follow_ups');
  const erased = await erasePerson(env.DB, { site: shop.site, person }, NOW);
  expect(erased).toMatchObject({ done: true, rows: { notes: 1, follow_ups: 1 } });
  expect((await tell(`${visitor}/notes`, { text: 'too late' })).status).toBe(404);
});
