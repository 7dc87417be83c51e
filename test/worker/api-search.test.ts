// People are found by the begin of their words, however these are spelt, at a bounded cost.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { PRESETS } from '../../collector/engine/index.ts';
import { judgeDevices } from '../../collector/store/judge-devices.ts';
import type { Lead } from '../../dashboard-api/present/schemas/lead.ts';
import type { Props } from '../../sdk/wire.ts';
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
import { act, proving, publish, trust } from './proof.ts';
import * as live from './visitor.ts';

interface Page {
  data: Lead[];
  next_cursor: string | null;
}

const known = (traits: Props, more: object = {}) => [
  page('/', NOW - DAY, more),
  event('identify', NOW - DAY + 1, { props: { user_id: 'u', traits } }),
];

let shop: Site;
let people: Record<'sara' | 'reza' | 'buyer', string>;

beforeAll(async () => {
  shop = await newSite();
  const { site } = shop;
  const reza = { name: 'رضا کریمی', job_title: 'مدير‌عامل', code: '۱۲۳' };
  const order = { order_id: 'WX-4711', value: 10, currency: 'EUR' };
  people = {
    sara: await plant({
      site,
      visitor: 'visitor-sara',
      users: ['user-42'],
      events: [...sara(NOW - 7 * DAY), ...known({ name: 'Sara Ahmadi' }, { city: 'München' })],
    }),
    reza: await plant({ site, visitor: 'visitor-reza', events: known(reza, { country: 'IR' }) }),
    buyer: await plant({
      ...{ site, visitor: 'visitor-buyer' },
      events: [page('/', NOW - DAY), event('purchase', NOW - DAY + 1, { props: order })],
    }),
  };
  await plant({ site, visitor: 'nameless', events: visit(NOW - DAY, ['/']) });
});

async function found(q: string, more = '', site = shop): Promise<string[]> {
  const query = `/leads?q=${encodeURIComponent(q)}${more}`;
  return (await answer<Page>(query, site)).data.map(({ person }) => person);
}

describe('q', () => {
  test.each([
    ['sara', 'sara'],
    ['SARA ahm', 'sara'],
    ['ahmadi sara', 'sara'],
    ['user-42', 'sara'],
    ['münchen', 'sara'],
    ['مدیرعامل', 'reza'],
    ['مدیر عامل', 'reza'],
    ['رضا كريمي', 'reza'],
    ['123', 'reza'],
    ['iran', 'reza'],
    ['ایران', 'reza'],
    ['4711', 'buyer'],
    ['wx-47', 'buyer'],
  ] as const)('%s finds %s alone', async (q, who) => {
    expect(await found(q)).toEqual([people[who]]);
  });

  test('finds nobody by the middle of a word, by half of its words, or by a place alone', async () => {
    for (const q of ['ara', 'sara reza', 'visitor']) expect([q, await found(q)]).toEqual([q, []]);
    expect((await found('germany')).sort()).toEqual([people.sara, people.buyer].sort());
  });

  test('finds the highest first, and goes with every other filter', async () => {
    const both = await found('germany');
    expect(both).toEqual([people.sara, people.buyer]);
    expect(await found('germany', '&customer=yes')).toEqual([people.buyer]);
    expect(await found('germany', '&segment=left_cart')).toEqual([]);
    expect(await found('germany', '&min_score=100')).toEqual([people.sara]);
    expect(await found('germany', '&grade=weak')).toEqual([people.buyer]);
    expect(await found('germany', '&country=IR')).toEqual([]);
  });

  test('finds nobody of another site', async () => {
    expect(await found('sara', '', await newSite('Other'))).toEqual([]);
  });

  test.each([
    ['q=%E2%80%8C-', 'q'],
    ['q=a+b+c+d+e+f+g+h+i+j+k', 'q'],
    ['q=sara&sort=newest', 'sort'],
    ['max_score=1&min_score=2', 'max_score'],
    ['country=DEU', 'country'],
    ['first_channel=carrier_pigeon', 'first_channel'],
    ['contacted=maybe', 'contacted'],
    ['seen_since=yesterday', 'seen_since'],
    ['bom=1', 'bom'],
  ])('%s is refused by name', async (query, field) => {
    const response = await ask(`/leads?${query}`, shop);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ field });
  });
});

test('An e-mail address finds who gave it, though only its digest is kept', async () => {
  const site = await live.newSite();
  await live.send(site, live.newVisitor(), [
    live.event(Date.now(), 'newsletter_signup', { email: 'Sara@Mail.example' }),
  ]);
  await live.send(site, live.newVisitor(), [live.event(Date.now())]);
  const [signed] = (await live.people(site.site)).filter(({ doc }) =>
    doc.tail.some(({ type }) => type === 'newsletter_signup'),
  );
  const here = { site: site.site, key: site.secret_key };
  expect(await found('sara@mail.example', '', here)).toEqual([signed?.person]);
  expect(await found('sara', '', here)).toEqual([]);
  expect(await live.rowsOf('search', site.site)).toEqual([]);
});

