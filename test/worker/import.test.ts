/** Files of past orders and contacts, sent over the API and worked off by polls, on the real database. */
import { createExecutionContext, createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import { sha256Hex } from '../../collector/store/hash.ts';
import { createSite } from '../../collector/store/sites.ts';
import worker from '../../collector/worker.ts';
import type { JobAnswer } from '../../dashboard-api/present/schemas/job.ts';
import { ask, DAY, NOW, type Site } from './api-fixture.ts';
import { wrap } from './database-wrappers.ts';
import { finish, poll, type Result } from './models.ts';
import { act } from './proof.ts';
import { newVisitor, people, rowsOf } from './visitor.ts';

vi.setConfig({ testTimeout: 60_000 });

async function shop(more: { time_zone?: string; currency?: string } = {}) {
  const made = await createSite(env.DB, { name: 'Shop', ...more }, NOW - 400 * DAY);
  return { ...made, key: made.secret_key };
}

const post = (site: Pick<Site, 'key'>, body: string, query = '') =>
  ask(`/import?${query}`, { key: site.key, method: 'POST', body, type: 'text/csv' });

async function begin(site: Pick<Site, 'key'>, body: string, query = ''): Promise<string> {
  const response = await post(site, body, query);
  if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json<{ job: string }>()).job;
}

const resultOf = (answers: JobAnswer[]) => answers.at(-1)?.result as Result<'import'>;
const importing = async (site: Pick<Site, 'key'>, body: string, query = '') =>
  resultOf(await finish(site, await begin(site, body, query)));

interface OrderRow {
  order_id: string;
  value_minor: number;
  refunded_minor: number;
  currency: string;
  verified: number;
  at: number;
  person: string;
  body: string;
}
const orders = async (site: { site: string }) => rowsOf<OrderRow>('orders', site.site);
const money = async (site: { site: string }) =>
  Object.fromEntries(
    (await orders(site)).map((row) => [
      row.order_id,
      `${row.currency} ${row.value_minor}${row.refunded_minor ? ` - ${row.refunded_minor}` : ''}`,
    ]),
  );
const aliases = async (site: { site: string }) =>
  (await rowsOf<{ alias: string }>('aliases', site.site)).map(({ alias }) => alias).sort();

const PLAIN = [
  'Order,Date,Total,User id,Status',
  '1001,2026-01-05 10:00,49.90,sara,paid',
  '1002,2026-02-05 10:00,"1,250.00",omid,refunded',
  '1003,2026-02-06 10:00,10.00,omid,cancelled',
].join('\n');

