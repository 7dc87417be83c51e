// However many people a site has, a call reads a bounded number of rows. `npm run bench -- calls`
// asks this of large sites; here there are just enough people for a look at all of them to be seen.
import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { commands } from '../../collector/commands.ts';
import { countDays } from '../../collector/store/count-days.ts';
import { createSite } from '../../collector/store/sites.ts';
import { createApi } from '../../dashboard-api/index.ts';
import { dropAside, makeCopies, setAside } from '../bench/copied-people.ts';
import { foldPeople } from '../bench/folded-people.ts';
import { type Caller, callerOf, MAKERS } from '../described/caller.ts';
import { callsOf, type Description, inOrder, nameOf } from '../described/calls.ts';
import { ask } from './api-fixture.ts';
import { type Meter, metered } from './metered-database.ts';

const FOLDED = 500;
const COPIES = 22;
const PEOPLE = FOLDED * COPIES;
const MOST_ROWS = 10_000;

const response = await createApi({ commands }).request('/openapi.json');
const calls = inOrder(callsOf((await response.json()) as Description));
const reads = calls.filter(
  ({ operation: { method, path } }) => method === 'get' && !path.endsWith('/export'),
);

let caller: Caller;
let meter: Meter;

beforeAll(async () => {
  const now = Date.now();
  const { site, secret_key: key } = await createSite(env.DB, { name: 'Shop' }, now);
  await foldPeople(env.DB, { site, people: FOLDED, from: 0, days: 120, now });
  // Reports read as many rows whether the copies are counted in them or not.
  while (await countDays(env.DB, now));
  await setAside(env.DB, site);
  await makeCopies(env.DB, [1, COPIES], async () => {});
  await dropAside(env.DB);
  const send = async (address: string, init: RequestInit = {}) => {
    meter = metered(env.DB);
    const headers = new Headers(init.headers);
    const [accept = '', type = ''] = ['Accept', 'Content-Type'].map(
      (name) => headers.get(name) ?? '',
    );
    const sent = typeof init.body === 'string' ? { body: init.body, type } : {};
    const { method = 'GET' } = init;
    return ask(address, { key, now, method, accept, db: meter.db, ...sent });
  };
  caller = callerOf({ base: '', key, send });
  for (const call of calls.filter((one) => MAKERS.has(nameOf(one)))) {
    caller.learn(call, await (await caller.make(call)).json());
  }
}, 120_000);

test.each(reads.map((call) => [nameOf(call), call] as const))(
  '%s of a site of 11,000 people reads at most 10,000 rows',
  async (_, call) => {
    const answer = await caller.make(call);
    expect(answer.ok, `${answer.status} ${await answer.text()}`).toBe(true);
    expect(meter.rowsRead()).toBeLessThanOrEqual(MOST_ROWS);
  },
);

test('A look at everybody would be seen', async () => {
  const whole = metered(env.DB);
  await whole.db.prepare('SELECT count(*) FROM people').all();
  expect(whole.rowsRead()).toBeGreaterThanOrEqual(PEOPLE);
});
