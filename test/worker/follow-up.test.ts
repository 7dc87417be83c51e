// Whom to call today: each person once, under the first reason that holds, at a bounded cost.
import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CanonicalEvent, defaultModel } from '../../collector/engine/index.ts';
import { addKey } from '../../collector/store/keys.ts';
import {
  type FollowUpLine,
  followUpPage,
} from '../../dashboard-api/present/schemas/follow-up-list.ts';
import {
  answer,
  ask,
  DAY,
  event,
  NOW,
  newSite,
  page,
  plant,
  type Site,
  sara,
  visit,
} from './api-fixture.ts';
import { metered } from './metered-database.ts';
import { begin, draft, finish } from './models.ts';

interface Page {
  data: FollowUpLine[];
  next_cursor: string | null;
  unavailable: { reason: string; needs: string }[];
}

const CONTACT = { form: 'contact', purpose: 'contact', job_title: 'CEO' };
const order = (n: number) => ({ order_id: `o-${n}`, value: 10, currency: 'EUR' });
/** An act that comes with a look at the shop, so many days ago. */
const acts = (daysAgo: number, type: string, props = {}): CanonicalEvent[] => [
  page('/', NOW - daysAgo * DAY),
  event(type, NOW - daysAgo * DAY + 1, { props }),
];
const strong = (): CanonicalEvent[] => [
  ...sara(NOW - 7 * DAY),
  ...visit(NOW - DAY, ['/contact'], [event('form_submit', 0, { props: CONTACT })]),
];

let shop: Site;
let made = 0;
beforeEach(async () => {
  shop = await newSite();
});

async function somebody(events: CanonicalEvent[]): Promise<string> {
  made += 1;
  return plant({ site: shop.site, visitor: `visitor-${made}`, events });
}

async function change(path: string, method: string, body: object, now = NOW) {
  const response = await ask(`/visitors/${path}`, {
    ...{ key: shop.key, method, now },
    body: JSON.stringify(body),
  });
  if (response.status !== 200) throw new Error(await response.text());
}
const contact = (person: string, daysAgo: number, body = {}) =>
  change(`${person}/contacted`, 'POST', body, NOW - daysAgo * DAY);
const agree = (person: string, daysAgo: number) =>
  change(`${person}/follow-up`, 'PATCH', {
    next_at: new Date(NOW - daysAgo * DAY).toISOString(),
  });
const snooze = (person: string, days: number) =>
  change(`${person}/follow-up`, 'PATCH', {
    snoozed_until: new Date(NOW + days * DAY).toISOString(),
  });

/** All pages: who, and why. */
async function everyone(query = '', now = NOW): Promise<[person: string, reason: string][]> {
  const all: [string, string][] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const next = cursor === '' ? '' : `&cursor=${cursor}`;
    const part: Page = await answer(`/follow-up?${query}${next}`, { key: shop.key, now });
    followUpPage.parse(part);
    all.push(...part.data.map(({ person, reason }): [string, string] => [person, reason]));
    cursor = part.next_cursor;
  }
  return all;
}

/** One for each reason. */
async function oneEach() {
  const people = {
    due: await somebody([page('/', NOW - 100 * DAY)]),
    angry: await somebody(acts(20, 'complaint')),
    strong: await somebody(strong()),
    cart: await somebody(acts(2, 'add_to_cart', { item_id: 'a' })),
    falling: await somebody(sara(NOW - 13 * DAY)),
    advocate: await somebody([
      ...acts(60, 'purchase', order(1)),
      ...acts(50, 'purchase', order(2)),
    ]),
  };
  await agree(people.due, 1);
  await somebody(visit(NOW - DAY, ['/']));
  return people;
}

