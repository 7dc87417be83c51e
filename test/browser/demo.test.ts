/** The demo shop in real browsers: clean, reachable by everyone, and on no other host. */

import axe from 'axe-core';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rung, startRung } from '../journey/start-rung.ts';
import { findEngines } from './engines.ts';

const PAGES = [
  '',
  'products/',
  'products/?q=salmon',
  'products/?q=dog',
  'products/?category=treats',
  'products/salmon-supper',
  'products/taste-box',
  'compare',
  'pricing',
  'journal/reading-a-cat-food-label',
  'contact',
  'cart',
  'checkout',
  'thanks',
  'unsubscribe',
  'privacy',
  'partner',
];

const engines = await findEngines();
const chromium = engines.find(({ name }) => name === 'chromium');

let rung: Rung;
beforeAll(async () => {
  rung = await startRung();
});
afterAll(() => rung?.stop());

/** What the audit cannot ask of every engine: the console, the network, the size of the window. */
describe.runIf(chromium)('the demo shop (chromium)', () => {
  let browser: Browser;
  let page: Page;
  let errors: string[];
  let elsewhere: string[];

  beforeAll(async () => {
    const executablePath = chromium?.about.split(' (')[0] ?? '';
    browser = await puppeteer.launch({
      executablePath,
      headless: executablePath.startsWith('/usr/') ? true : 'shell',
      args: ['--no-sandbox', '--disable-gpu', '--no-zygote', '--disable-background-networking'],
    });
    page = await browser.newPage();
    page.on('console', (said) => {
      if (['error', 'warn'].includes(said.type()))
        errors.push(`${said.text()} ${said.location().url}`);
    });
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('requestfailed', (request) => {
      // A browser stops loading a film once it knows its length.
      if (request.resourceType() === 'media') return;
      errors.push(`${request.url()} ${request.failure()?.errorText}`);
    });
    page.on('request', (request) => {
      const url = request.url();
      // A film's controls bring their pictures along as `data:`.
      if (!url.startsWith(rung.url) && !url.startsWith('data:')) elsewhere.push(url);
    });
  });
  afterAll(() => browser?.close());

  async function open(path: string, width: number, height: number): Promise<void> {
    errors = [];
    elsewhere = [];
    await page.setViewport({ width, height, isMobile: width < 500, hasTouch: width < 500 });
    await page.goto(`${rung.url}/demo/${path}`, { waitUntil: 'load' });
    // The first answer of the collector has come: nothing more happens by itself.
    await page.waitForSelector('html[data-rung]');
  }

  it.each(PAGES)('/demo/%s loads without an error, and asks no other host', async (path) => {
    await open(path, 1280, 900);
    expect(errors).toEqual([]);
    expect(elsewhere).toEqual([]);
  });

  it.each(PAGES)('/demo/%s fits a phone of 360 pixels', async (path) => {
    await open(path, 360, 740);
    expect(await sideways(page)).toEqual([]);
    await page.$eval('#strip details', (strip) => strip.setAttribute('open', ''));
    expect(await sideways(page)).toEqual([]);
  });

  it.each(PAGES)(
    '/demo/%s passes the accessibility rules, with the strip open too',
    async (path) => {
      await open(path, 1280, 900);
      await page.$eval('#strip details', (strip) => strip.setAttribute('open', ''));
      expect(await violations(page)).toEqual([]);
      await open(path, 360, 740);
      expect(await violations(page)).toEqual([]);
    },
  );

  it('shows its own rung, and each event once the collector has stored it', async () => {
    await open('', 1280, 900);
    await page.click('nav a[href="/demo/pricing"]');
    await page.waitForSelector('.ladder li[aria-current]');
    const strip = await page.$eval('#strip', (shown) => shown.textContent ?? '');
    expect(strip).toContain('You are:');
    expect(
      await page.$$eval('.events li[data-state="stored"]', (lines) => lines.length),
    ).toBeGreaterThan(0);
  });
});

describe.each(engines)('the film ($name)', (engine) => {
  it('plays', async () => {
    const page = await engine.open();
    try {
      await page.goto(`${rung.url}/demo/products/salmon-supper`);
      await page.evaluate(() => document.querySelector('video')?.play());
      await page.waitFor(
        () => (document.querySelector('video')?.currentTime ?? 0) > 0.3,
        [],
        30_000,
      );
      const [width, seconds] = await page.evaluate(() => {
        const { videoWidth = 0, duration = 0 } = document.querySelector('video') ?? {};
        return [videoWidth, Math.round(duration)] as const;
      });
      expect([width, seconds]).toEqual([640, 12]);
    } finally {
      await page.close();
    }
  });
});

/** What sticks out to the right of the window. */
function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth)
      .map((element) => element.outerHTML.slice(0, 80));
  });
}

/** Rules of axe-core that the page breaks, WCAG 2.2 AA and good practice. */
async function violations(page: Page): Promise<string[]> {
  // Past the page's content policy, which rightly refuses a foreign script.
  await page.evaluate(`(() => { ${axe.source} })()`);
  return page.evaluate(async () => {
    type Found = { violations: { id: string; nodes: { html: string }[] }[] };
    const { axe } = window as unknown as { axe: { run(): Promise<Found> } };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}
