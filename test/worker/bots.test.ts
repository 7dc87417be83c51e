/** Software is flagged and kept apart; the owner's word on it is carried out by replay, and undone. */
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { judgeDevices } from '../../collector/store/judge-devices.ts';
import type { CreatedSite } from '../../collector/store/sites.ts';
import type { WireEvent } from '../../sdk/wire.ts';
import {
  BROWSER,
  call,
  DAY,
  envelope,
  event,
  idAt,
  MINUTE,
  newSite,
  newVisitor,
  onlyPerson,
  post,
  rowsOf,
  send,
} from './visitor.ts';

const NOW = Date.UTC(2026, 5, 20);
const ROBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

const BESIDE = ['visits', 'moves', 'orders', 'members', 'log_chunks', 'aliases', 'past_moves'];

/** Everything that is stored of the only person of a site. */
async function store({ site }: CreatedSite) {
  const { version: _, ...person } = await onlyPerson(site);
  const beside = BESIDE.map(async (table) => {
    const rows = await rowsOf<object>(table, site);
    return [table, rows.map((row) => JSON.stringify(row)).sort()] as const;
  });
  return { person, rows: Object.fromEntries(await Promise.all(beside)) };
}

async function say({ site }: CreatedSite, word: 'bot' | 'person' | undefined) {
  const { person } = await onlyPerson(site);
  const said = await judgeDevices(env.DB, { site, person, word }, Date.now());
  expect(said.done).toBe(true);
}

const ACTS: [type: string, path: string, props?: Record<string, string | number>][] = [
  ['page_view', '/'],
  ['page_view', '/pricing'],
  ['newsletter_signup', '/'],
  ['file_download', '/', { href: 'https://shop.example/a.pdf' }],
  ['purchase', '/', { order_id: 'o1', value: 10, currency: 'EUR' }],
  ['refund', '/', { order_id: 'o1' }],
  ['complaint', '/'],
  ['note', '/', { text: 'long '.repeat(1200) }],
];

interface Act {
  act: number;
  minutes: number;
  /** a header tells that software sent it */
  robot: boolean;
}

const acts = fc.array(
  fc.record({
    act: fc.nat(ACTS.length - 1),
    minutes: fc.integer({ min: 40, max: 20 * 1440 }),
    robot: fc.boolean(),
  }),
  { minLength: 2, maxLength: 14 },
);

async function live(site: CreatedSite, visitor: string, list: readonly Act[]) {
  for (const { act, minutes, robot } of [...list].sort((a, b) => b.minutes - a.minutes)) {
    const [type, path, props] = ACTS[act] as (typeof ACTS)[number];
    vi.setSystemTime(NOW - minutes * MINUTE);
    const body = envelope(site, visitor, [event(Date.now(), type, props, path)]);
    const response = await post(body, { 'User-Agent': robot ? ROBOT : BROWSER });
    expect(response.status).toBe(200);
  }
  vi.setSystemTime(NOW);
  await say(site, undefined);
}

