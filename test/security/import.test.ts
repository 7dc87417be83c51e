// Files that are sent to be imported, over real HTTP: no 5xx, every job comes to its end, and all is well afterwards.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { each, expectProblem, Target } from './attack.ts';
import { NASTY_TEXT, pick, seeded } from './nasty.ts';

const SIZE = Math.ceil(Number(process.env.RUNG_CORPUS ?? 1000) / 20);
const SEED = Number(process.env.RUNG_SEED ?? 1) + 13;

let target: Target;
beforeAll(async () => {
  target = await Target.start();
});
afterAll(() => target?.rung.stop());

const HEADERS = {
  orders: ['order_id', 'date', 'total', 'email', 'user id', 'status', 'price', 'qty', 'item'],
  contacts: ['email', 'user id', 'visitor', 'date', 'subscribed', 'name', 'city', '__proto__'],
};
const SOUND = { orders: 'o-1,2026-01-05,5', contacts: 'a@b.example' };
const CELLS = [
  ...[...NASTY_TEXT, '"', '""', '"a', 'a"b', ',,,,', ';', '\t', '\0', '\u202e', '=1+1', '-0', '∞'],
  ...['1e400', '9'.repeat(400), '۹۹۹۹/۹۹/۹۹', '1403/12/30', '99999', '0000-00-00', 'constructor'],
  ...['toString', '﷼', '$', '1,2,3', '1.2.3', '12:61', '2026-01-05T99:99', '😀'.repeat(300)],
];
const QUERIES = ['columns', 'unit', 'currency', 'time_zone', 'dates', 'decimal', 'preview', 'kind'];

const send = (body: string | Uint8Array<ArrayBuffer>, query: string) =>
  target.ask(`/import?${query}`, target.here.secret_key, { method: 'POST', body });

/** Works a job off. */
async function finish(job: string): Promise<string> {
  for (;;) {
    const { state } = await target.answer<{ state: string }>(`/jobs/${job}`);
    if (state === 'done' || state === 'failed') return state;
  }
}

test('a nasty file costs its rows or its request, and every job is done', async () => {
  const random = seeded(SEED);
  let jobs = 0;
  await each(SIZE, async () => {
    const kind = pick(random, ['orders', 'contacts'] as const);
    const delimiter = pick(random, [',', ';', '\t']);
    const row = () => HEADERS[kind].map(() => pick(random, CELLS)).join(delimiter);
    const rows = Array.from({ length: 20 }, row);
    const body = [HEADERS[kind].join(delimiter), SOUND[kind], ...rows].join('\r\n');
    const more = random() < 0.3 ? `&${pick(random, QUERIES)}=${pick(random, NASTY_TEXT)}` : '';
    const preview = random() < 0.3 ? '&preview=true' : '';
    const reply = await send(body, `kind=${kind}${preview}${more}`);
    const said = `${more} → ${reply.status} ${reply.text.slice(0, 300)}`;
    if (reply.status === 200) return;
    if (reply.status !== 202) return expectProblem(reply, said);
    jobs += 1;
    expect(await finish((JSON.parse(reply.text) as { job: string }).job), said).toBe('done');
  });
  expect(jobs).toBeGreaterThan(SIZE / 10);
}, 300_000);

test.each([
  ['an archive', new Uint8Array([0x50, 0x4b, 3, 4, 0xff, 0xfe, 0x80])],
  ['half a character', new Uint8Array([0x61, 0x2c, 0xd8])],
  ['half of UTF-16', new Uint8Array([0xff, 0xfe, 0x61])],
  ['NUL alone', '\0\0\0'],
  ['a quote alone', '"'],
  ['a million quotes', '"'.repeat(1_000_001)],
  ['one line of a million cells', ','.repeat(1_000_000)],
])('%s is refused', async (name, body) => {
  expectProblem(await send(body, ''), name);
});

test('more than 50 MB are refused at once', async () => {
  const reply = await send(new Uint8Array(51 * 1024 * 1024).fill(0x61), '');
  expect([reply.status, reply.text]).toEqual([413, expect.stringContaining('52428800')]);
});

test('afterwards nothing of them is left over, and all is answered as ever', async () => {
  for (const path of ['/leads?limit=100', '/ladder', '/health']) await target.answer(path);
  const { results } = await target.rung.db.prepare('SELECT job FROM import_parts').all();
  expect(results).toEqual([]);
  expect((await target.call('/healthz')).status).toBe(200);
});
