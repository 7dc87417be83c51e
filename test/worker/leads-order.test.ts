// The order of leads is honest: exact within a page, whatever was last written.
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { answer, DAY, event, MINUTE, NOW, newSite, page, plant, visit } from './api-fixture.ts';

interface Leads {
  data: { person: string; score: number }[];
}

test('Who has decayed since they were last written stands below who has not', async () => {
  const shop = await newSite();
  const title = event('identify', 0, { props: { user_id: 'u', traits: { job_title: 'CEO' } } });
  // Fit keeps its points, intent does not.
  const early = NOW - 60 * DAY;
  const fading = visit(early, ['/pricing', '/compare', '/about'], [event('newsletter_signup', 0)]);
  const faded = await plant({ site: shop.site, visitor: 'faded-1', events: fading, now: early });
  const steady = await plant({
    ...{ site: shop.site, visitor: 'steady-1', now: early },
    events: [page('/', early), { ...title, ts: early + 1 }],
  });
  const { results } = await env.DB.prepare(
    'SELECT person FROM people WHERE site = ? ORDER BY grade DESC, score DESC',
  )
    .bind(shop.site)
    .all<{ person: string }>();
  expect(results.map(({ person }) => person)).toEqual([faded, steady]);
  const { data } = await answer<Leads>('/leads', shop);
  expect(data.map(({ person }) => person)).toEqual([steady, faded]);
  expect(data[0]?.score).toBeGreaterThan(data[1]?.score ?? 0);
});

test('Events of a visit that goes on are counted as at least so many, those of ended ones exactly', async () => {
  const shop = await newSite();
  const events = [page('/', NOW - MINUTE), page('/two', NOW - MINUTE + 1)];
  await plant({ site: shop.site, visitor: 'going-on', events });
  interface Health {
    last_24_hours: { events: { count: number; exact: boolean } };
  }
  const open = await answer<Health>('/health', shop);
  expect(open.last_24_hours.events.exact).toBe(false);
  await env.DB.prepare('UPDATE visits SET ended = 1 WHERE site = ?').bind(shop.site).run();
  const ended = await answer<Health>('/health', shop);
  expect(ended.last_24_hours.events).toEqual({ count: 2, exact: true });
});

test('By last visit, somebody with a long log and several visits stands once, at the last one', async () => {
  const shop = await newSite();
  const from = NOW - 20 * DAY;
  const paths = Array.from({ length: 12 }, (_, i) => `/products/${i}`);
  const visits = Array.from({ length: 10 }, (_, i) => visit(from + i * DAY, paths)).flat();
  const person = await plant({ site: shop.site, visitor: 'long-log', events: visits });
  const { results } = await env.DB.prepare('SELECT seq FROM log_chunks WHERE site = ?')
    .bind(shop.site)
    .all();
  expect(results.length).toBeGreaterThan(0);
  const { data } = await answer<Leads>('/leads?sort=last_seen', shop);
  expect(data.map((lead) => lead.person)).toEqual([person]);
});