describe('The words of a person', () => {
  const wordsOf = async (site: string) =>
    (await live.rowsOf<{ word: string; person: string }>('search', site))
      .map(({ word, person }) => `${person} ${word}`)
      .sort();

  test('are rewritten with what changes, and no row is touched for what stays', async () => {
    const site = await live.newSite();
    const visitor = live.newVisitor();
    const tell = (traits: Props) => act(site, visitor, 'identify', { user_id: 'sara', traits });
    await tell({ company: 'Old Shop' });
    const [{ person } = { person: '' }] = await live.people(site.site);
    const words = (...all: string[]) => all.map((word) => `${person} ${word}`).sort();
    expect(await wordsOf(site.site)).toEqual(words('sara', 'old', 'shop'));
    await tell({ company: 'New Shop' });
    expect(await wordsOf(site.site)).toEqual(words('sara', 'new', 'shop'));
    await act(site, visitor, 'page_view');
    expect(await wordsOf(site.site)).toEqual(words('sara', 'new', 'shop', 'country:de'));
  });

  test('come with a user id that is linked later, and not again with the same one', async () => {
    const site = await live.newSite();
    const visitor = live.newVisitor();
    await act(site, visitor, 'page_view');
    expect(await wordsOf(site.site)).toEqual([]);
    for (let i = 0; i < 2; i++) await act(site, visitor, 'identify', { user_id: 'sara' });
    const { person } = await live.onlyPerson(site.site);
    expect(await wordsOf(site.site)).toEqual([`${person} country:de`, `${person} sara`]);
  });

  test('that were never written come with the next change of the rules', async () => {
    const site = await live.newSite();
    const visitor = live.newVisitor();
    await act(site, visitor, 'identify', { user_id: 'sara', traits: { company: 'Shop' } });
    const words = await wordsOf(site.site);
    await env.DB.prepare('DELETE FROM search WHERE site = ?').bind(site.site).run();
    await publish(site, 2, PRESETS.crm);
    await act(site, visitor, 'share');
    expect(await wordsOf(site.site)).toEqual(words);
  });

  test('go with the person into a union', async () => {
    const site = await live.newSite();
    await trust(site);
    const [phone, laptop] = [live.newVisitor(), live.newVisitor()];
    await act(site, phone, 'identify', { user_id: 'sara' });
    await act(site, laptop, 'form_submit', { job_title: 'Director' });
    expect(await wordsOf(site.site)).toHaveLength(2);
    await act(site, laptop, 'identify', await proving(site, 'sara'));
    const [{ person }, ...others] = (await live.people(site.site)) as [live.Person];
    expect(others).toEqual([]);
    expect(await wordsOf(site.site)).toEqual([`${person} director`, `${person} sara`]);
  });

  test('are gone for software, and back for who is a person after all', async () => {
    const site = await live.newSite();
    await act(site, live.newVisitor(), 'form_submit', { job_title: 'Director' });
    const { person } = await live.onlyPerson(site.site);
    const judging = { site: site.site, person };
    await judgeDevices(env.DB, { ...judging, word: 'bot' }, Date.now());
    expect(await wordsOf(site.site)).toEqual([]);
    await judgeDevices(env.DB, { ...judging, word: undefined }, Date.now());
    expect(await wordsOf(site.site)).toEqual([`${person} director`]);
  });
});

describe('However many there are', () => {
  let large: Site;
  const LARGE = 6000;

  /** Six thousand people of one name, every hundredth of whom has another one too. */
  beforeAll(async () => {
    large = await newSite('Large');
    const model = await plant({
      site: large.site,
      visitor: 'model',
      events: known({ name: 'Common' }),
    });
    const numbers =
      'WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?2 - 1)';
    await env.DB.batch([
      env.DB.prepare(
        `INSERT INTO people (site, person, version, grade, score, rung, due, seen_day, doc)
         ${numbers} SELECT p.site, printf('p_%032x', i), 1, p.grade, p.score + i, p.rung, NULL, p.seen_day,
           iif(i % 100 = 7, replace(p.doc, '"Common"', '"Common Rare"'), p.doc)
         FROM n, people AS p WHERE p.site = ?1 AND p.person = ?3`,
      ).bind(large.site, LARGE, model),
      env.DB.prepare(
        `INSERT INTO search ${numbers} SELECT ?1, 'common', printf('p_%032x', i) FROM n WHERE ?3 > ''`,
      ).bind(large.site, LARGE, model),
      env.DB.prepare(
        `INSERT INTO search ${numbers} SELECT ?1, 'rare', printf('p_%032x', i) FROM n WHERE i % 100 = 7 AND ?3 > ''`,
      ).bind(large.site, LARGE, model),
    ]);
  });

  async function everyone(query: string) {
    const all: string[] = [];
    const costs: number[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const meter = metered(env.DB);
      const next = cursor === '' ? '' : `&cursor=${cursor}`;
      const part: Page = await answer(`/leads?${query}${next}`, { ...large, db: meter.db });
      all.push(...part.data.map(({ person }) => person));
      costs.push(meter.rowsRead());
      expect(meter.sql().join()).not.toMatch(/\blike\b/i);
      cursor = part.next_cursor;
    }
    return { all, most: Math.max(...costs), calls: costs.length };
  }

  test('a rare word is found at once, highest first, each person once', async () => {
    const { all, most } = await everyone('q=rare+common&limit=25');
    expect(all).toHaveLength(LARGE / 100);
    expect(new Set(all).size).toBe(all.length);
    expect(all).toEqual([...all].sort().reverse());
    expect(most).toBeLessThan(10_000);
  });

  test('a word that most have is found page by page, each person once', async () => {
    const { all, most } = await everyone('q=common&limit=100');
    expect(new Set(all).size).toBe(all.length);
    expect(all).toHaveLength(LARGE + 1);
    expect(most).toBeLessThan(10_000);
  });

  test('what nobody has costs next to nothing', async () => {
    const { all, most, calls } = await everyone('q=nobody');
    expect([all, calls]).toEqual([[], 1]);
    expect(most).toBeLessThan(50);
  });
});
