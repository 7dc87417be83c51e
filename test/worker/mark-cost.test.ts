// What it costs an order to have days counted again.
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { CreatedSite } from '../../collector/store/sites.ts';
import { metered } from './metered-database.ts';
import { DAY, envelope, event, newSite, newVisitor, post } from './visitor.ts';

/** Somebody new buys; gives the rows that were read. */
async function rowsOfOrder(site: CreatedSite, order_id: string): Promise<number> {
  const { db, rowsRead } = metered(env.DB);
  const props = { order_id, value: 10, currency: 'EUR' };
  const body = envelope(site, newVisitor(), [event(Date.now() - 1000, 'purchase', props)]);
  expect((await post(body, {}, { DB: db })).status).toBe(200);
  return rowsRead();
}

test('An order reads no days of other sites', async () => {
  const [site, other] = [await newSite(), await newSite()];
  const days = Array.from({ length: 1000 }, (_, i) => i);
  await env.DB.prepare('INSERT INTO days (site, day, dirty) SELECT ?, value, 0 FROM json_each(?)')
    .bind(other.site, JSON.stringify(days))
    .run();
  expect(await rowsOfOrder(site, 'o1')).toBeLessThan(100);
});

test('An order id that thousands of people have costs no more than one that hundreds have', async () => {
  const site = await newSite();
  const shared = async (people: number): Promise<number> => {
    const at = Date.now() - DAY;
    await env.DB.prepare(
      `INSERT OR IGNORE INTO orders (site, order_id, person, at, day, value_minor, refunded_minor, currency, verified, body)
       WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?3)
       SELECT ?1, 'undefined', 'p_' || i, ?2, ?2 / ${DAY}, 0, 0, 'EUR', 0, '{}' FROM n`,
    )
      .bind(site.site, at, people)
      .run();
    return rowsOfOrder(site, 'undefined');
  };
  const hundreds = await shared(500);
  expect(hundreds).toBeLessThan(2000);
  expect(await shared(5000)).toBeLessThanOrEqual(hundreds);
});
