// The description of the API is OpenAPI 3.1, and what it points at is there.
import { readFile } from 'node:fs/promises';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { commands } from '../../collector/commands.ts';
import { API_PATH, createApi } from '../../dashboard-api/index.ts';
import { PROBLEMS } from '../../dashboard-api/problem.ts';

const api = createApi({ commands });
const description = async () =>
  (await (await api.request('/openapi.json')).json()) as Record<string, unknown>;

test('The description is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(await description());
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
  expect(await description()).toMatchObject({ openapi: '3.1.0', servers: [{ url: API_PATH }] });
});

test('The description names no host: it is right wherever Rung is deployed', async () => {
  const hosts = JSON.stringify(await description()).match(/https?:\/\/[^/"`\\\s)]+/g) ?? [];
  const real = [...new Set(hosts)].filter((host) => !host.endsWith('.example'));
  expect(real.sort()).toEqual(['https://json-schema.org']);
});

test('Every kind of problem is explained at the address in its type', async () => {
  const page = await readFile('dashboard-api/docs/problems.html', 'utf8');
  const explained = [...page.matchAll(/<dt id="([a-z_]+)">/g)].map((match) => match[1]);
  const collector = await readFile('collector/ingest/problem.ts', 'utf8');
  const theirs = [...collector.matchAll(/^ {2}([a-z_]+): \[\d{3}, /gm)].map((match) => match[1]);
  expect(theirs).toContain('invalid_envelope');
  expect(new Set([...Object.keys(PROBLEMS), ...theirs])).toEqual(new Set(explained));
});

test('The viewer and the dashboard’s kept place load nothing from another host', async () => {
  for (const name of ['docs/index.html', 'docs/problems.html', 'page/index.html']) {
    const page = await readFile(`dashboard-api/${name}`, 'utf8');
    const loaded = [
      ...page.matchAll(/<(?:script|img|iframe)[^>]+src="([^"]+)"|<link[^>]+href="([^"]+)"/g),
    ];
    for (const [, src, href] of loaded) expect(src ?? href).toMatch(/^(\/(?!\/)|data:)/);
  }
});