describe('Orders', () => {
  test('are verified purchases and refunds at their own time, whatever their age', async () => {
    const site = await shop({ time_zone: 'Europe/Berlin' });
    const result = await importing(site, PLAIN);
    expect(result).toMatchObject({
      ...{ kind: 'import', of: 'orders', rows: 3, told: 2, left_out: 1, stored: 3, duplicates: 0 },
      ...{ new_people: 2, bad: 0, bad_rows: [], refused: {} },
    });
    expect(await money(site)).toEqual({ 1001: 'EUR 4990', 1002: 'EUR 125000 - 125000' });
    const [first] = await orders(site);
    expect(first).toMatchObject({ verified: 1, at: Date.UTC(2026, 0, 5, 9) });
    expect(await aliases(site)).toEqual(['u:omid', 'u:sara']);
  });

  test('that are imported again add nothing, and a corrected row that was bad comes in', async () => {
    const site = await shop();
    const broken = `${PLAIN}\n1004,2026-02-31,5.00,sara,paid`;
    expect(await importing(site, broken)).toMatchObject({
      stored: 3,
      bad: 1,
      reasons: { no_such_date: 1 },
      bad_rows: [{ line: 5, column: 'Date', reason: 'no_such_date' }],
    });
    const before = await money(site);
    expect(await importing(site, broken)).toMatchObject({
      stored: 0,
      duplicates: 3,
      new_people: 0,
    });
    expect(await money(site)).toEqual(before);
    const mended = broken.replace('02-31', '02-28').replace('49.90', '59.90');
    expect(await importing(site, mended)).toMatchObject({ stored: 1, duplicates: 3, bad: 0 });
    expect(await money(site)).toEqual({ ...before, 1004: 'EUR 500' });
  });

  test('have a line for each thing bought, and one that is bad leaves the whole order out', async () => {
    const site = await shop();
    const result = await importing(
      site,
      [
        'Order,Date,Customer,Product,Price,Qty',
        'a,2026-01-05,sara,Bowl,9.99,2',
        'a,2026-01-05,sara,"Toy, red\nand blue",0.02,1',
        'b,2026-01-06,sara,Bowl,ten,1',
        'b,2026-01-06,sara,Toy,1.00,1',
        'c,2026-01-07,omid,Toy,1.00,',
      ].join('\r\n'),
    );
    expect(result).toMatchObject({ rows: 5, told: 2, stored: 2, bad: 1 });
    expect(result.bad_rows).toEqual([{ line: 5, column: 'Price', reason: 'invalid_number' }]);
    expect(await money(site)).toEqual({ a: 'EUR 2000', c: 'EUR 100' });
    const [order] = await orders(site);
    expect(JSON.parse(order?.body ?? '')).toMatchObject({ items: 3 });
  });

  test('with a total on each line count it once, and refuse two totals', async () => {
    const site = await shop();
    const head = 'Order,Date,Customer,Total,Product';
    const rows = [
      'a,2026-01-05,sara,30,Bowl',
      'a,2026-01-05,sara,30,Toy',
      'b,2026-01-05,sara,,Toy',
    ];
    const differ = ['c,2026-01-05,sara,30,Bowl', 'c,2026-01-05,sara,31,Toy'];
    const result = await importing(site, [head, ...rows, ...differ].join('\n'));
    expect(result.reasons).toEqual({ missing: 1, lines_differ: 1 });
    expect(await money(site)).toEqual({ a: 'EUR 3000' });
  });

  test('of an Excel in Persian: semicolons, Persian digits, Jalali dates, Toman', async () => {
    const site = await shop({ time_zone: 'Asia/Tehran' });
    const text = [
      '\ufeffشماره سفارش;تاریخ;مبلغ (تومان);ایمیل;وضعیت',
      '۱۰۰۱;۱۴۰۳/۰۱/۱۵;۱۲٬۵۰۰;Sara@Example.com;تکمیل شده',
      '۱۰۰۲;۱۴۰۳/۱۳/۱۵;۱۲٬۵۰۰;sara@example.com;پرداخت شده',
      '۱۰۰۳;۱۵ فروردین ۱۴۰۳ ۱۰:۳۰;1,250,000;omid@example.com;مرجوعی',
      '۱۰۰۴;۱۴۰۳/۰۱/۱۵;۵۰۰۰;sara@example.com;لغو شده',
    ].join('\r\n');
    expect(await importing(site, text)).toMatchObject({
      ...{ rows: 4, told: 2, left_out: 1, stored: 3, bad: 1, new_people: 2 },
      bad_rows: [{ line: 3, column: 'تاریخ', reason: 'no_such_date' }],
    });
    const [first] = await orders(site);
    expect(first).toMatchObject({ currency: 'IRR', value_minor: 125_000 });
    expect(new Date(first?.at ?? 0).toISOString()).toBe('2024-04-02T20:30:00.000Z');
    expect(await money(site)).toEqual({ 1001: 'IRR 125000', 1003: 'IRR 12500000 - 12500000' });
    const hash = await sha256Hex('sara@example.com');
    expect(await aliases(site)).toContain(`e:${hash}`);
  });

  test('find who signed up with the address, and keep the address nowhere', async () => {
    const site = await shop();
    const email_sha256 = await sha256Hex('sara@example.com');
    const visitor = newVisitor();
    await act(site, visitor, 'newsletter_signup', { email_sha256 });
    const result = await importing(site, 'order,date,total,email\n1,2026-01-05,5,sara@example.com');
    expect(result).toMatchObject({ stored: 1, new_people: 0 });
    const all = await people(site.site);
    expect(all).toHaveLength(1);
    expect(JSON.stringify(all)).not.toContain('sara@example.com');
  });

  test('told by the server too are one order', async () => {
    const site = await shop();
    await importing(site, PLAIN);
    const told = { userId: 'sara', event: 'purchase' };
    const properties = { order_id: '1001', value: 1, currency: 'EUR' };
    const response = await worker.fetch(
      new Request('https://rung.example/v1/track', {
        method: 'POST',
        headers: { Authorization: `Basic ${btoa(`${site.key}:`)}` },
        body: JSON.stringify({ ...told, properties }),
      }) as Request<unknown, IncomingRequestCfProperties>,
      env,
      createExecutionContext(),
    );
    expect(await response.json()).toMatchObject({ results: { 'purchase 1001': 'duplicate' } });
    expect((await money(site))[1001]).toBe('EUR 4990');
  });

  test('that cannot be read are told by line, column and reason, without what stands there', async () => {
    const site = await shop();
    const secret = 'private-thing';
    const rows = [
      [',2026-01-05,5,sara,,', 'Order', 'missing'],
      [`${'x'.repeat(201)},2026-01-05,5,sara,,`, 'Order', 'too_long'],
      [`2,${secret},5,sara,,`, 'Date', 'invalid_date'],
      ['3,2026-12-05,5,sara,,', 'Date', 'in_the_future'],
      [`4,2026-01-05,${secret},sara,,`, 'Total', 'invalid_number'],
      ['5,2026-01-05,-5,sara,,', 'Total', 'negative'],
      ['6,2026-01-05,5.001,sara,,', 'Total', 'too_many_decimals'],
      ['7,2026-01-05,5,null,,', null, 'nobody'],
      [`8,2026-01-05,5,,${secret},`, 'Email', 'invalid_email'],
      [`9,2026-01-05,5,sara,,${secret}`, 'Status', 'unknown_status'],
      [`10,2026-01-05,5,sara,,,${secret}`, null, 'too_many_cells'],
      ['11,2026-01-05,,sara', 'Total', 'missing'],
    ] as const;
    const file = ['Order,Date,Total,User id,Email,Status', ...rows.map(([row]) => row)].join('\n');
    const result = await importing(site, `${file}\n12,2026-01-05,5,sara,,`);
    expect(result.bad_rows).toEqual(
      rows.map(([, column, reason], i) => ({ line: i + 2, column, reason })),
    );
    expect(result).toMatchObject({ bad: rows.length, stored: 1 });
    expect(JSON.stringify(await rowsOf('job_people', site.site))).not.toContain(secret);
    expect(await rowsOf('import_parts', site.site)).toEqual([]);
  });

  test('older than the site keeps events are refused and counted', async () => {
    const site = await shop();
    await env.DB.prepare(`UPDATE sites SET settings = '{"retention_days":365}' WHERE site = ?`)
      .bind(site.site)
      .run();
    const result = await importing(site, `order,date,total,user id\n1,2020-01-05,5,sara`);
    expect(result).toMatchObject({ told: 1, stored: 0, refused: { too_old: 1 } });
  });
});

