/** `npm run import` as an owner uses it, with a file as a Persian Excel saves it, against the real server. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Served, serve } from '../../collector/dev/serve.ts';
import { type CreatedSite, createSite } from '../../collector/store/sites.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const FILE = 'test/journey/files/orders-fa.csv';

let rung: Served;
let site: CreatedSite;
beforeAll(async () => {
  rung = await serve({ tickEverySeconds: 0 });
  const shop = { name: 'Shop', time_zone: 'Asia/Tehran', currency: 'IRR' };
  site = await createSite(rung.db, shop, Date.now());
});
afterAll(() => rung?.stop());

interface Said {
  code: number | null;
  out: string;
  err: string;
}

function run(args: string[], key: string = site.secret_key): Promise<Said> {
  const command = ['collector/dev/import.ts', ...args];
  const child = spawn(process.execPath, command, {
    cwd: ROOT,
    env: { ...process.env, RUNG_SECRET_KEY: key, PORT: new URL(rung.url).port },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Said = { code: null, out: '', err: '' };
  child.stdout.on('data', (text) => {
    said.out += text;
  });
  child.stderr.on('data', (text) => {
    said.err += text;
  });
  return new Promise((done) => child.on('close', (code) => done({ ...said, code })));
}

const orders = async () => {
  const read = 'SELECT order_id, value_minor, refunded_minor, currency, body FROM orders';
  const { results } = await rung.db.prepare(read).all<Record<string, unknown>>();
  return results.map(({ body, ...row }) => ({ ...row, ...itemsOf(String(body)) }));
};
const itemsOf = (body: string) => ({ items: (JSON.parse(body) as { items: number }).items });

const BAD = ['line 5, تاریخ: no such date', 'line 6, مبلغ (تومان): invalid number'];

it('a preview shows what would become of the columns and rows, and stores nothing', async () => {
  const { code, out } = await run([FILE, '--preview']);
  expect(code).toBe(0);
  const lines = [
    'شماره سفارش → order_id',
    'یادداشت → (not kept)',
    'Toman (stored as Rial)',
    'line 2: purchase at 2024-04-02T20:30:00.000Z',
    ...BAD,
  ];
  for (const line of lines) expect(out).toContain(line);
  expect(await orders()).toEqual([]);
});

it('says what to do when no collector answers', async () => {
  const { code, err } = await run([FILE, '--url', 'http://127.0.0.1:2']);
  expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('npm start') });
});

it('the file comes in, bad rows are told, and again it adds nothing', async () => {
  const first = await run([FILE]);
  expect(first.code, first.err).toBe(0);
  const lines = [
    '7 rows, 3 orders, 1 never paid and left out.',
    '4 events stored, 0 were there before; 3 new people.',
    '2 could not be read and are not in:',
    ...BAD,
  ];
  for (const line of lines) expect(first.out).toContain(line);
  const stored = [
    { order_id: '1001', value_minor: 125_000, refunded_minor: 0, currency: 'IRR', items: 2 },
    { order_id: '1002', value_minor: 12_500_000, refunded_minor: 0, currency: 'IRR', items: 2 },
    { order_id: '1005', value_minor: 90_000, refunded_minor: 90_000, currency: 'IRR', items: 1 },
  ];
  expect(await orders()).toEqual(stored);
  const again = await run([FILE, '--json']);
  expect(again.code, again.err).toBe(0);
  expect(JSON.parse(again.out)).toMatchObject({ stored: 0, duplicates: 4, new_people: 0 });
  expect(await orders()).toEqual(stored);
});

it('over HTTP the README’s call starts the job', async () => {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const section = readme.split('\n## ').find((text) => text.startsWith('Bring in')) ?? '';
  const [, call = ''] = /```sh\n(curl [^`]+)```/.exec(section) ?? [];
  const told = call
    .replace('SECRET_KEY', site.secret_key)
    .replace('http://localhost:8787', rung.url);
  const answer = execFileSync('sh', ['-c', told], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  expect(JSON.parse(answer)).toEqual({ job: expect.stringMatching(/^job_/) });
});

it('a mistake is told in a sentence, and the program says that it failed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rung-import-'));
  const file = join(folder, 'a.csv');
  await writeFile(file, 'Beleg,Tag\n1,2026-01-05\n');
  const unknown = await run([file]);
  expect(unknown).toMatchObject({ code: 1, out: expect.stringContaining('MISSING: order_id') });
  await writeFile(file, (await readFile(join(ROOT, FILE))).subarray(0, 10));
  expect(await run([file])).toMatchObject({ code: 1, err: expect.stringContaining('UTF-8') });
  await writeFile(file, 'Order,Date,Total,Email\n1,never,5,a@b.example\n');
  const none = await run([file]);
  expect(none).toMatchObject({ code: 1, out: expect.stringContaining('invalid date') });
  await rm(folder, { recursive: true });
  expect(await run([file])).toMatchObject({ code: 1, out: '' });
  expect(await run([FILE], 'sk_wrong')).toMatchObject({
    code: 1,
    err: 'This is not a live secret key.\n',
  });
  expect(await run([FILE, '--kid', 'x'])).toMatchObject({ code: 1 });
});

it('half a megabyte that ends within a letter or a row can be previewed all the same', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rung-import-'));
  const file = join(folder, 'long.csv');
  const row = (_: unknown, i: number) => `${i},2026-01-05,5,"نام\n${i}@خانه.example"`;
  await writeFile(file, `Order,Date,Total,Note\n${Array.from({ length: 30_000 }, row).join('\n')}`);
  const { code, out, err } = await run([file, '--preview']);
  expect(err).toBe('');
  expect(code).toBe(1);
  expect(out).toContain('MISSING: email or user_id or visitor');
  await rm(folder, { recursive: true });
});