describe('follow-up', () => {
  test('goes through its reasons in order and names each with the moment that it holds from', async () => {
    const people = await oneEach();
    const { data, unavailable } = await answer<Page>('/follow-up', shop);
    expect(unavailable).toEqual([]);
    expect(data.map(({ person, reason }) => [person, reason])).toEqual(
      Object.entries(people).map(([reason, person]) => [person, reason]),
    );
    const since = Object.fromEntries(data.map((line) => [line.reason, Date.parse(line.since)]));
    expect(since).toMatchObject({
      ...{ due: NOW - DAY, angry: NOW - 20 * DAY + 1, cart: NOW - 2 * DAY + 1 },
      advocate: NOW - 50 * DAY + 1,
    });
    const falling = data.find(({ reason }) => reason === 'falling');
    expect(Date.parse(falling?.next?.at ?? '')).toBeLessThan(NOW + 7 * DAY);
    expect(falling?.next).toMatchObject({ from: 'medium', to: 'weak' });
    expect(data.find(({ reason }) => reason === 'strong')?.grade).toBe('strong');
  });

  test('has the same people page by page, also one by one, and by each reason alone', async () => {
    const people = await oneEach();
    await somebody(acts(1, 'begin_checkout'));
    await somebody(acts(10, 'complaint'));
    const all = await everyone();
    expect(all).toHaveLength(8);
    for (const limit of [1, 3]) expect(await everyone(`limit=${limit}`)).toEqual(all);
    for (const reason of Object.keys(people)) {
      const alone = await everyone(`reason=${reason}&limit=1`);
      expect(alone).toEqual(all.filter(([, of]) => of === reason));
      expect(alone.length).toBeGreaterThan(0);
    }
  });

  test('shows nobody twice and leaves nobody out while others are called, come and go', async () => {
    for (let i = 0; i < 4; i++) await somebody(acts(3, 'add_to_cart'));
    for (let i = 0; i < 3; i++) await somebody(acts(9, 'complaint'));
    const all = await everyone();
    const shown: [string, string][] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const next: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const part: Page = await answer(`/follow-up?limit=2${next}`, shop);
      for (const { person, reason } of part.data) {
        shown.push([person, reason]);
        await contact(person, 0);
      }
      await somebody(visit(NOW - DAY, ['/', '/a']));
      cursor = part.next_cursor;
    }
    expect(shown).toEqual(all);
    expect(await everyone()).toEqual([]);
  });

  test('shows a person under the first of their reasons alone', async () => {
    const both = await somebody([...acts(5, 'complaint'), ...acts(2, 'add_to_cart')]);
    expect(await everyone()).toEqual([[both, 'angry']]);
    await agree(both, 0);
    expect(await everyone()).toEqual([[both, 'due']]);
    expect(await everyone('reason=cart')).toEqual([]);
  });

  test('leaves the snoozed alone until then, also on a date agreed on', async () => {
    const person = await somebody(acts(2, 'add_to_cart'));
    await agree(person, 1);
    await snooze(person, 2);
    expect(await everyone()).toEqual([]);
    expect(await everyone('', NOW + 2 * DAY)).toEqual([[person, 'due']]);
  });

  test('leaves who was contacted alone for three days, but for a date agreed on', async () => {
    const person = await somebody(acts(4, 'add_to_cart'));
    await contact(person, 3);
    expect(await everyone()).toEqual([[person, 'cart']]);
    await contact(person, 3 - 1 / 86_400);
    expect(await everyone()).toEqual([]);
    await contact(person, 2, { next_at: new Date(NOW - DAY).toISOString() });
    expect(await everyone()).toEqual([[person, 'due']]);
  });

  test('takes a complaint as answered by a contact after it, until the next one', async () => {
    const answered = await somebody(acts(20, 'complaint'));
    const again = await somebody([...acts(20, 'complaint'), ...acts(4, 'complaint')]);
    for (const person of [answered, again]) await contact(person, 10);
    expect(await everyone('reason=angry')).toEqual([[again, 'angry']]);
  });

  test('calls nobody strong whom somebody called since, or who has just bought', async () => {
    const called = await somebody(strong());
    await contact(called, 0);
    await somebody([
      ...strong(),
      event('purchase', NOW - 1000, { props: order(3), verified: true }),
    ]);
    expect((await everyone('reason=strong', NOW + 3 * DAY)).map(([person]) => person)).toEqual([]);
    const before = await somebody(strong());
    await contact(before, 5);
    expect(await everyone('reason=strong')).toEqual([[before, 'strong']]);
  });

  test('drops a cart that was bought or is a week old, and asks nobody again within a month', async () => {
    await somebody([...acts(3, 'add_to_cart'), ...acts(2, 'purchase', order(4))]);
    await somebody(acts(7.1, 'add_to_cart'));
    expect(await everyone('reason=cart')).toEqual([]);
    const twice = await somebody([
      ...acts(90, 'purchase', order(5)),
      ...acts(80, 'purchase', order(6)),
    ]);
    await contact(twice, 29);
    expect(await everyone()).toEqual([]);
    expect(await everyone('', NOW + DAY)).toEqual([[twice, 'advocate']]);
  });

  test('of one key is what that key is responsible for', async () => {
    const name = `Reza ${made}`;
    await addKey(env.DB, { site: shop.site, kind: 'secret', scopes: ['read'], name }, NOW);
    const [mine] = [await somebody(acts(2, 'add_to_cart')), await somebody(acts(2, 'add_to_cart'))];
    await change(`${mine}/follow-up`, 'PATCH', { responsible: name });
    const query = `responsible=${encodeURIComponent(name)}`;
    expect(await everyone(query)).toEqual([[mine, 'cart']]);
    const leads = await answer<{ data: { person: string }[] }>(`/leads?${query}`, shop);
    expect(leads.data.map(({ person }) => person)).toEqual([mine]);
  });

  test('never shows software, nor anybody of another site', async () => {
    await somebody(acts(2, 'add_to_cart').map((one) => ({ ...one, bot: true as const })));
    await oneEach();
    shop = await newSite('Other');
    expect(await everyone()).toEqual([]);
  });

  test('names the reasons that the model knows nothing of, and goes on with the others', async () => {
    const { cart, angry } = await oneEach();
    const known = defaultModel.segments.filter(({ id }) => id === 'angry');
    const version = await draft(shop, { ...defaultModel, segments: known });
    const first = await answer<Page>('/follow-up?limit=4', shop);
    expect(first.data.at(-1)?.person).toBe(cart);
    await finish(shop, await begin(shop, version, 'publish'));
    const { data, unavailable } = await answer<Page>('/follow-up', shop);
    expect(data.map(({ reason }) => reason)).toEqual(['due', 'angry', 'strong', 'falling']);
    expect(data.map(({ person }) => person)).toContain(angry);
    expect(unavailable).toEqual([
      { reason: 'cart', needs: 'the segment `left_cart`' },
      { reason: 'advocate', needs: 'the segment `future_advocate`' },
    ]);
    // A cursor from before the change goes on behind the reason that is gone.
    const rest = await answer<Page>(`/follow-up?limit=4&cursor=${first.next_cursor}`, shop);
    expect(rest.data.map(({ reason }) => reason)).toEqual(['falling']);
    const alone = await answer<Page>('/follow-up?reason=cart', shop);
    expect(alone).toMatchObject({ data: [], next_cursor: null, unavailable: [{ reason: 'cart' }] });
  });

  test('refuses a cursor that was changed or belongs to other filters', async () => {
    await oneEach();
    const { next_cursor: cursor = '' } = await answer<Page>('/follow-up?limit=2', shop);
    const statusOf = async (query: string) => (await ask(`/follow-up?${query}`, shop)).status;
    expect(await statusOf(`cursor=${cursor}`)).toBe(200);
    expect(await statusOf(`cursor=x${cursor}`)).toBe(400);
    expect(await statusOf(`cursor=${cursor}&reason=due`)).toBe(400);
  });
});