describe('Contacts', () => {
  const FILE = [
    'Email,First name,Company,Subscribed,Date',
    'sara@example.com,Sara,Acme,yes,2025-03-01',
    'omid@example.com,Omid,,no,',
    'mina@example.com,Mina,,,',
    'ali@example.com,Ali,,perhaps,',
  ].join('\n');

  test('become people with traits, and sign-ups at their time', async () => {
    const site = await shop();
    expect(await importing(site, FILE, 'kind=contacts')).toMatchObject({
      ...{ of: 'contacts', rows: 4, told: 3, stored: 5, new_people: 3 },
      bad_rows: [{ line: 5, column: 'Subscribed', reason: 'unknown_answer' }],
    });
    const all = await people(site.site);
    const log = all.flatMap(({ doc }) => doc.tail);
    expect(log.find(({ type }) => type === 'newsletter_signup')?.ts).toBe(Date.UTC(2025, 2, 1));
    const traits = log.flatMap(({ props }) => props?.traits ?? []);
    expect(traits).toEqual(
      expect.arrayContaining([{ first_name: 'Sara', company: 'Acme' }, { first_name: 'Omid' }]),
    );
    expect(JSON.stringify(all)).not.toContain('@example.com');
    expect(await aliases(site)).toHaveLength(3);
  });

  test('that are imported again add nothing', async () => {
    const site = await shop();
    await importing(site, FILE, 'kind=contacts');
    expect(await importing(site, FILE, 'kind=contacts')).toMatchObject({
      ...{ stored: 0, duplicates: 5, new_people: 0 },
    });
  });

  test('are joined with what a visitor did, where the list knows the visitor', async () => {
    const site = await shop();
    const visitor = newVisitor();
    await act(site, visitor, 'page_view');
    const file = `Visitor,User id,Name\n${visitor},sara,Sara`;
    expect(await importing(site, file, 'kind=contacts')).toMatchObject({ new_people: 0 });
    expect(await people(site.site)).toHaveLength(1);
    expect(await aliases(site)).toEqual(['u:sara']);
  });
});

