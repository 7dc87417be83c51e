/** Requests that really are apart: the served Worker over HTTP, where each has its own context. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Served, serve } from '../../collector/dev/serve.ts';
import { type CreatedSite, createSite } from '../../collector/store/sites.ts';
import { type Answer, INGEST_PATH } from '../../sdk/wire.ts';

let rung: Served;
let site: CreatedSite;

beforeAll(async () => {
  rung = await serve({ tickEverySeconds: 0 });
  site = await createSite(rung.db, { name: 'Shop' }, Date.now());
}, 60_000);
afterAll(() => rung?.stop());

let made = 0;
function view(): { id: string } {
  made += 1;
  const ts = Date.now();
  const time = ts.toString(16).padStart(12, '0');
  const tail = made.toString(16).padStart(12, '0');
  const id = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${tail}`;
  return { id, type: 'page_view', ts, url: 'https://shop.example/' } as { id: string };
}

const bodyOf = (visitor: string, events: object[]): string =>
  JSON.stringify({
    v: 1,
    key: site.write_key,
    visitor,
    sent_at: Date.now(),
    sdk: 'test/1',
    ctx: {},
    events,
  });

const post = (body: string, signal?: AbortSignal): Promise<Response> =>
  fetch(rung.url + INGEST_PATH, {
    method: 'POST',
    headers: {
      'Content-Type': 'text/plain',
      'User-Agent': 'Mozilla/5.0 Chrome/150.0 Safari/537.36',
    },
    body,
    ...(signal && { signal }),
  });

async function sendAll(bodies: string[]): Promise<string[]> {
  const responses = await Promise.all(bodies.map((body) => post(body)));
  expect(responses.map(({ status }) => status)).toEqual(bodies.map(() => 200));
  const answers = await Promise.all(
    responses.map((response) => response.json() as Promise<Answer>),
  );
  return answers.flatMap(({ results }) => Object.values(results));
}

const stored = async (): Promise<{ events: number; docs: string[] }> => {
  const events = await rung.db
    .prepare('SELECT count(*) AS n FROM events WHERE site = ?')
    .bind(site.site)
    .first<{ n: number }>();
  const { results } = await rung.db
    .prepare('SELECT doc FROM people WHERE site = ? ORDER BY person')
    .bind(site.site)
    .all<{ doc: string }>();
  return { events: events?.n ?? 0, docs: results.map(({ doc }) => doc) };
};

test('Fifty simultaneous requests lose no event, and the same fifty again change nothing', async () => {
  const bodies = Array.from({ length: 50 }, () => bodyOf('fifty-at-once', [view(), view()]));
  expect(new Set(await sendAll(bodies))).toEqual(new Set(['ok']));
  const after = await stored();
  expect(after.events).toBe(100);
  expect(new Set(await sendAll(bodies))).toEqual(new Set(['duplicate']));
  expect(await stored()).toEqual(after);
}, 30_000);

test('Pages that are left while they send strand nobody who waits for the same write', async () => {
  const before = await stored();
  const left = Array.from({ length: 10 }, () => new AbortController());
  const leaving = left.map(({ signal }) => post(bodyOf('left-behind', [view()]), signal));
  const staying = Array.from({ length: 20 }, () => bodyOf('left-behind', [view()]));
  const answered = sendAll(staying);
  for (const page of left) page.abort();
  await Promise.allSettled(leaving);
  expect(new Set(await answered)).toEqual(new Set(['ok']));
  const after = await stored();
  expect(after.events).toBeGreaterThanOrEqual(before.events + 20);
  expect(new Set(await sendAll(staying))).toEqual(new Set(['duplicate']));
}, 30_000);
