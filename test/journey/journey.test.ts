// The whole way in a real browser: from a search ad to a repeat customer, asked for through the API.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Driver } from '../browser/driver.ts';
import { type Engine, findEngines } from '../browser/engines.ts';
import { type Rung, startRung } from './start-rung.ts';
import { ask } from './visitor.ts';

type Lead = {
  person: string;
  rung: string;
  grade: string;
  score: number;
  country: string | null;
  first_source: Record<string, string> | null;
};
type Explained = { score: number; terms: { rule: string; value: number }[] };
type Entry = { kind: string; at: string; type?: string; props?: Record<string, number> };

const AD =
  'utm_source=google&utm_medium=cpc&utm_campaign=spring&utm_term=cat+food&gclid=TeSter-123';
const MAIL = 'mina@example.com';

let rung: Rung;
let engine: Engine;
let profile: string;
let page: Driver;

beforeAll(async () => {
  const [chromium] = await findEngines('chromium');
  if (!chromium) throw new Error('no Chromium');
  engine = chromium;
  profile = await mkdtemp(join(tmpdir(), 'rung-journey-'));
  rung = await startRung();
});
afterAll(async () => {
  await page?.close().catch(() => {});
  await rung?.stop();
  await rm(profile, { recursive: true, force: true });
});

const leads = async () => (await ask<{ data: Lead[] }>(rung, 'leads')).data;
const onlyLead = async () => {
  const all = await leads();
  expect(all).toHaveLength(1);
  return all[0] as Lead;
};
const timeline = async (person: string) =>
  (await ask<{ data: Entry[] }>(rung, `visitors/${person}/timeline?limit=100`)).data;