/** Orders of a few people, two lines each, so that chunks end in the midst of none. */
const many = (count: number) =>
  [
    'Order,Date,Customer,Product,Price',
    ...Array.from({ length: count }, (_, i) =>
      ['Bowl', 'Toy', 'Mat'].map((item) => `o-${i},2026-01-05 10:00,user-${i % 40},${item},1.00`),
    ).flat(),
  ].join('\n');

describe('A long file', () => {
  test('is worked off in chunks that cut no order, and says how far it is', async () => {
    const site = await shop();
    const answers = await finish(site, await begin(site, many(100)));
    expect(answers.map(({ done, total }) => [done, total])).toEqual([
      [102, 300],
      [204, 300],
      [300, 300],
    ]);
    expect(resultOf(answers)).toMatchObject({ told: 100, stored: 100, new_people: 40 });
    expect(Object.values(await money(site))).toEqual(Array(100).fill('EUR 300'));
  });

  test('goes on by cron too', async () => {
    const site = await shop();
    const job = await begin(site, many(50));
    for (let i = 0; i < 20 && (await poll(site, job)).state !== 'done'; i += 1) {
      const tick = createScheduledController({ scheduledTime: new Date(NOW) });
      await worker.scheduled(tick, env, createExecutionContext());
    }
    expect(await orders(site)).toHaveLength(50);
  });

  test('whose chunk was cut short as it was saved goes on, and nothing counts twice', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    const site = await shop();
    const job = await begin(site, many(70));
    let saving = false;
    const db = wrap(env.DB, {
      beforeBatch: async () => {
        if (saving) throw new Error('the isolate is gone');
      },
    });
    const { prepare } = db;
    db.prepare = (sql) => {
      saving ||= sql.includes('UPDATE jobs SET state');
      return prepare(sql);
    };
    expect((await ask(`/jobs/${job}`, { ...site, db })).status).toBe(503);
    expect((await orders(site)).length).toBeGreaterThan(0);
    const result = resultOf(await finish(site, job));
    expect(result.stored + result.duplicates).toBe(70);
    expect(result).toMatchObject({ rows: 210, told: 70, duplicates: 34 });
    expect(Object.values(await money(site))).toEqual(Array(70).fill('EUR 300'));
    logged.mockRestore();
  });

  test('that two work on at once counts each row once', async () => {
    const site = await shop();
    const job = await begin(site, many(40));
    for (let i = 0; i < 3; i += 1) await Promise.all([poll(site, job), poll(site, job)]);
    const { state, done, result } = (await finish(site, job)).at(-1) as JobAnswer;
    expect([state, done]).toEqual(['done', 120]);
    expect(result).toMatchObject({ rows: 120, told: 40 });
    expect(Object.values(await money(site))).toEqual(Array(40).fill('EUR 300'));
  });

  test('of several parts keeps its lines', async () => {
    const site = await shop();
    const note = 'n'.repeat(3000);
    const rows = Array.from(
      { length: 150 },
      (_, i) => `o-${i},2026-01-05,u-${i % 3},5,"${note}\n"`,
    );
    const file = ['Order,Date,Customer,Total,Note', ...rows, 'x,never,u-1,5,'].join('\n');
    const job = await begin(site, file);
    expect((await rowsOf('import_parts', site.site)).length).toBeGreaterThan(2);
    const result = resultOf(await finish(site, job));
    expect(result).toMatchObject({ rows: 151, stored: 150 });
    expect(result.bad_rows).toEqual([{ line: 302, column: 'Date', reason: 'invalid_date' }]);
    expect(await rowsOf('import_parts', site.site)).toEqual([]);
  });
});