describe('What the owner says of a visitor', () => {
  test('is undone to exactly what was, document and rows', { timeout: 60_000 }, async () => {
    const words = fc.array(fc.constantFrom('bot' as const, 'person' as const), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(acts, words, async (list, said) => {
        const site = await newSite();
        await live(site, newVisitor(), list);
        const before = await store(site);
        for (const word of said) await say(site, word);
        await say(site, undefined);
        expect(await store(site)).toEqual(before);
      }),
      { numRuns: 10 },
    );
  });

  test('taken out and brought back, a person is who they were', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(acts, async (list) => {
        const site = await newSite();
        await live(
          site,
          newVisitor(),
          list.map((one) => ({ ...one, robot: false })),
        );
        const before = await store(site);
        await say(site, 'bot');
        const out = await store(site);
        expect(out.person).toMatchObject({ grade: -1, score: 0, due: null });
        for (const table of ['visits', 'moves', 'orders', 'members']) {
          expect(out.rows[table]).toEqual([]);
        }
        await say(site, 'person');
        expect(await store(site)).toEqual(before);
      }),
      { numRuns: 8 },
    );
  });

  test('makes of software the person who would have been there', async () => {
    const visitor = newVisitor();
    const events = [DAY, 2 * DAY, 9 * DAY].map((ago, i) => {
      const [type, path, props] = ACTS[i] as (typeof ACTS)[number];
      return event(NOW - ago, type, props, path);
    });
    const [taken, human] = [await newSite(), await newSite()];
    await post(envelope(taken, visitor, events, { ctx: { webdriver: true } }));
    await post(envelope(human, visitor, events));
    expect((await onlyPerson(taken.site)).grade).toBe(-1);
    await say(taken, 'person');
    const [is, was] = [await onlyPerson(taken.site), await onlyPerson(human.site)];
    for (const key of ['grade', 'score', 'rung', 'due'] as const) expect(is[key]).toBe(was[key]);
    const bodies = async ({ site }: CreatedSite, table: string) =>
      (await rowsOf<{ body: string }>(table, site)).map(({ body }) => body);
    for (const table of ['visits', 'moves']) {
      expect(await bodies(taken, table)).toEqual(await bodies(human, table));
    }
    expect((await bodies(human, 'moves')).length).toBeGreaterThan(0);
  });

  test('holds for what comes later, through the API and back again', async () => {
    const site = await newSite();
    const visitor = newVisitor();
    const view = (): WireEvent => ({ ...event(Date.now()), id: idAt(Date.now()) });
    await send(site, visitor, [view()]);
    const ask = async (path: string, body?: object) => {
      const headers = {
        Authorization: `Bearer ${site.secret_key}`,
        'Content-Type': 'application/json',
      };
      const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers };
      const response = await call(`/api/v1${path}`, init);
      return { status: response.status, body: await response.json<Record<string, unknown>>() };
    };
    const leads = async (query: string) => (await ask(`/leads${query}`)).body.data;
    expect((await ask(`/visitors/${visitor}/bot`, { bot: true })).body).toMatchObject({
      bot: true,
      devices: [visitor],
    });
    expect(await leads('')).toEqual([]);
    expect(await leads('?bots=only')).toHaveLength(1);
    await send(site, visitor, [view()]);
    expect(await onlyPerson(site.site)).toMatchObject({ grade: -1 });
    expect((await ask(`/visitors/${visitor}`)).body).toMatchObject({
      devices: [{ visitor, judged: 'bot' }],
    });
    await ask(`/visitors/${visitor}/bot`, { bot: false });
    const { grade, doc } = await onlyPerson(site.site);
    expect(grade).toBe(0);
    expect(doc.tail).toHaveLength(2);
    expect(doc.tail.some(({ bot }) => bot)).toBe(false);
    expect(await leads('')).toHaveLength(1);
    expect(await leads('?bots=only')).toEqual([]);
    const other = { bot: true, device: 'somebody-else' };
    expect((await ask(`/visitors/${visitor}/bot`, other)).status).toBe(404);
    expect((await ask(`/visitors/${visitor}/bot`, { bot: 'yes' })).status).toBe(400);
  });
});

const FLAGGED: [what: string, management: object | undefined, bot: boolean][] = [
  ['a low score', { score: 29 }, true],
  ['a high score', { score: 30 }, false],
  ['no score', { score: 0 }, false],
  ['a bot that is known', { score: 99, verifiedBot: true }, true],
  ['nothing', undefined, false],
];

test.each(FLAGGED)('Where the platform says %s, the event is flagged so', async (_, said, bot) => {
  const site = await newSite();
  await call('/e', {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain', 'User-Agent': BROWSER },
    body: envelope(site, newVisitor(), [event(NOW)]),
    cf: { country: 'DE', ...(said && { botManagement: said }) } as IncomingRequestCfProperties,
  });
  const [kept] = (await onlyPerson(site.site)).doc.tail;
  expect(kept?.bot === true).toBe(bot);
});