describe('However many there are', () => {
  const MANY = 5000;
  let large: Site;

  beforeAll(async () => {
    shop = await newSite('Large');
    large = shop;
    const model = await somebody([...strong(), ...acts(2, 'add_to_cart'), ...acts(1, 'complaint')]);
    await contact(model, 1);
    const numbers =
      'WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?2 - 1)';
    const binding = [shop.site, MANY, model] as const;
    await env.DB.batch(
      [
        `INSERT INTO people (site, person, version, grade, score, rung, due, seen_day, doc)
         ${numbers} SELECT p.site, printf('p_%032x', i), 1, p.grade, p.score, p.rung, ?4, p.seen_day, p.doc
           FROM n, people AS p WHERE p.site = ?1 AND p.person = ?3`,
        `INSERT INTO members ${numbers} SELECT ?1, m.segment, printf('p_%032x', i)
           FROM n, members AS m WHERE m.site = ?1 AND m.person = ?3 AND ?4 > 0`,
        `INSERT INTO follow_ups (site, person, attempts, next_at)
         ${numbers} SELECT ?1, printf('p_%032x', i), 1, ?4 FROM n WHERE ?3 > ''`,
      ].map((sql) => env.DB.prepare(sql).bind(...binding, NOW + DAY)),
    );
  });

  test('a call reads no more than 10,000 rows, and those who are to be left alone cost pages, not people', async () => {
    const costs: number[] = [];
    let found = 0;
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { db, rowsRead } = metered(env.DB);
      const next: string = cursor === '' ? '' : `?cursor=${cursor}`;
      const part: Page = await answer(`/follow-up${next}`, { key: large.key, db });
      found += part.data.length;
      costs.push(rowsRead());
      cursor = part.next_cursor;
    }
    expect(found).toBe(0);
    expect(Math.max(...costs)).toBeLessThan(10_000);
    expect(Math.max(...costs)).toBeGreaterThan(5000);
    expect(costs.length).toBeLessThan(20);
  });
});
