/** Each call that `/docs` shows is made as it is shown, on a site that `npm run demo-data` has filled. */
import { Validator } from '@cfworker/json-schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../collector/commands.ts';
import { countEverything } from '../../collector/dev/demo-data/count.ts';
import { fill } from '../../collector/dev/demo-data/fill.ts';
import { type Served, serve } from '../../collector/dev/serve.ts';
import { createSite } from '../../collector/store/sites.ts';
import { createApi } from '../../dashboard-api/index.ts';
import { type Caller, callerOf } from '../described/caller.ts';
import { type Call, callsOf, type Description, inOrder, nameOf } from '../described/calls.ts';
import { DAY } from './visitor.ts';

const description = (await (
  await createApi({ commands }).request('/openapi.json')
).json()) as Description;
const calls = inOrder(callsOf(description));

let rung: Served;
let caller: Caller;

beforeAll(async () => {
  rung = await serve({ tickEverySeconds: 0 });
  const now = Date.now();
  const site = await createSite(rung.db, { name: 'Shop' }, now);
  caller = callerOf({ base: `${rung.url}/api/v1`, key: site.secret_key, send: fetch });
  const history = { people: 60, days: 40, seed: 1, until: Math.floor(now / DAY) * DAY };
  const { outcomes } = await fill({ url: rung.url, ...site }, history, now, () => {});
  expect(Object.keys(outcomes)).toEqual(['ok']);
  await countEverything(rung, () => {});
}, 120_000);
afterAll(() => rung?.stop());

/** The answer, against the schema that the operation has for it. */
async function checked(call: Call, response: Response): Promise<unknown> {
  const text = await response.text();
  expect(response.ok, `${response.status} ${text.slice(0, 500)}`).toBe(true);
  const type = response.headers.get('Content-Type')?.split(';')[0] ?? '';
  const described = call.operation.responses[response.status]?.content?.[type];
  expect(described, `${response.status} ${type} is not described`).toBeDefined();
  const body: unknown = /[/+]json$/.test(type) ? JSON.parse(text) : text;
  const schema: object = { ...described?.schema, components: description.components };
  const { valid, errors } = new Validator(schema, '2020-12', false).validate(body);
  expect(valid, JSON.stringify(errors.slice(0, 3))).toBe(true);
  return body;
}

describe('Every call of /docs', () => {
  it('has an example of each parameter and body', () => {
    expect(calls.flatMap(({ lacks }) => lacks)).toEqual([]);
  });

  it.each(calls.map((call) => [nameOf(call), call] as const))(
    '%s runs as it is shown, and answers as its schema says',
    async (_, call) => {
      const body = await checked(call, await caller.make(call));
      caller.learn(call, body);
      const cursor = (body as { next_cursor?: unknown }).next_cursor;
      if (typeof cursor !== 'string' || call.accept !== 'application/json') return;
      const next = new URL(caller.addressOf(call));
      next.searchParams.set('cursor', cursor);
      await checked(call, await caller.make(call, next.href));
    },
  );
});
