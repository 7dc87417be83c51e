// Every filter of `leads` against what the lines themselves say, page by page and as CSV.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { erasePerson } from '../../collector/store/erase.ts';
import { type Lead, leadPage } from '../../dashboard-api/present/schemas/lead.ts';
import {
  answer,
  ask,
  DAY,
  event,
  MINUTE,
  NOW,
  newSite,
  page,
  plant,
  type Site,
  sara,
  visit,
} from './api-fixture.ts';

interface Page {
  data: Lead[];
  next_cursor: string | null;
}

let shop: Site;
let all: Lead[];
const named: Record<string, string> = {};

const CONTACT = { form: 'contact', purpose: 'contact', job_title: 'CEO' };
const strongFrom = (from: number) => [
  ...sara(from),
  ...visit(from + 6 * DAY + MINUTE, ['/contact'], [event('form_submit', 0, { props: CONTACT })]),
];

async function contacted(visitor: string, now: number) {
  const response = await ask(`/visitors/${visitor}/contacted`, {
    ...{ key: shop.key, method: 'POST', body: '{}', now },
  });
  expect(response.status).toBe(200);
}

beforeAll(async () => {
  shop = await newSite();
  const plantAs = async (visitor: string, events: ReturnType<typeof sara>) => {
    named[visitor] = await plant({ site: shop.site, visitor, events });
  };
  const blog = { channel: 'referral', source: 'blog.example', campaign: 'autumn' } as const;
  const order = { order_id: 'o-1', value: 10.5, currency: 'EUR' };
  await plantAs('sara', sara(NOW - 7 * DAY));
  await plantAs('called-before', strongFrom(NOW - 6.5 * DAY));
  await plantAs('called-since', strongFrom(NOW - 6.6 * DAY));
  await plantAs('uncalled', strongFrom(NOW - 6.7 * DAY));
  await plantAs('buyer', [
    page('/', NOW - 40 * DAY, { source: blog, country: 'AT' }),
    event('purchase', NOW - 40 * DAY + 1, { props: order }),
  ]);
  for (let i = 0; i < 5; i++) {
    await plantAs(`reader-${i}`, visit(NOW - (20 + i) * DAY, ['/', '/blog'].slice(i % 2)));
  }
  await contacted('called-before', NOW - 3 * DAY);
  await contacted('called-since', NOW);
  all = await everyone('limit=100');
  expect(all).toHaveLength(10);
});

async function everyone(query: string): Promise<Lead[]> {
  const found: Lead[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const next = cursor === '' ? '' : `&cursor=${cursor}`;
    const part: Page = await answer(`/leads?${query}${next}`, shop);
    leadPage.parse(part);
    found.push(...part.data);
    cursor = part.next_cursor;
  }
  return found;
}

const personsOf = (leads: readonly Lead[]): string[] => leads.map(({ person }) => person);
const count = ({ orders }: Lead): number => orders.verified.count + orders.unverified.count;
const is =
  (...visitors: string[]) =>
  ({ person }: Lead): boolean =>
    visitors.some((visitor) => named[visitor] === person);
const SINCE = new Date(NOW - 21 * DAY).toISOString();

describe('leads', () => {
  test.each<[query: string, fits: (lead: Lead) => boolean]>([
    ['max_score=100', ({ score }) => score <= 100],
    ['min_score=2&max_score=130.4', ({ score }) => score >= 2 && score <= 130.4],
    ['country=at', ({ country }) => country === 'AT'],
    ['first_channel=referral', (lead) => lead.first_source?.channel === 'referral'],
    ['last_channel=paid_search', (lead) => lead.last_source?.channel === 'paid_search'],
    ['first_campaign=spring', (lead) => lead.first_source?.campaign === 'spring'],
    ['last_campaign=autumn', (lead) => lead.last_source?.campaign === 'autumn'],
    ['customer=yes', (lead) => count(lead) > 0],
    ['customer=no', (lead) => count(lead) === 0],
    [`seen_since=${SINCE}`, (lead) => (lead.last_seen ?? '') >= SINCE],
    ['contacted=never', (lead) => !is('called-before', 'called-since')(lead)],
    ['contacted=before_strong', is('called-before')],
    ['contacted=since_strong', is('called-since')],
    ['grade=strong&contacted=never', is('uncalled')],
    ['country=de&customer=no&max_score=131&first_channel=paid_search', is('sara')],
  ])(
    '%s are those of whom it is true, in the same order, whatever the page',
    async (query, fits) => {
      const wanted = personsOf(all.filter(fits));
      expect(wanted.length).toBeGreaterThan(0);
      expect(wanted.length).toBeLessThan(all.length);
      for (const limit of [1, 3, 100]) {
        expect(personsOf(await everyone(`${query}&limit=${limit}`))).toEqual(wanted);
      }
    },
  );

  test('by the newest begin with whose first visit began last', async () => {
    const first = await everyone('sort=newest&limit=2');
    const moments = first.map(({ first_seen }) => first_seen ?? '');
    expect(moments).toEqual([...moments].sort().reverse());
    expect(personsOf(first).sort()).toEqual(personsOf(all).sort());
    expect(personsOf(await everyone('sort=newest&customer=yes'))).toEqual([named.buyer]);
  });

  test('tell how the score has changed in seven days', async () => {
    const trendOf = (visitor: string) => all.find(is(visitor))?.trend;
    // Her first visit was seven days ago: before it, there was nothing.
    expect(trendOf('uncalled')).toEqual({ days: 7, change: all.find(is('uncalled'))?.score });
    for (const { person, trend } of all) {
      const before = await answer<{ score: number }>(
        `/visitors/${person}/explain?at=${new Date(NOW - 7 * DAY).toISOString()}`,
        shop,
      );
      const now = await answer<{ score: number }>(`/visitors/${person}/explain`, shop);
      expect(Math.round((trend?.change ?? Number.NaN) * 100)).toBe(
        Math.round((now.score - before.score) * 100),
      );
    }
    expect(trendOf('reader-0')?.change).toBeLessThan(0);
  });
});

