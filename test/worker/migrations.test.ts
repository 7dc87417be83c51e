import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';

test('The migrations give an empty database its tables', async () => {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table'",
  ).all<{ name: string }>();
  expect(results.map(({ name }) => name)).toContain('people');
});
