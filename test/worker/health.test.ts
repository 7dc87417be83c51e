/** What the owner is told when something is wrong with how the site is wired. */
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { CreatedSite, NewSite } from '../../collector/store/sites.ts';
import { type Health, healthSchema } from '../../dashboard-api/present/schemas/health.ts';
import { meter } from './database-wrappers.ts';
import {
  call,
  DAY,
  envelope,
  event,
  MINUTE,
  newSite,
  newVisitor,
  post,
  rowsOf,
  send,
} from './visitor.ts';

async function healthOf({ secret_key }: CreatedSite): Promise<Health> {
  const headers = { Authorization: `Bearer ${secret_key}` };
  return healthSchema.parse(await (await call('/api/v1/health', { headers })).json());
}

const codes = async (site: CreatedSite) => (await healthOf(site)).findings.map(({ code }) => code);

type Story = (site: CreatedSite) => Promise<unknown>;

const view = (ago = 1000, path = '/') => event(Date.now() - ago, 'page_view', {}, path);
const from = (site: CreatedSite, Origin: string) =>
  post(envelope(site, newVisitor(), [view()]), { Origin });

const STORIES: [what: string, code: string | undefined, story: Story, site?: Partial<NewSite>][] = [
  ['nothing ever came', 'no_event', async () => {}],
  [
    'another origin sends',
    'wrong_origin',
    (site) => from(site, 'https://other.example'),
    { origins: ['https://shop.example'] },
  ],
  [
    'software alone came',
    'only_software',
    (site) => post(envelope(site, newVisitor(), [view()]), { 'User-Agent': 'curl/8.0' }),
  ],
  [
    'pages are not seen',
    'no_page_view',
    (site) => send(site, newVisitor(), [event(Date.now(), 'chat')]),
  ],
  [
    'everybody denies consent',
    'consent_denied',
    (site) => send(site, newVisitor(), [view()], { ctx: { consent: 'denied' } }),
  ],
  [
    'times are wrong',
    'clock_off',
    (site) => send(site, newVisitor(), [view(), ...[1, 2, 3, 4, 5, 6].map(() => view(60 * DAY))]),
  ],
  [
    'two versions of the script run',
    'old_script',
    async (site) => {
      await send(site, newVisitor(), [view()], { sdk: 'rung.js/0.1.0' });
      await send(site, newVisitor(), [view()], { sdk: 'rung.js/0.2.0' });
    },
  ],
  ['it fell silent', 'silent', (site) => send(site, newVisitor(), [view(2 * DAY)])],
  ['all is well', undefined, (site) => send(site, newVisitor(), [view()])],
];

describe('Health finds the likely cause, and that alone', () => {
  test.each(STORIES)('when %s: %s', async (_, code, story, settings) => {
    const site = await newSite(settings);
    await story(site);
    const { findings } = await healthOf(site);
    expect(findings.map((finding) => finding.code)).toEqual(code === undefined ? [] : [code]);
    for (const { detail, mend } of findings) {
      expect(detail).toMatch(/\.$/);
      expect(mend.length).toBeGreaterThan(20);
    }
  });
});

test('Events that only the server sent are told apart from a missing page view', async () => {
  const site = await newSite();
  await send(site, newVisitor(), [event(Date.now(), 'chat')]);
  await env.DB.prepare(
    `UPDATE people SET doc = json_set(doc, '$.tail[0].verified', json('true')) WHERE site = ?`,
  )
    .bind(site.site)
    .run();
  expect(await codes(site)).toEqual(['only_server']);
});

test('Requests from a strange origin are counted with the origin, one write a minute, and nothing of the visitor', async () => {
  const site = await newSite({ origins: ['https://shop.example'] });
  const visitor = newVisitor();
  const bill = meter(env.DB);
  const strange = () =>
    post(
      envelope(site, visitor, [view(1000, '/secret-page')]),
      { Origin: 'https://other.example' },
      { DB: bill.db },
    );
  expect((await strange()).status).toBe(403);
  expect(bill.written).toBe(1);
  for (let i = 0; i < 5; i += 1) expect((await strange()).status).toBe(403);
  expect(bill.written).toBe(1);
  const rows = await rowsOf('rejects', site.site);
  expect(rows).toMatchObject([{ reason: 'wrong_origin', n: 1 }]);
  expect(JSON.stringify(rows)).not.toMatch(new RegExp(`${visitor}|secret`));
  const { rejects, findings } = await healthOf(site);
  expect(rejects).toMatchObject([{ last: { origin: 'https://other.example' } }]);
  expect(findings[0]?.detail).toContain('https://other.example');
});

test('What is no origin is not kept', async () => {
  const site = await newSite({ origins: ['https://shop.example'] });
  await from(site, 'https://sara.smith@other.example/private');
  expect((await healthOf(site)).rejects).toMatchObject([{ reason: 'wrong_origin' }]);
  expect(JSON.stringify(await rowsOf('rejects', site.site))).not.toContain('sara');
});

test('Copies are counted beside the refusals; without any nothing is written for it', async () => {
  const site = await newSite();
  const [visitor, sent] = [newVisitor(), [view(2000), view(1000)]];
  await send(site, visitor, sent);
  expect(await rowsOf('rejects', site.site)).toEqual([]);
  await send(site, visitor, sent);
  await send(site, visitor, [sent[0], view(500)]);
  const { duplicates, rejects, findings } = await healthOf(site);
  expect({ duplicates, rejects, findings }).toEqual({ duplicates: 3, rejects: [], findings: [] });
});

test('Counts say whether they are exact: a visit that goes on is known by its begin alone', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await send(site, visitor, [view(3000)]);
  await send(site, visitor, [view(2000), view(1000)]);
  const open = await healthOf(site);
  expect(open.last_hour.visits).toEqual({ count: 1, exact: true });
  expect(open.last_hour.events).toEqual({ count: 1, exact: false });
  await send(site, newVisitor(), [view(5 * 60 * MINUTE)]);
  const { last_hour, last_24_hours } = await healthOf(site);
  expect(last_hour.visits.count).toBe(1);
  expect(last_24_hours.visits).toEqual({ count: 2, exact: true });
  const ended = await newSite();
  await send(ended, newVisitor(), [view(5 * 60 * MINUTE), view(5 * 60 * MINUTE - 1)]);
  expect((await healthOf(ended)).last_24_hours.events).toEqual({ count: 2, exact: true });
});

test('The newest pages are listed with their last event, without what stands behind the path', async () => {
  const site = await newSite();
  await send(site, newVisitor(), [view(5000, '/a?email=sara'), view(1000, '/b'), view(3000, '/a')]);
  const { pages } = await healthOf(site);
  expect(pages.map(({ page }) => page)).toEqual(['shop.example/b', 'shop.example/a']);
});
