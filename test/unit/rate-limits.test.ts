// The limits that README tells are those of wrangler.toml.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

test('README tells the limits that are deployed', async () => {
  const limits = [
    ...(await readFile('wrangler.toml', 'utf8')).matchAll(/limit = (\d+), period = 60/g),
  ];
  const told = limits.map(([, limit]) => Number(limit).toLocaleString('en'));
  expect(told).toHaveLength(2);
  const readme = await readFile('README.md', 'utf8');
  for (const limit of told) expect(readme).toContain(limit);
});