describe('A file that cannot be taken', () => {
  test.each([
    ['without a column that is needed', 'Order,Date,Total\n1,2026-01-05,5', '', 'columns.email'],
    ['with a column that it has not', PLAIN, 'columns={"coupon":"Code"}', 'columns.coupon'],
    ['with a field that there is not', PLAIN, 'columns={"age":"Date"}', 'columns'],
    ['with columns that are no JSON', PLAIN, 'columns=x', 'columns'],
    ['with columns that are a list', PLAIN, 'columns=[]', 'columns'],
    ['with a header that is a number', PLAIN, 'columns={"time":1}', 'columns.time'],
    ['with a time zone that there is not', PLAIN, 'time_zone=Mars', 'time_zone'],
    ['with Toman of Euro', PLAIN, 'unit=toman&currency=EUR', 'unit'],
    ['with a kind that there is not', PLAIN, 'kind=pets', 'kind'],
    ['that is empty', '', '', 'body'],
    ['that has no rows', 'Order,Date,Total,Email\n\n', '', 'body'],
    ['with a quote that never closes', `${PLAIN}\n"1`, '', 'body'],
  ])('%s is refused, with the field, and nothing is kept', async (_, body, query, field) => {
    const site = await shop();
    const response = await post(site, body, query);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ field });
    expect(await rowsOf('import_parts', site.site)).toEqual([]);
    expect(await rowsOf('jobs', site.site)).toEqual([]);
  });

  test('leaves nothing of its parts when it breaks off late, nor when it broke off long ago', async () => {
    const site = await shop();
    const long = Array.from({ length: 9000 }, (_, i) => `o-${i},2026-01-05,5,someone-${i}`);
    const file = ['Order,Date,Total,User id', ...long, '"1'].join('\n');
    expect((await post(site, file)).status).toBe(400);
    expect(await rowsOf('import_parts', site.site)).toEqual([]);
    await env.DB.prepare("INSERT INTO import_parts VALUES (?, 'job_gone', 0, ?, 2, 'x')")
      .bind(site.site, NOW - DAY)
      .run();
    await importing(site, PLAIN);
    expect(await rowsOf('import_parts', site.site)).toEqual([]);
  });

  test('of a site that was closed meanwhile fails, and stores nothing', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    const site = await shop();
    const job = await begin(site, PLAIN);
    await env.DB.prepare('UPDATE sites SET disabled_at = 1 WHERE site = ?').bind(site.site).run();
    const tick = createScheduledController({ scheduledTime: new Date(NOW) });
    await worker.scheduled(tick, env, createExecutionContext());
    const [row] = await rowsOf<{ job: string; state: string }>('jobs', site.site);
    expect(row).toMatchObject({ job, state: 'failed' });
    expect(await people(site.site)).toEqual([]);
    logged.mockRestore();
  });
});

describe('A preview', () => {
  test('shows columns, habits, the first events and the bad rows, and keeps nothing', async () => {
    const site = await shop({ time_zone: 'Asia/Tehran' });
    const file = [
      'Order;Date;Total;Customer;Note',
      '1;1/31/2026;12,50;sara;hello',
      '2;2/1/2026;12.50;sara;',
    ].join('\n');
    const response = await post(site, file, 'preview=true');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      ...{ delimiter: ';', decimal: ',', dates: 'mdy', time_zone: 'Asia/Tehran', currency: 'EUR' },
      ...{ missing: [], rows: 2 },
      columns: [
        { header: 'Order', samples: ['1', '2'], field: 'order_id' },
        { header: 'Date', field: 'time' },
        { header: 'Total', field: 'value' },
        { header: 'Customer', field: 'user_id' },
        { header: 'Note', samples: ['hello'], field: null },
      ],
      events: [
        {
          ...{ line: 2, type: 'purchase', at: '2026-01-30T20:30:00.000Z' },
          props: { order_id: '1', value: 12.5, currency: 'EUR' },
        },
      ],
      problems: [{ line: 3, column: 'Total', reason: 'invalid_number' }],
    });
    expect(await rowsOf('jobs', site.site)).toEqual([]);
    expect(await people(site.site)).toEqual([]);
  });

  test('says what is missing, until the columns are named', async () => {
    const site = await shop();
    const file = 'Beleg,Tag,Betrag,Wer\n1,5.1.2026,5,sara';
    const first = await post(site, file, 'preview=true');
    expect(await first.json()).toMatchObject({
      missing: ['order_id', 'time', 'value or price', 'email or user_id or visitor'],
      events: [],
    });
    const columns = { order_id: 'Beleg', time: 'Tag', value: 'Betrag', user_id: 'wer' };
    const query = `columns=${encodeURIComponent(JSON.stringify(columns))}`;
    expect(await (await post(site, file, `preview=true&${query}`)).json()).toMatchObject({
      missing: [],
    });
    expect(await importing(site, file, query)).toMatchObject({ stored: 1 });
  });
});

test('Two sites that import one file have each their own, and neither sees the other’s job', async () => {
  const [here, there] = [await shop(), await shop()];
  const job = await begin(here, PLAIN);
  expect((await ask(`/jobs/${job}`, there)).status).toBe(404);
  await finish(here, job);
  expect(await orders(there)).toEqual([]);
  expect(await importing(there, PLAIN)).toMatchObject({ stored: 3, new_people: 2 });
  const owners = [await orders(here), await orders(there)].map((rows) => rows[0]?.person);
  expect(owners[0]).not.toBe(owners[1]);
});
