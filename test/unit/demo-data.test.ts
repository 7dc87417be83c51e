/** `npm run demo-data` as asked on the command line, and how it deals with a collector that is busy. */
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { readDemoData } from '../../collector/dev/demo-data/command.ts';
import { sendBatch } from '../../collector/dev/demo-data/send.ts';

const NOW = Date.UTC(2026, 5, 1, 13, 30);
const read = (line: string, env = {}) => readDemoData(line.split(' ').filter(Boolean), env, NOW);

describe('npm run demo-data', () => {
  it('tells of 500 people and 120 days up to this one, unless it is asked for others', () => {
    const today = Date.UTC(2026, 5, 1);
    expect(read('')).toEqual({ people: 500, days: 120, seed: 1, until: today });
    expect(read('--people 60 --days 40 --seed 7 --until 2026-03-01')).toEqual({
      ...{ people: 60, days: 40, seed: 7, until: Date.UTC(2026, 2, 1) },
    });
  });

  it('fills another collector with the keys it is given', () => {
    const asked = read('--url https://rung.example/ --key sk_1 --write-key wk_1');
    expect(asked).toMatchObject({ url: 'https://rung.example', key: 'sk_1', writeKey: 'wk_1' });
    const kept = read('--url https://rung.example --write-key wk_1', { RUNG_SECRET_KEY: 'sk_2' });
    expect(kept).toMatchObject({ key: 'sk_2' });
  });

  it('shows its usage when it is asked for help', () => {
    expect(read('--help')).toBeUndefined();
  });

  it.each([
    ['--persons 5', "Unknown option '--persons'"],
    ['500', 'Unexpected argument'],
    ['--people many', '--people is a whole number from 1 to 1000000, not "many".'],
    ['--people 0', '--people is'],
    ['--people 2000000', '--people is'],
    ['--days 1.5', '--days is'],
    ['--seed -1', 'seed'],
    ['--until 2026-02-30', '--until is a day'],
    ['--until yesterday', '--until is a day'],
    ['--until 2026-06-02', '--until lies ahead'],
    ['--url nowhere --key a --write-key b', '--url is no address.'],
    ['--url https://rung.example', 'needs --key and --write-key'],
  ])('refuses %s in a sentence', (line, sentence) => {
    expect(() => read(line)).toThrow(sentence);
  });
});

describe('A batch', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  type Reply = [status: number, body: object, headers?: Record<string, string>];

  /** A collector that gives these answers, one after another. */
  async function collector(replies: Reply[]) {
    const keys: string[] = [];
    const server = createServer((request, response) => {
      keys.push(Buffer.from(request.headers.authorization?.slice(6) ?? '', 'base64').toString());
      const [status, body, headers] = replies.shift() ?? [500, {}];
      response.writeHead(status, headers).end(JSON.stringify(body));
    });
    closing.push(() => server.close());
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as { port: number };
    return { url: `http://127.0.0.1:${port}`, write_key: 'wk_1', secret_key: 'sk_1', keys };
  }

  const batch = { trusted: true, messages: 1, body: '{"batch":[]}' };
  const taken: Reply = [200, { results: { a: 'ok', b: 'ok', c: 'rejected: too_old ts' } }];

  /** Pauses that were asked for, none of them waited out. */
  function pauses() {
    const asked: number[] = [];
    const pause = async (ms: number): Promise<void> => {
      asked.push(ms);
    };
    return { asked, pause };
  }

  it('is sent again when too many came at once or the database is away, as late as was asked', async () => {
    const { asked, pause } = pauses();
    const busy: Reply = [429, {}, { 'Retry-After': '7' }];
    const target = await collector([busy, [503, {}], [500, {}], taken]);
    expect(await sendBatch(target, batch, pause)).toEqual({ ok: 2, 'rejected: too_old ts': 1 });
    expect(asked).toEqual([7000, 500, 1000]);
  });

  it('is sent again while nothing listens, and given up after some minutes', async () => {
    const { asked, pause } = pauses();
    const target = { url: 'http://127.0.0.1:1', write_key: 'wk_1', secret_key: 'sk_1' };
    await expect(sendBatch(target, batch, pause)).rejects.toThrow('in 12 tries');
    expect(asked.length).toBe(12);
    expect(Math.max(...asked)).toBe(20_000);
  });

  it('that is refused is not sent again', async () => {
    const { asked, pause } = pauses();
    const target = await collector([[401, { title: 'Unknown key' }]]);
    await expect(sendBatch(target, batch, pause)).rejects.toThrow('401 {"title":"Unknown key"}');
    expect(asked).toEqual([]);
  });

  it('carries the secret key when a server tells, and the public one when pages do', async () => {
    const target = await collector([taken, taken]);
    await sendBatch(target, batch);
    await sendBatch(target, { ...batch, trusted: false });
    expect(target.keys).toEqual(['sk_1:', 'wk_1:']);
  });
});
