// Sara and Bardia, worked by hand in the README: fed over HTTP with their timestamps, they come out
// to the hundredth, before and after the silence.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from '../../collector/dev/serve.ts';
import { createSite } from '../../collector/store/sites.ts';
import type { WireEvent } from '../../sdk/wire.ts';
import { ask, DAY, event, MINUTE, send } from './visitor.ts';

type Explained = {
  score: number;
  grade: string;
  rung: string;
  terms: { rule: string; value: number }[];
};
type Leads = { data: { person: string; grade: string; rung: string; score: number }[] };

const AD = '/?utm_source=google&utm_medium=cpc&utm_campaign=spring&gclid=abc';
const day7 = Math.floor(Date.now() / MINUTE) * MINUTE - MINUTE;
const day = (n: number) => day7 + (n - 7) * DAY;

let served: Served;
let site: { url: string; write_key: string; secret_key: string };

beforeAll(async () => {
  served = await serve({ tickEverySeconds: 0 });
  const made = await createSite(served.db, { name: 'worked examples' }, Date.now());
  site = { url: served.url, write_key: made.write_key, secret_key: made.secret_key };
});
afterAll(() => served?.stop());

const explain = (visitor: string, at: number) =>
  ask<Explained>(site, `visitors/${visitor}/explain?at=${new Date(at).toISOString()}`);
const hundredths = (explained: Explained) =>
  explained.terms.reduce((sum, term) => sum + Math.round(term.value * 100), 0);

/** A visit that ends at `end` with a minute of reading: 2 + 5 points and 1 for each further page. */
function visit(end: number, pages: string[], rest: (at: number) => WireEvent[]): WireEvent[] {
  return [
    ...pages.map((path, i) => event(end - MINUTE + i, 'page_view', path)),
    ...rest(end - MINUTE + pages.length),
    event(end, 'user_engagement', pages.at(-1) ?? '/', { engaged_ms: 60_000 }),
  ];
}

const arrival = (at: number) =>
  event(at, 'ad_click', AD, { kind: 'arrival', network: 'google_ads', campaign: 'spring' });

const saraFirstWeek = [
  ...visit(day(0), [AD, '/newsletter', '/pricing'], (at) => [
    arrival(at),
    event(at + 1, 'newsletter_signup', '/newsletter', { email_sha256: 'a'.repeat(64) }),
  ]),
  ...visit(day(3), ['/', '/pricing', '/about'], (at) => [
    event(at, 'file_download', '/about', { href: 'https://shop.example/catalogue.pdf' }),
  ]),
  ...visit(day(6), ['/', '/pricing'], () => []),
];
const saraDay7 = visit(day(7), ['/', '/contact'], (at) => [
  event(at, 'form_submit', '/contact', { form: 'contact', purpose: 'contact', job_title: 'CEO' }),
]);

describe('Sara', () => {
  it('has 130.40 on day 7 and stands on prospect', async () => {
    const results = await send(site, 'visitor-sara', saraFirstWeek);
    expect(new Set(Object.values(results))).toEqual(new Set(['ok']));
    const explained = await explain('visitor-sara', day(7));
    expect(explained).toMatchObject({ score: 130.4, grade: 'medium', rung: 'prospect' });
    expect(hundredths(explained)).toBe(13040);
  });

  it('has 238.40 and is strong once she has written as a CEO', async () => {
    await send(site, 'visitor-sara', saraDay7);
    const explained = await explain('visitor-sara', day(7));
    expect(explained).toMatchObject({ score: 238.4, grade: 'strong', rung: 'prospect' });
    expect(hundredths(explained)).toBe(23840);
  });

  it('counts nothing twice when the same batches come again', async () => {
    const results = await send(site, 'visitor-sara', [...saraDay7, ...saraFirstWeek]);
    expect(new Set(Object.values(results))).toEqual(new Set(['duplicate']));
    expect((await explain('visitor-sara', day(7))).score).toBe(238.4);
  });

  it('is medium after 9.9 days of silence and weak after 57.4', async () => {
    const gradeAfter = async (days: number) => (await explain('visitor-sara', day(7 + days))).grade;
    expect(await gradeAfter(9.8)).toBe('strong');
    expect(await gradeAfter(9.9)).toBe('medium');
    expect(await gradeAfter(57.35)).toBe('medium');
    expect(await gradeAfter(57.45)).toBe('weak');
  });

  it('is moved by cron alone when nobody looks', async () => {
    await served.tick(day(17));
    const medium = await ask<Leads>(site, 'leads?grade=medium');
    expect(medium.data.map((lead) => lead.rung)).toEqual(['prospect']);
    const timeline = await ask<{ data: { kind: string; to?: string; at: string }[] }>(
      site,
      'visitors/visitor-sara/timeline',
    );
    const fall = timeline.data.find((entry) => entry.kind === 'move' && entry.to === 'medium');
    const silent = (Date.parse(fall?.at ?? '') - day(7)) / DAY;
    // The shown score falls to 200.00 when the exact one falls below 200.005.
    expect(silent).toBeCloseTo(30 * Math.log2(188.4 / 150.005), 2);
  });
});

describe('Bardia', () => {
  it('bounces from three ads and stays a weak suspect with 13.70', async () => {
    const bounces = [0, 3, 6].flatMap((n) => [event(day(n) - 1, 'page_view', AD), arrival(day(n))]);
    await send(site, 'visitor-bardia', bounces);
    const explained = await explain('visitor-bardia', day(7));
    expect(explained).toMatchObject({ score: 13.7, grade: 'weak', rung: 'suspect' });
    expect(hundredths(explained)).toBe(1370);
  });
});
