import { beforeAll, describe, expect, test } from 'vitest';
import type { ExplanationAnswer } from '../../dashboard-api/present/schemas/explanation.ts';
import { explanationSchema } from '../../dashboard-api/present/schemas/explanation.ts';
import { type Visitor, visitorSchema } from '../../dashboard-api/present/schemas/lead.ts';
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
} from './api-fixture.ts';

let shop: Site;
let person: string;
const FIRST = NOW - 7 * DAY;

beforeAll(async () => {
  shop = await newSite();
  person = await plant({
    site: shop.site,
    visitor: 'visitor-sara',
    events: sara(FIRST),
    users: ['u-7'],
  });
});

const at = (ms: number) => encodeURIComponent(new Date(ms).toISOString());
const hundredths = (value: number) => Math.round(value * 100);
const sum = ({ terms }: ExplanationAnswer) =>
  terms.reduce((all, { value }) => all + hundredths(value), 0);

describe('a visitor', () => {
  test('is found by person id, by visitor id and by user id, and always answers with the person', async () => {
    for (const id of [person, 'visitor-sara', 'user:u-7']) {
      const found = await answer<Visitor>(`/visitors/${id}`, shop);
      expect(visitorSchema.parse(found).person).toBe(person);
      expect(found.users).toMatchObject([{ id: 'u-7', proven: true }]);
      expect(found.devices).toMatchObject([{ visitor: 'visitor-sara' }]);
    }
  });

  test('of another site answers the same bytes as one that nobody knows', async () => {
    const other = await newSite('Other');
    const foreign = await plant({
      site: other.site,
      visitor: 'visitor-foreign',
      events: sara(FIRST),
      users: ['u-9'],
    });
    const unknown = await ask('/visitors/visitor-nobody', shop);
    const expected = [unknown.status, await unknown.text(), [...unknown.headers]];
    expect(expected[0]).toBe(404);
    for (const id of [foreign, 'visitor-foreign', 'user:u-9']) {
      for (const part of ['', '/explain', '/timeline']) {
        const response = await ask(`/visitors/${id}${part}`, shop);
        expect([response.status, await response.text(), [...response.headers]]).toEqual(expected);
      }
    }
  });

  test('that was joined to another person answers with that person', async () => {
    const { env } = await import('cloudflare:workers');
    await env.DB.prepare('INSERT INTO aliases (site, alias, person, since) VALUES (?, ?, ?, ?)')
      .bind(shop.site, 'd:visitor-second', person, NOW)
      .run();
    const found = await answer<Visitor>('/visitors/visitor-second', shop);
    expect(found.person).toBe(person);
  });
});

describe('an explanation', () => {
  test('of the worked example has 130.40 points after a week, and its terms sum to them', async () => {
    const explained = await answer<ExplanationAnswer>('/visitors/visitor-sara/explain', shop);
    expect(explanationSchema.parse(explained)).toMatchObject({
      score: 130.4,
      grade: 'medium',
      rung: 'prospect',
    });
    expect(sum(explained)).toBe(13040);
  });

  test('sums exactly at every moment, also before the first event and after the last', async () => {
    for (let hour = -5; hour < 24 * 70; hour += 37) {
      const path = `/visitors/${person}/explain?at=${at(FIRST + hour * 3_600_000)}`;
      const explained = await answer<ExplanationAnswer>(path, shop);
      expect(sum(explained)).toBe(hundredths(explained.score));
      expect(explained.at).toBe(new Date(FIRST + hour * 3_600_000).toISOString());
    }
  });

  test('of a past moment knows nothing of what came later', async () => {
    const path = `/visitors/${person}/explain?at=${at(FIRST + DAY)}`;
    const { terms } = await answer<ExplanationAnswer>(path, shop);
    expect(terms.map(({ rule }) => rule)).toContain('newsletter_signup');
    expect(terms.map(({ rule }) => rule)).not.toContain('download');
  });

  test('takes a moment with an offset for the same moment in UTC', async () => {
    const moment = new Date(FIRST + DAY);
    const local = new Date(FIRST + DAY + 210 * MINUTE).toISOString().replace('Z', '+03:30');
    const [one, other] = await Promise.all(
      [moment.toISOString(), local].map((text) =>
        answer(`/visitors/${person}/explain?at=${encodeURIComponent(text)}`, shop),
      ),
    );
    expect(other).toEqual(one);
  });

  test('refuses a moment that is none and names the parameter', async () => {
    for (const text of [
      'yesterday',
      '2026-05-08',
      '1969-01-01T00:00:00Z',
      '2026-02-30T00:00:00Z',
    ]) {
      const response = await ask(`/visitors/${person}/explain?at=${text}`, shop);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ field: 'at', status: 400 });
    }
  });
});

test('What a fast clock dated some minutes ahead counts at once', async () => {
  const ahead = event('newsletter_signup', NOW + 3 * MINUTE, { url: 'https://shop.example/' });
  await plant({ site: shop.site, visitor: 'visitor-ahead', events: [ahead] });
  const explained = await answer<ExplanationAnswer>('/visitors/visitor-ahead/explain', shop);
  expect(explained.score).toBe(40);
  expect(explained.at).toBe(new Date(NOW + 3 * MINUTE).toISOString());
});

describe('a person with a long log', () => {
  const visitor = 'visitor-long';
  const begin = NOW - 60 * DAY;
  const VIEWS = 400;

  beforeAll(async () => {
    const events = Array.from({ length: VIEWS }, (_, i) =>
      event('view_item', begin + i * 3 * 3_600_000, {
        url: `https://shop.example/products/${i}`,
        props: { item_id: `item-${i}`, item_name: 'x'.repeat(100) },
      }),
    );
    await plant({ site: shop.site, visitor, events: [page('/', begin - MINUTE), ...events] });
  });

  test('has older chunks, which the explanation reads: nothing is lumped together', async () => {
    const { env } = await import('cloudflare:workers');
    const row = await env.DB.prepare('SELECT count(*) AS n FROM log_chunks WHERE site = ?')
      .bind(shop.site)
      .first<{ n: number }>();
    expect(row?.n).toBeGreaterThan(1);
    const explained = await answer<ExplanationAnswer>(`/visitors/${visitor}/explain`, shop);
    expect(sum(explained)).toBe(hundredths(explained.score));
    expect(explained.terms.map(({ rule }) => rule)).not.toContain('before_retention');
  });

  test('is explained exactly at moments long before the checkpoint', async () => {
    for (let day = -1; day < 60; day += 7) {
      const path = `/visitors/${visitor}/explain?at=${at(begin + day * DAY)}`;
      const explained = await answer<ExplanationAnswer>(path, shop);
      expect(explained.at).toBe(new Date(begin + day * DAY).toISOString());
      expect(sum(explained)).toBe(hundredths(explained.score));
      const late = explained.terms.filter(({ event }) => event && event.ts > explained.at);
      expect(late).toEqual([]);
    }
  });
});
