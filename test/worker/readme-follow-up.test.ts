/** The README's calls of follow-up do what it says. */
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { addKey } from '../../collector/store/keys.ts';
import { ask, event, NOW, newSite, page, plant } from './api-fixture.ts';

const [readme = ''] = Object.values(
  import.meta.glob('../../README.md', { query: '?raw', import: 'default', eager: true }),
);
const [, section = ''] = /### Call them\n(.*?)\n## /s.exec(readme) ?? [];
const [, script = ''] = /```sh\n(.*?)```/s.exec(section) ?? [];

interface Call {
  method: string;
  path: string;
  body: string | undefined;
}

/** Each `curl` of the script, lines that go on put together. */
function callsOf(text: string): Call[] {
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  return lines.flatMap((line) => {
    const [, path] = /\$API(\/[^\s"]+)/.exec(line) ?? [];
    const [, body] = /-d '([^']+)'/.exec(line) ?? [];
    const [, method = body === undefined ? 'GET' : 'POST'] = /-X (\w+)/.exec(line) ?? [];
    return path && line.startsWith('curl') ? [{ method, path, body }] : [];
  });
}

test('Every call of the section “Call them” is answered with 200', async () => {
  const { site } = await newSite();
  const key = await addKey(
    env.DB,
    { site, kind: 'secret', scopes: ['read', 'write'], name: 'KEY_NAME' },
    NOW,
  );
  await plant({
    ...{ site, visitor: 'VISITOR_ID' },
    events: [
      page('/', NOW - 1000),
      event('add_to_cart', NOW - 500, { url: 'https://shop.example/' }),
    ],
  });
  const calls = callsOf(script);
  expect(calls).toHaveLength(7);
  for (const { method, path, body } of calls) {
    const response = await ask(path, { key, method, ...(body !== undefined && { body }) });
    expect([method, path, response.status]).toEqual([method, path, 200]);
  }
});

test('The section names every reason and every outcome that there is', async () => {
  const { REASONS } = await import('../../dashboard-api/present/follow-up-reasons.ts');
  const { CONTACT_OUTCOMES } = await import('../../dashboard-api/commands.ts');
  for (const word of [...REASONS, ...CONTACT_OUTCOMES]) expect(section).toContain(`\`${word}\``);
});
