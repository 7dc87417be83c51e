/** The README's examples of the other doors do what it says. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Served, serve } from '../../collector/dev/serve.ts';
import { type CreatedSite, createSite } from '../../collector/store/sites.ts';

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const section = README.split('\n## ').find((text) => text.startsWith('Other doors')) ?? '';
const examples = [...section.matchAll(/```sh\n(curl [^`]+)```/g)].map(
  ([, command]) => command ?? '',
);

let rung: Served;
let site: CreatedSite;
beforeAll(async () => {
  rung = await serve({ tickEverySeconds: 0 });
  site = await createSite(rung.db, { name: 'Shop' }, Date.now());
});
afterAll(() => rung?.stop());

function run(command: string): Record<string, string> {
  const told = command
    .replaceAll('SECRET_KEY', site.secret_key)
    .replaceAll('http://localhost:8787', rung.url);
  const out = execFileSync('sh', ['-c', told], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return (JSON.parse(out) as { results: Record<string, string> }).results;
}

it('a server tells of a purchase, its refund, a review and a sign-up, each once', async () => {
  expect(examples).toHaveLength(2);
  const first = examples.map(run);
  expect(first).toEqual([
    { 'purchase 4711': 'ok' },
    { 'refund-1': 'ok', 'review-9': 'ok', 'news-3': 'ok' },
  ]);
  for (const results of examples.map(run)) {
    expect(new Set(Object.values(results))).toEqual(new Set(['duplicate']));
  }
  const { results: orders } = await rung.db.prepare('SELECT * FROM orders').all();
  expect(orders).toMatchObject([
    { order_id: '4711', value_minor: 4990, refunded_minor: 4990, currency: 'EUR', verified: 1 },
  ]);
  const { results: people } = await rung.db.prepare('SELECT person FROM people').all();
  expect(people).toHaveLength(3);
});