describe('While pages are turned', () => {
  test.each(['sort=score', 'sort=last_seen', 'sort=newest', 'q=common', 'customer=no'])(
    'nobody who stays in %s is left out or comes twice, whoever else comes, acts and goes',
    async (query) => {
      const site = await newSite('Busy');
      const plantAs = (visitor: string, ago: number, pages: number) =>
        plant({
          ...{ site: site.site, visitor },
          events: [
            ...visit(NOW - ago * MINUTE, ['/', '/a', '/b', '/c', '/d'].slice(0, pages)),
            event('identify', NOW - ago * MINUTE + 1, {
              props: { user_id: visitor, traits: { company: 'Common Company' } },
            }),
          ],
        });
      const staying: string[] = [];
      for (let i = 0; i < 9; i++)
        staying.push(await plantAs(`stays-${i}`, 40 + i * 9, 1 + (i % 4)));
      const shown: string[] = [];
      let made = 0;
      for (let cursor: string | null = ''; cursor !== null; ) {
        const next = cursor === '' ? '' : `&cursor=${cursor}`;
        const part: Page = await answer(`/leads?${query}&limit=2${next}`, site);
        shown.push(...part.data.map(({ person }) => person));
        cursor = part.next_cursor;
        made += 1;
        if (made > 6) continue;
        await plantAs(`higher-${made}`, 30, 5);
        await plantAs(`lower-${made}`, 200 + made, 1);
        // The line that the cursor stands at goes altogether.
        const last = shown.at(-1) ?? '';
        if (!staying.includes(last))
          await erasePerson(env.DB, { site: site.site, person: last }, NOW);
        const body = '{"note":"called"}';
        const id = staying[made] ?? '';
        await ask(`/visitors/${id}/contacted`, { key: site.key, method: 'POST', body });
      }
      expect(new Set(shown).size).toBe(shown.length);
      expect(shown.filter((person) => staying.includes(person)).sort()).toEqual(
        [...staying].sort(),
      );
    },
  );
});

describe('As CSV', () => {
  test('a line has interests, habits and profile, safe in a spreadsheet, with a mark for Excel if asked', async () => {
    const site = await newSite('Csv');
    const traits = { name: '=1+1', company: 'Acme, Inc.', language: 'fa', city: 'شیراز' };
    const at = Date.UTC(2026, 4, 5, 20);
    await plant({
      ...{ site: site.site, visitor: 'reader' },
      events: [
        page('/', at, { agent: { device: 'mobile' }, region: 'Fars', country: 'IR' }),
        event('view_item', at + 1, { props: { item_name: '@Salmon', category: 'Cats' } }),
        event('search', at + 2, { props: { term: 'غذای گربه' } }),
        event('identify', at + 3, { props: { user_id: 'u', traits } }),
        event('newsletter_signup', at + 4),
      ],
    });
    const read = async (query: string) => {
      const response = await ask(`/leads${query}`, { ...site, accept: 'text/csv' });
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
        await response.arrayBuffer(),
      );
    };
    const plain = await read('');
    expect(await read('?bom=true')).toBe(`\ufeff${plain}`);
    const [head = '', line = ''] = plain.split('\r\n');
    expect(head.split(',').slice(-14)).toEqual([
      ...['name', 'job_title', 'company', 'region', 'city', 'device', 'language', 'subscribed'],
      ...['top_items', 'top_categories', 'top_searches', 'top_pages'],
      ...['usual_weekday', 'usual_hour'],
    ]);
    expect(line.split('IR,')[1]).toContain(
      `'=1+1,,"Acme, Inc.",Fars,شیراز,mobile,fa,true,'@Salmon,Cats,غذای گربه,/,tuesday,20`,
    );
  });
});