/** Asks until it is so: the browser delivers in its own time. */
async function until<T>(what: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const end = Date.now() + 15_000;
  for (;;) {
    const value = await what();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(value)}`);
    await new Promise((again) => setTimeout(again, 50));
  }
}

/** Reads the page for `ms` by its own clock; answers how long it has been open then. */
const read = (ms: number) =>
  page.waitFor((from: number) => performance.now() >= from, [ms], ms + 10_000);

/** Goes on by a link and answers how long the page that was left had been open, in milliseconds. */
async function follow(selector: string): Promise<number> {
  await page.evaluate(() => {
    addEventListener('pagehide', () => sessionStorage.setItem('open', String(performance.now())));
  });
  const from = await page.evaluate(() => location.href);
  await page.click(selector);
  await page.waitFor((left: string) => location.href !== left, [from]);
  await page.waitFor(() => document.readyState === 'complete');
  return page.evaluate(() => Number(sessionStorage.getItem('open')));
}

async function buy(): Promise<void> {
  await page.goto(`${rung.url}/demo/products/taste-box`);
  await page.click('[data-form="add"] button');
  await page.click('[data-form="add"] .answer a');
  await page.waitFor(() => document.querySelector('[href="/demo/checkout"]'));
  await page.click('[href="/demo/checkout"]');
  await page.waitFor(() => document.querySelector('[data-summary] .sum'));
  await page.type('#ship-name', 'Mina');
  await page.type('#ship-street', 'Cat Street 9');
  await page.type('#ship-city', 'Tabriz');
  await page.click('[data-form="checkout"] button');
  await page.waitFor(() => location.pathname === '/demo/thanks');
}

describe('a person who comes by a search ad', () => {
  const truth: Record<string, number> = {};

  it('reads two pages, takes the catalogue, signs up, buys and closes the tab', async () => {
    page = await engine.open({ profile });
    await page.goto(`${rung.url}/healthz`);
    // A browser that a program opens has no focus until it is clicked; a person's has.
    await page.click('body');
    await page.goto(`${rung.url}/demo/?${AD}`, 'https://www.google.com/');
    await read(2500);
    truth['/demo/'] = await follow('nav a[href="/demo/pricing"]');
    await read(1500);
    truth['/demo/pricing'] = await follow('nav a[href="/demo/compare"]');
    await page.click('.foot a[href="/demo/pishi-catalogue.pdf"]');
    await page.goto(`${rung.url}/demo/journal/reading-a-cat-food-label`);
    await page.type('#letter-email', MAIL);
    await page.click('.letter-form button');
    await page.waitFor(() => document.querySelector('.letter-form .answer')?.textContent);
    await buy();
    await read(1500);
    await page.close();
  });

  it('is the only lead: a customer of medium grade whom paid search brought', async () => {
    const lead = await until(
      async () => (await leads())[0],
      (found) => found?.rung === 'customer',
    );
    expect(await onlyLead()).toMatchObject({ rung: 'customer', grade: 'medium', country: 'DE' });
    expect(lead?.first_source).toMatchObject({
      channel: 'paid_search',
      source: 'google',
      medium: 'cpc',
      campaign: 'spring',
      term: 'cat food',
      network: 'google_ads',
    });
  });

  it('has engaged time within half a second of the truth on both pages', async () => {
    const { person } = await onlyLead();
    const entries = await timeline(person);
    for (const [path, open] of Object.entries(truth)) {
      const engaged = entries
        .filter((entry) => entry.type === 'user_engagement')
        .filter((entry) => new URL((entry as unknown as { url: string }).url).pathname === path)
        .reduce((sum, entry) => sum + (entry.props?.engaged_ms ?? 0), 0);
      expect(Math.abs(engaged - open), `${path}: ${engaged} of ${open} ms`).toBeLessThan(500);
    }
  });

  it('did each thing once', async () => {
    const { person } = await onlyLead();
    const counts: Record<string, number> = {};
    for (const { type = '' } of await timeline(person)) counts[type] = (counts[type] ?? 0) + 1;
    expect(counts).toMatchObject({
      page_view: 8,
      ad_click: 1,
      file_download: 1,
      newsletter_signup: 1,
      add_to_cart: 1,
      begin_checkout: 1,
      purchase: 1,
    });
    expect(counts).not.toHaveProperty('newsletter_unsubscribe');
  });

  it('has a score that its explanation sums to', async () => {
    const { person } = await onlyLead();
    const explained = await ask<Explained>(rung, `visitors/${person}/explain`);
    const sum = explained.terms.reduce((all, term) => all + Math.round(term.value * 100), 0);
    expect(sum).toBe(Math.round(explained.score * 100));
    expect(explained.terms.map((term) => term.rule)).toContain('newsletter_signup');
  });

  it('never shows the address that was typed', async () => {
    const { person } = await onlyLead();
    const everything = JSON.stringify([
      await timeline(person),
      await ask(rung, `visitors/${person}`),
    ]);
    expect(everything).toContain('newsletter_signup');
    expect(everything).not.toContain(MAIL);
  });
});

describe('the same person, later', () => {
  it('loses the points of the sign-up by unsubscribing', async () => {
    const { person, score } = await onlyLead();
    page = await engine.open({ profile });
    await page.goto(`${rung.url}/demo/unsubscribe`);
    await page.type('#leave-email', MAIL);
    await page.click('[data-rung-unsubscribe] button');
    const explained = await until(
      () => ask<Explained>(rung, `visitors/${person}/explain`),
      ({ terms }) => terms.some((term) => term.rule === 'newsletter_unsubscribe'),
    );
    const points = (rule: string) => explained.terms.find((term) => term.rule === rule)?.value ?? 0;
    expect(points('newsletter_signup') + points('newsletter_unsubscribe')).toBeCloseTo(0, 0);
    expect(explained.score).toBeLessThan(score - 35);
  });

  it('becomes a repeat customer by a second purchase', async () => {
    await buy();
    await page.close();
    const lead = await until(
      async () => (await leads())[0],
      (found) => found?.rung === 'repeat',
    );
    expect(await leads()).toHaveLength(1);
    expect(lead?.grade).toBe('medium');
  });

  it('is still there after the server was started again', async () => {
    const before = await onlyLead();
    await rung.restart();
    const after = await onlyLead();
    expect(after.person).toBe(before.person);
    expect(after.rung).toBe('repeat');
  });
});
